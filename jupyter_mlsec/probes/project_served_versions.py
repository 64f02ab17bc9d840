"""Models that are fetched by name when they are served: whatever is newest, with whatever code it brings.

Who owns the name decides what answers tomorrow. A commit or a digest is one model; a path on this machine is left to
those who look at files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.command_lines import command_lines
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._names.read import entries

_PINNED = re.compile(r"--(?:code-|tokenizer-)?revision[ =]+[\"']?[0-9a-f]{40}\b|@sha256:[0-9a-f]{64}|@[0-9a-f]{40}\b")
_LOCAL = re.compile(r"^[\"']?(?:/|\./|\.\./|~|[A-Za-z]:\\|file:|s3:|gs:|\$\{?[A-Z_]*(?:PATH|DIR)\}?)|\.gguf$")
_CODE = re.compile(r"--trust[-_]remote[-_]code(?![ =]+[\"']?(?:false|0))")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
_STEP = "Name the commit: --revision with 40 hex digits, or a version number of the registry; leave remote code out."


@cache
def _served() -> tuple[tuple[re.Pattern[str], bool], ...]:
    return tuple((re.compile(each["command"]), each.get("store", False)) for each in entries("commands", "serves"))


def _run(subject: ProjectSubject) -> Observation:
    found = list(dict.fromkeys(_models(subject)))
    grave = [f"{model} in {place}" for place, model, loose, code in found if loose and code]
    if grave:
        return failed(f"Served with whatever code it brings today: {listed(grave)}.", next_step=_STEP)
    loose = [f"{model} in {place}" for place, model, loose, _ in found if loose]
    if loose:
        return warned(f"Whatever is newest is served: {listed(loose)}.", next_step=_STEP)
    if not found:
        return not_applicable("the project serves no model by its name")
    return passed(f"{count(len(found), 'model')} served by name, each pinned.")


def _models(subject: ProjectSubject) -> Iterator[tuple[str, str, bool, bool]]:
    """Yield the place, the name, whether it is not pinned, and whether its code is trusted."""
    for line in command_lines(subject):
        for pattern, store in _served():
            match = pattern.search(line.text)
            if match is None:
                continue
            model = match["model"].strip("\"'")
            if _LOCAL.search(model) or not (store or _REPOSITORY.fullmatch(model)):
                continue
            yield line.place, model, _PINNED.search(line.text) is None, _CODE.search(line.text) is not None
            break


PROBE = Probe(name="served-versions", items=("TRN-12",), run=_run, partial=True, incidental=True, docs=__doc__)
