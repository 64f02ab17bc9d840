"""A way back that is written down and was never gone: a rollback plan without a test, or with one of long ago."""

from __future__ import annotations

from datetime import timedelta

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.documents import dates_in, documents_about, parts
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import listed, not_applicable, to_declare

_LIMIT = timedelta(days=365)
_STEP = "Try it, and write the day: mlsec reproduce BUNDLE, then %mlsec declare recovery date=… minutes=…"


def _run(subject: ProjectSubject) -> Observation:
    plans, _ = documents_about(subject, "recovery")
    if not plans:
        return not_applicable("no plan for the way back lies in the project")
    names = listed(plan.path.relative_to(subject.root).as_posix() for plan in plans)
    lines = [line for plan in plans for line in plan.text.splitlines() if parts("words")["tested"].search(line)]
    if any(parts("words")["never"].search(line) and not dates_in(line) for line in lines):
        return failed(f"{names} was never tried.", next_step=_STEP)
    today = subject.now.date()
    days = [day for line in lines for day in dates_in(line) if day <= today]
    if not days:
        return to_declare(f"{names} does not say when it was tried", _STEP)
    if max(days) < today - _LIMIT:
        return failed(f"{names} was tried on {max(days)}, and not since.", next_step=_STEP)
    return passed(f"{names} was tried on {max(days)}.")


PROBE = Probe(name="recovery-document", items=("MNT-05",), run=_run, partial=True, incidental=True, docs=__doc__)
