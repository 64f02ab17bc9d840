"""A rollback that nobody tried: what cannot be restored from a signed run is lost when it is needed."""

from __future__ import annotations

from datetime import date, timedelta

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.bundles import bundles_beside
from jupyter_mlsec.probes._ground.base import ProjectSubject, declared, failed, passed
from jupyter_mlsec.probes._ground.observations import count, to_declare

_LIMIT = timedelta(days=180)


def _run(subject: ProjectSubject) -> Observation:
    bundles = bundles_beside(subject.folder)
    tests = declared(subject.declarations, "recovery")
    if not bundles:
        return to_declare("There is no signed run to go back to", "Export one: mlsec run NOTEBOOK -o BUNDLE")
    if not tests:
        step = "Try it, and record it: mlsec reproduce BUNDLE, then %mlsec declare recovery date=… minutes=…"
        return to_declare(f"{count(len(bundles), 'signed run')} to go back to, but nobody tried it", step)
    dates = sorted(fields.get("date", "") for fields in tests.values())
    try:
        last = date.fromisoformat(dates[-1])
    except ValueError:
        return failed("The date of the recovery test cannot be read.", next_step="Write it as YYYY-MM-DD.")
    today = subject.now.date()
    if not today - _LIMIT <= last <= today:
        return failed(f"The last recovery test was on {last}.", next_step="Try it again: mlsec reproduce BUNDLE")
    return passed(f"{count(len(bundles), 'signed run')} to go back to; recovery was tried on {last}.")


PROBE = Probe(name="recovery-test", items=("MNT-05",), run=_run, docs=__doc__)
