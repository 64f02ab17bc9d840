"""Releases that no check can stop: its answer is thrown away, or the release starts whatever came of it.

The gate of mlsec has probes of its own, and of a job that ``ci-order`` tells not to wait for it nothing is said here:
tests, audits, scans and the project's own checks are asked the same. One that can stop a release will do: a second one
that only informs is no defect.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.checks import releases
from jupyter_mlsec.probes._folder.early_jobs import early_jobs
from jupyter_mlsec.probes._folder.pipelines import pipelines
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_STEP = "Let the release need the job that checks, and let the checks' exit codes count."


def _run(subject: ProjectSubject) -> Observation:
    early = early_jobs(subject).jobs
    found = [each for each in releases(pipelines(subject)) if not each.why or each.job not in early.get(each.place, ())]
    free = [each for each in found if each.why]
    if free:
        details = tuple(f"{each.place}: {each.job}: {each.why}" for each in free)
        whys = dict.fromkeys(f"{each.place}: {each.why}" for each in free)
        return failed(f"No check can stop the release. {listed(whys)}.", *details, next_step=_STEP)
    if not found:
        return not_applicable("no pipeline both checks something and brings it to users")
    return passed(f"{count(len(found), 'release')} that a check can stop.")


PROBE = Probe(name="release-checks", items=("DEP-05",), run=_run, partial=True, incidental=True, docs=__doc__)
