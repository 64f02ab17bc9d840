"""Changes as evidence: what differs from the last signed run, and which numbers fell out of their old interval."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from jupyter_mlsec.lifecycle.grounds import is_file
from jupyter_mlsec.model.checklist import Checklist, Evidence, Ground, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import count, listed, to_declare

_WORDS = {
    Ground.NOTEBOOK.value: "the notebook's code",
    Ground.ENV.value: "the installed packages",
    Ground.POLICY.value: "the checklist's configuration",
}
_MOST = 20  # details
Numbers = Mapping[tuple[str, str, str], Measurement]  # by probe, subject and name


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSubject:
    """The checklist of the last signed run (None without one), and what is known now.

    ``reviewed`` says whether somebody beside its author signed that run.
    """

    previous: Checklist | None
    reviewed: bool
    fingerprints: Mapping[str, str]
    evidence: tuple[Evidence, ...]


def _run(subject: ChangeSubject) -> Observation:
    if subject.previous is None:
        return to_declare("There is no signed run to compare with", "Make one: mlsec run NOTEBOOK -o BUNDLE")
    since = "the last sign-off" if subject.reviewed else "the last signed run, which nobody has signed off"
    changed = list(_changed(subject.previous.fingerprints, subject.fingerprints))
    worse = list(_regressions(_numbers(_all(subject.previous)), _numbers(subject.evidence)))
    details = tuple([*worse, *changed][:_MOST])
    if worse:
        summary = f"{count(len(worse), 'number')} got worse beyond the old interval since {since}."
        step = "Find the change that did it, or have it approved: %mlsec answer MNT-02"
        return Observation(status=Status.FAIL, summary=summary, details=details, next_step=step)
    if changed:
        summary = f"{count(len(changed), 'thing')} changed since {since}: {listed(changed)}."
        step = "Have the changes approved, with their reason: %mlsec answer MNT-02"
        return Observation(status=Status.WARN, summary=summary, details=details, next_step=step)
    return Observation(status=Status.PASS, summary=f"Nothing has changed since {since}.")


def _all(checklist: Checklist) -> Iterator[Evidence]:
    return (evidence for state in checklist.states for evidence in state.evidence)


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Yield what differs, in words. Of files, each one counts for itself: others in the folder may come and go."""
    for key in sorted(before.keys() & now.keys() - {Ground.FILES.value}):
        if before[key] != now[key]:
            ground, _, name = key.partition(":")
            cells = ground == Ground.NOTEBOOK and not is_file(name)
            yield _WORDS.get(key) or (f"the cells behind {name}" if cells else name or ground)


def _numbers(evidence: Iterable[Evidence]) -> Numbers:
    return {
        (each.probe, each.subject, number.name): number
        for each in evidence
        for number in each.observation.measurements
        if number.limit
    }


def _regressions(before: Numbers, now: Numbers) -> Iterator[str]:
    """Yield the numbers whose value lies beyond the worse end of their old interval, which the limit's sign tells."""
    for key in sorted(before.keys() & now.keys()):
        old, new = before[key], now[key]
        floor, ceiling = (old.value if end is None else end for end in (old.low, old.high))
        least = (new.limit or "").startswith(">")
        if (least and new.value < floor) or ((new.limit or "").startswith("<") and new.value > ceiling):
            about = f" of {key[1]}" if key[1] else ""
            yield f"{key[2]}{about}: {old.value:.3g} before, {new.value:.3g} now"


PROBE: Probe[ChangeSubject] = Probe(
    name="changed-since-sign-off",
    items=("MNT-02",),
    run=_run,
    docs="Code, packages, data, models and limits are those of the last signed run, and no number got worse since.",
)
