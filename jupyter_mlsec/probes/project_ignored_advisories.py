"""Audits of dependencies that may find what they like: their answer is thrown away, or they are told what to overlook.

A build that looks for known vulnerabilities and goes on whatever it finds is worse than one that does not look: people
believe that somebody did. Single advisories that are passed over need a reason beside them, and an end.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ignored_advisories import passed_over
from jupyter_mlsec.probes._folder.unheeded import asked, options
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_STEP = "Let the audit's exit code count; write beside an advisory that is passed over why, and until when."


def _run(subject: ProjectSubject) -> Observation:
    audits = list(asked(subject, "audits", void="audit_void"))
    settings = list(dict.fromkeys(passed_over(subject)))
    grave = [f"{each.command} in {each.place} {each.why}" for each in audits if each.why]
    grave += [f"{place} {said}" for place, said, whole in settings if whole]
    if grave:
        return failed(f"Known vulnerabilities stop nothing: {listed(dict.fromkeys(grave))}.", next_step=_STEP)
    light = [f"{place} {said}" for place, said, _ in settings]
    light += [
        f"{each.command} in {each.place} ignores advisories without a word"
        for each in audits
        if options("audit_ignores").search(each.line)
    ]
    if light:
        return warned(f"Advisories are passed over: {listed(dict.fromkeys(light))}.", next_step=_STEP)
    if not audits:
        return not_applicable("no script of the project looks for known vulnerabilities")
    return passed(f"{count(len(audits), 'audit')} in the scripts of the project, each can stop them.")


PROBE = Probe(name="ignored-advisories", items=("TRN-03",), run=_run, partial=True, incidental=True, docs=__doc__)
