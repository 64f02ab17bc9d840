"""Data that scripts, tasks and images fetch and use as they come: nothing holds them against a digest.

Whoever owns the other side, or the way there, chooses what the model learns.
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.data_tokens import ARCHIVE
from jupyter_mlsec.probes._folder.heeded import fates
from jupyter_mlsec.probes._folder.scripts import scripts
from jupyter_mlsec.probes._folder.unheeded import command, options
from jupyter_mlsec.probes._ground.base import ProjectSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_STEP = "Write the SHA-256 down once and compare it after every download: sha256sum -c"


def _run(subject: ProjectSubject) -> Observation:
    found = list(dict.fromkeys(_fetched(subject)))
    loose = [place for place, checked in found if not checked]
    if loose:
        return warned(f"Data are used as they come: {listed(dict.fromkeys(loose))}.", next_step=_STEP)
    if not found:
        return not_applicable("no script of the project fetches data")
    return passed(f"{count(len(found), 'script')} that fetch data, each compares a digest.")


def _fetched(subject: ProjectSubject) -> Iterator[tuple[str, bool]]:
    """Yield the places of scripts that fetch data, and whether they hold something against a digest."""
    wanted = command("fetches")
    for script in scripts(subject, wanted):
        if script.place == "the notebook":
            continue
        lines = [each.line[each.found.start() :] for each in fates(script.text, wanted)]
        data = [each for each in lines if _is_data(each)]
        if data:
            yield script.place, options("compares").search(script.text) is not None


def _is_data(line: str) -> bool:
    if options("tools").search(line):
        return False
    return ARCHIVE.search(line) is not None or line.startswith(("gdown", "kaggle"))


PROBE = Probe(name="unverified-fetches", items=("COL-05",), run=_run, partial=True, incidental=True, docs=__doc__)
