"""Programs that write down a deletion without having looked: what could not be deleted is in the record as deleted.

After a deletion the paths are asked for again, and copies are looked for by their digest. What is looked at before the
deletion, or to decide whether to delete, proves nothing of what is left.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.deletions_in_code import SPEAKS, is_deletion, is_of_a_deletion
from jupyter_mlsec.probes._folder.programs import Source, programs
from jupyter_mlsec.probes._folder.written_records import written_records
from jupyter_mlsec.probes._ground.base import ProjectSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._serving.expressions import last_name

_STEP = "Look for each path and for copies with the same digest after the deletion: %mlsec delete FILE does both."
_LOOKS = re.compile(
    r"exists|is_file|isfile|is_dir|isdir|lexists|i?glob|rglob|iterdir|listdir|scandir|walk|l?stat|head_object|list_objects(?:_v2)?"
    r"|list_object_versions|list_blobs|list_files\w*|ls|find|search_\w+|get_(?:blob|model\w*|object|run|paginator)|info|scan_cache_dir|count_documents|access|du|file_exists|object_exists"
)
_LOOKING = re.compile(
    r"(?:^|[\s;&|!(])(?:ls|find|test|stat|du|tree|locate)\s|\[\s+!?\s*-[edf]\s|aws\s+s3(?:api)?\s+(?:ls|head|list)|gsutil\s+ls"
)


def _run(subject: ProjectSubject) -> Observation:
    found = [(source, looked) for source in programs(subject, SPEAKS) for looked in _recorded(source)]
    blind = dict.fromkeys(source.place for source, looked in found if not looked)
    if blind:
        return warned(f"A deletion is recorded that nobody has looked after: {listed(blind)}.", next_step=_STEP)
    if not found:
        return not_applicable("no program of the project deletes something and writes it down")
    return passed(f"{count(len(found), 'record')} of a deletion, each written after a look.")


def _recorded(source: Source) -> Iterator[bool]:
    """Yield for each record of a deletion that a program writes itself whether it looked in between."""
    deletions = [call for call in source.calls() if is_deletion(call)]
    if not deletions:
        return
    first, last = min(each.lineno for each in deletions), 10**9
    for record in written_records(source):
        if not is_of_a_deletion(record):
            continue
        same = source.function(record.call)
        known = [each for each in deletions if source.function(each) is same] or deletions
        first = min(each.lineno for each in known)
        last = 10**9 if same is None else (same.end_lineno or last)
        yield any(_is_look(call, source, known) for call in source.calls() if first <= call.lineno <= last)


def _is_look(call: ast.Call, source: Source, deletions: list[ast.Call]) -> bool:
    """Tell whether a call looks what is left; one that a deletion hangs on was there before it."""
    texts = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    if not _LOOKS.fullmatch(last_name(call.func)) and not any(map(_LOOKING.search, texts)):
        return False
    whole: ast.AST = call
    for each in source.around(call):
        if isinstance(each, ast.stmt):
            whole = each
            break
    held = {id(each) for each in ast.walk(whole)}
    return not any(id(each) in held for each in deletions)


PROBE = Probe(name="unchecked-deletion", items=("RET-01",), run=_run, partial=True, incidental=True, docs=__doc__)
