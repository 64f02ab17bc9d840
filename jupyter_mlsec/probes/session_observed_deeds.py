"""What the notebook really did: the loads, texts, programs, connections and libraries that its kernel's guard saw.

The code says what a notebook may do; the interpreter reports what it does. Names of code and counts are kept, never
values, addresses or paths. A session that was watched and did nothing unsafe is no proof for another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from jupyter_mlsec.model.checklist import Measurement, Observation, Status
from jupyter_mlsec.model.guard import Answer, Deed, GuardMode
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import count, listed, not_evidence
from jupyter_mlsec.probes._ground.session import SessionSubject

_SHOWN = 8  # names of one kind
_WORDS = {
    Deed.MARSHAL: "compiled code read",
    Deed.TEXT: "text run as code",
    Deed.PROCESS: "programs started",
    Deed.NETWORK: "connections made",
    Deed.NATIVE: "shared libraries loaded",
}


def _run(subject: SessionSubject) -> Observation:
    counts = subject.counts
    stopped = _names(counts, Answer.BLOCKED)
    let_through = _names(counts, Answer.WARNED)
    loads = sum(number for (deed, _, answer), number in counts.items() if (deed, answer) == (Deed.LOAD, Answer.PASSED))
    details = tuple(_details(subject))
    measurements = tuple(
        Measurement(name=f"guard-{deed.value}", value=sum(n for (done, *_), n in counts.items() if done is deed))
        for deed in Deed
    )
    if stopped or let_through:
        words = "stopped" if stopped else "warned about"
        found = stopped or let_through
        return Observation(
            status=Status.FAIL,
            summary=f"The guard {words} {count(sum(found.values()), 'deed')}: {listed(sorted(found)[:_SHOWN])}.",
            details=details,
            measurements=measurements,
            next_step="Find out who made the file and what it holds (mlsec scan FILE); load a format without code.",
        )
    if subject.mode is GuardMode.OFF:
        return not_evidence("the guard was switched off", next_step="%mlsec guard warn, and run the notebook again.")
    risky = [deed for deed in (Deed.MARSHAL, Deed.TEXT) if any(done is deed for done, *_ in counts)]
    seen = f"since {subject.since:%Y-%m-%d %H:%M} UTC, with {count(loads, 'vetted name')} in pickles"
    if risky:
        return Observation(
            status=Status.WARN,
            summary=f"The guard watched this session {seen}; {listed([_WORDS[deed] for deed in risky])}.",
            details=details,
            measurements=measurements,
            next_step="Look at the cells that do so: what they run should stand in the notebook.",
        )
    summary = f"The guard watched this session {seen}; nothing had to be stopped."
    return Observation(status=Status.PASS, summary=summary, details=details, measurements=measurements)


def _names(counts: Mapping[tuple[Deed, str, Answer], int], wanted: Answer) -> Counter[str]:
    found: Counter[str] = Counter()
    for key in counts:
        deed, name, answer = key
        if answer is wanted:
            found[name if deed is Deed.LOAD else f"{deed} {name}"] += counts[key]
    return found


def _details(subject: SessionSubject) -> Iterable[str]:
    for deed, words in _WORDS.items():
        names = {name: number for (done, name, _), number in sorted(subject.counts.items()) if done is deed}
        if names:
            shown = listed([f"{name} ({number})" for name, number in sorted(names.items())[:_SHOWN]])
            yield f"{words}: {shown}"


PROBE = Probe(name="observed-deeds", items=("TRN-06",), run=_run, partial=True, docs=__doc__)
