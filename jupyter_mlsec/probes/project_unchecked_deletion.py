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
from jupyter_mlsec.probes._folder.programs import Source, programs
from jupyter_mlsec.probes._folder.written_records import Written, written_records
from jupyter_mlsec.probes._ground.base import ProjectSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._serving.expressions import last_name

_STEP = "Look for each path and for copies with the same digest after the deletion: %mlsec delete FILE does both."
_DELETED = re.compile(
    r"\b(?:delet|eras|purg|destroy|dispos|gelosch|losch|vernicht|supprim|suppression|effac|detrui|borrad|elimin|cancellat|cancellaz"
    r"|distrutt|exclui|exclus|apagad|verwijder|usuniet)|削除|消去|删除|销毁",
    re.IGNORECASE,
)
_SPEAKS = re.compile(r"rmtree|unlink|remove|delete|\brm\s+-|purge|shred|truncate", re.IGNORECASE)
_DELETES = re.compile(
    r"rmtree|unlink|remove|rmdir|removedirs|rm_file|rm|delete|delete_(?:objects?|blobs?|file|files|dir|directory|item|bucket|model\w*|registered_model|run"
    r"|repo|folder|collection|index|table|many|one|artifacts?)|purge\w*|send2trash|shred\w*"
)
_SHELL = re.compile(
    r"(?:^|[\s;&|!])(?:rm\s+-|shred\s|srm\s|aws\s+s3\s+rm|gsutil\s+(?:-m\s+)?rm|gcloud\s+storage\s+rm|azcopy\s+rm|del\s+/)"
)
_LOOKS = re.compile(
    r"exists|is_file|isfile|is_dir|isdir|lexists|i?glob|rglob|iterdir|listdir|scandir|walk|l?stat|head_object|list_objects(?:_v2)?"
    r"|list_object_versions|list_blobs|list_files\w*|ls|find|search_\w+|get_(?:blob|model\w*|object|run|paginator)|info|scan_cache_dir|count_documents|access|du|file_exists|object_exists"
)
_LOOKING = re.compile(
    r"(?:^|[\s;&|!(])(?:ls|find|test|stat|du|tree|locate)\s|\[\s+!?\s*-[edf]\s|aws\s+s3(?:api)?\s+(?:ls|head|list)|gsutil\s+ls"
)


def _run(subject: ProjectSubject) -> Observation:
    found = [(source, looked) for source in programs(subject, _SPEAKS) for looked in _recorded(source)]
    blind = dict.fromkeys(source.place for source, looked in found if not looked)
    if blind:
        return warned(f"A deletion is recorded that nobody has looked after: {listed(blind)}.", next_step=_STEP)
    if not found:
        return not_applicable("no program of the project deletes something and writes it down")
    return passed(f"{count(len(found), 'record')} of a deletion, each written after a look.")


def _recorded(source: Source) -> Iterator[bool]:
    """Yield for each record of a deletion that a program writes itself whether it looked in between."""
    deletions = [call for call in source.calls() if _is_deletion(call)]
    if not deletions:
        return
    first, last = min(each.lineno for each in deletions), 10**9
    for record in written_records(source):
        if not _is_of_a_deletion(record):
            continue
        same = source.function(record.call)
        known = [each for each in deletions if source.function(each) is same] or deletions
        first = min(each.lineno for each in known)
        last = 10**9 if same is None else (same.end_lineno or last)
        yield any(_is_look(call, source, known) for call in source.calls() if first <= call.lineno <= last)


def _is_of_a_deletion(record: Written) -> bool:
    named = any(_DELETED.search(name) for name in record.fields)
    return named or (_DELETED.search(record.where) is not None and len(record.fields) > 1)


def _is_deletion(call: ast.Call) -> bool:
    if _DELETES.fullmatch(last_name(call.func)):
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        plain = last_name(call.func) in {"remove", "delete", "rm"}
        # ``names.remove(x)`` of a list is no deletion: what is removed there is from os, a store, or a path
        return not plain or (
            owner is not None
            and re.search(r"\b(?:os|fs|s3|gcs|client|blob|bucket|api|path|file)", ast.unparse(owner), re.IGNORECASE)
            is not None
        )
    return any(
        isinstance(each, ast.Constant) and isinstance(each.value, str) and _SHELL.search(each.value)
        for each in call.args
    )


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
