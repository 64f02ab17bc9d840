"""Audits that are kept from fetching new advisories: what was found last week is not in the copy that they look at.

A copy on purpose (a build without the net) is refreshed by somebody else; where a command of the project does so,
nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.command_lines import command_lines
from jupyter_mlsec.probes._folder.files import is_read
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.record_fields import plain
from jupyter_mlsec.probes._folder.structured import YAML, everything, read_structured
from jupyter_mlsec.probes._ground.base import ProjectSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._names.read import words

_STEP = "Let the audit fetch its advisories, or refresh the copy in the same pipeline; write who does it otherwise."
_SAYS = {True: frozenset({"true", "1", "yes", "on"}), False: frozenset({"false", "0", "no", "off"})}


def _run(subject: ProjectSubject) -> Observation:
    lines = list(command_lines(subject))
    audits = [each for each in lines if _pattern("audits").search(each.text)]
    frozen = [each.place for each in lines if _pattern("frozen_lines").search(each.text)]
    frozen += _settings(subject)
    fetched = any(_pattern("fetching_lines").search(each.text) for each in lines)
    if frozen and not fetched:
        shown = listed(dict.fromkeys(frozen))
        return warned(f"Audits are kept from fetching new advisories: {shown}.", next_step=_STEP)
    if not audits and not frozen:
        return not_applicable("nothing in the project looks for known vulnerabilities")
    return passed(f"{count(len(audits) or len(frozen), 'audit')}, none of a copy that nobody refreshes.")


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in sorted(words("commands", kind))))


def _settings(subject: ProjectSubject) -> Iterator[str]:
    """Yield the files whose settings switch the fetching off."""
    for path in require_files(subject):
        if path.suffix.lower() not in YAML | {".json", ".toml"} or not is_read(path):
            continue
        try:
            documents = read_structured(path) or []
        except UnreadableError:
            continue
        if any(_freezes(each) for each in documents):
            yield path.relative_to(subject.root).as_posix()


def _freezes(document: object) -> bool:
    for key, value in everything(document):
        inner = [(f"{key} {name}", each) for name, each in value.items()] if isinstance(value, dict) else []
        for name, said in ((key, value), *inner):
            for kind, wanted in (("frozen_on", True), ("frozen_off", False)):
                if plain(str(name)) in words("commands", kind) and str(said).strip().lower() in _SAYS[wanted]:
                    return True
    return False


PROBE = Probe(name="frozen-advisories", items=("GOV-05",), run=_run, partial=True, incidental=True, docs=__doc__)
