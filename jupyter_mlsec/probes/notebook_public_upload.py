"""Models and data that a cell publishes, or sends where anybody may read them.

A model remembers its training rows, and what is public once cannot be taken back. Hubs publish unless they are told
not to, and a bucket's object is public when its access list says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.analysed import analysed
from jupyter_mlsec.probes._notebook.program import Call, Program, read_program
from jupyter_mlsec.probes._notebook.uploads import published

_CREATES = frozenset({"create_repo"})
_PUBLISHES = frozenset({"push_to_hub"})
_TRACKERS = frozenset({"mlflow.set_tracking_uri", "mlflow.set_registry_uri"})


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    grave = sorted({*published(analysed(subject.notebook)), *_tracked(program)})
    if grave:
        step = "Keep it private (private=True, no public access list), or decide it with those whose data it is."
        return failed(f"Anybody may read what the notebook sends out: {listed(grave)}.", next_step=step)
    pushed = [call for call in program.calls if call.method in _PUBLISHES | _CREATES]
    open_ = [call for call in pushed if call.constant("private") is not True]
    if open_ and not _private_repository(program):
        cells = listed(map(str, sorted({call.cell.number for call in open_})))
        step = "Say private=True, or that it is meant to be public: %mlsec answer TRN-08 …"
        return warned(f"Cell {cells} pushes to a hub, which publishes unless told otherwise.", next_step=step)
    if (problem := unreadable(program)) is not None:
        return problem
    sends = [call for call in program.calls if call.method in _PUBLISHES | _CREATES or call.name in _TRACKERS]
    if not sends:
        return not_applicable("no cell is seen to send models or data to a hub, a tracker or a bucket")
    return passed(f"{count(len(sends), 'upload')}, none public or unencrypted.")


def _tracked(program: Program) -> Iterator[str]:
    if any(call.name in _TRACKERS and _plain(call) for call in program.calls):
        yield "runs are sent to a tracker without encryption"


def _plain(call: Call) -> bool:
    where = call.text(0, "uri") or ""
    return where.startswith("http://") and not re.match(r"http://(?:localhost|127\.|\[::1\])", where)


def _private_repository(program: Program) -> bool:
    created = [call for call in program.calls if call.method in _CREATES]
    return bool(created) and all(call.constant("private") is True for call in created)


PROBE = Probe(name="public-upload", items=("TRN-08", "COL-04"), run=_run, partial=True, incidental=True, docs=__doc__)
