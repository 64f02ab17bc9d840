"""The state machine of one item: what the tool saw and what a person decided, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from jupyter_mlsec.lifecycle.decision_standing import STEPS, Witness, nobody, refusal, refused
from jupyter_mlsec.lifecycle.grounds import SKEW, Grounds
from jupyter_mlsec.model.checklist import (
    Answer,
    ChecklistItem,
    Cost,
    Evidence,
    Ground,
    ItemState,
    Level,
    Observation,
    Part,
    Seal,
    Stage,
    Status,
    Waiver,
)
from jupyter_mlsec.model.people import named
from jupyter_mlsec.model.probe import Probe

MIN_REASON = 30  # characters of a waiver's reason and of an answer
MAX_WAIVER = timedelta(days=180)

# The worst comes first. A defect that was seen outweighs a probe that could not look; a probe that could not look
# outweighs everything that was seen to be well, and leaves open what another one measured of the same subject.
_WORST_FIRST = (Status.FAIL, Status.ERROR, Status.STALE, Status.WARN, Status.OPEN, Status.PASS, Status.NOT_APPLICABLE)
_BLOCKED = frozenset({Status.FAIL, Status.ERROR, Status.STALE})
_SETTLED = frozenset({Status.OPEN, Status.PASS})  # by the worst of the probes; then what is missing is a measurement
_UNMEASURED = frozenset({Stage.GOVERNANCE, Stage.MAINTENANCE, Stage.RETIREMENT})
_SAID = frozenset({Status.FAIL, Status.WARN, Status.PASS, Status.NOT_APPLICABLE})
_MEASURED = frozenset({Status.PASS, Status.WARN})
_TROUBLES = frozenset({Status.FAIL, Status.ERROR, Status.WARN, Status.OPEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Decides items against the grounds as they are now.

    ``probes`` are all that exist, by name: a record that names another one is not evidence. ``answering`` says whether
    the profile wants a person's answer beside what was computed, ``strict`` whether decisions count only with their
    persons' signatures, which ``witness`` looks at.
    """

    grounds: Grounds
    probes: Mapping[str, Probe[object]]
    answering: bool
    strict: bool = False
    witness: Witness = nobody

    def state(
        self,
        item: ChecklistItem,
        evidence: tuple[Evidence, ...],
        answer: Answer | None = None,
        waiver: Waiver | None = None,
    ) -> ItemState:
        """Return an item as it stands now."""
        given = evidence
        evidence = tuple(self._honest(item, each) for each in given)
        stale = {each.probe + each.subject: self._changes(item, each) for each in evidence}
        found = [Status.STALE if stale[each.probe + each.subject] else each.observation.status for each in evidence]
        owned = [each is taken for each, taken in zip(given, evidence, strict=True)]
        statuses = self._weighed(evidence, found, owned)
        computed = self._computed(evidence, statuses)
        signed = {id(each): self.witness(each) for each in (answer, waiver) if each is not None}
        unsigned = "" if answer is None else self._refusal(answer, signed[id(answer)])
        old_answer = () if unsigned else self._answer_changes(item, answer)
        answered = answer is not None and not unsigned
        status, step = self._decide(item, computed, answer=answered, old_answer=bool(old_answer))
        problem = self.waiver_problem(waiver, signed[id(waiver)]) if waiver is not None else ""
        changed = dict.fromkeys(phrase for phrases in stale.values() for phrase in phrases)
        if unsigned:
            changed[refused("answer", unsigned)] = None
            step = STEPS[Part.ANSWERED].format(item=item.id) if step else step
        if old_answer:
            changed.update(dict.fromkeys(f"the answer: {phrase}" for phrase in old_answer))
        if waiver is not None and problem:
            changed[refused("waiver", problem)] = None
        if waiver is not None and not problem and status not in {Status.PASS, Status.NOT_APPLICABLE}:
            status, step = Status.WAIVED, f"Mend it before {waiver.expires:%Y-%m-%d}, when the waiver ends."
        return ItemState(
            item=item,
            status=status,
            computed=computed,
            evidence=evidence,
            answer=answer,
            waiver=waiver,
            changed=tuple(changed),
            next_step=step if status is Status.WAIVED else self._step(item, status, evidence, statuses, step),
            seals=tuple(seal for seals in signed.values() for seal in seals),
        )

    def _weighed(self, evidence: tuple[Evidence, ...], found: list[Status], owned: list[bool]) -> list[Status]:
        """Return the statuses as they count: a further look that needs more rows does not undo the measurement itself.

        What no probe of this version says, as ``owned`` tells, is "not evidence" whatever else was seen.
        """
        measured = {
            each.subject
            for each, status in zip(evidence, found, strict=True)
            if status in _MEASURED and not self.probes[each.probe].partial
        }
        return [
            Status.OPEN if status is Status.ERROR and own and each.subject in measured else status
            for each, status, own in zip(evidence, found, owned, strict=True)
        ]

    def _computed(self, evidence: tuple[Evidence, ...], statuses: list[Status]) -> Status:
        """Return what the evidence says; probes that see only a part of an item do not settle it between them."""
        spoken = {
            each.probe
            for each, status in zip(evidence, statuses, strict=True)
            if status in _SAID and self.probes[each.probe].whole
        }
        counted = [
            status
            for each, status in zip(evidence, statuses, strict=True)
            if status is not Status.OPEN or each.probe not in spoken
        ]
        computed = worst(counted)
        passing = [each for each, status in zip(evidence, statuses, strict=True) if status is Status.PASS]
        if computed is Status.OPEN and any(self.probes[each.probe].settles for each in passing):
            return Status.PASS
        if computed is not Status.PASS:
            return computed
        return Status.OPEN if all(self.probes[each.probe].partial for each in passing) else Status.PASS

    def waiver_problem(self, waiver: Waiver, seals: tuple[Seal, ...] = ()) -> str:
        """Return why a waiver does not count (any more); empty when it does."""
        same = named(waiver.approver) == named(waiver.author)
        problems = {
            f"its reason has fewer than {MIN_REASON} characters": length(waiver.reason) < MIN_REASON,
            "nobody approved it": not waiver.approver.strip(),
            "nobody asked for it": not waiver.author.strip(),
            "its author approved it": same,
            f"it lasts longer than {MAX_WAIVER.days} days": waiver.expires > waiver.time + MAX_WAIVER,
            "it is not bound to what it was given for": not waiver.binds,
            "its time lies in the future": waiver.time > self.grounds.now + SKEW,
            f"it expired on {waiver.expires:%Y-%m-%d}": waiver.expires <= self.grounds.now,
        }
        found = next((problem for problem, holds in problems.items() if holds), "")
        return found or "; ".join(self.grounds.changes(waiver.binds, waiver.time)) or self._refusal(waiver, seals)

    def _refusal(self, record: Answer | Waiver, seals: tuple[Seal, ...]) -> str:
        """Return why a decision is not its person's word, here."""
        return refusal(record, seals, strict=self.strict) or (self._unheld(record) if self.strict else "")

    def _unheld(self, record: Answer | Waiver) -> str:
        """Return what a decision was given for and nothing is known of here: it may belong to another notebook."""
        for key in sorted(record.binds):
            try:
                self.grounds.current(key)
            except KeyError:
                return f"it was given for {key}, of which nothing is known here"
        return ""

    def _honest(self, item: ChecklistItem, evidence: Evidence) -> Evidence:
        """Replace the observation of evidence that this version could not have made."""
        probe = self.probes.get(evidence.probe)
        if probe is None:
            why = f"Not evidence: there is no probe {evidence.probe!r}."
        elif item.id not in probe.items:
            why = f"Not evidence: {evidence.probe} says nothing about {item.id}."
        elif not evidence.binds:
            why = "Not evidence: it is not bound to what was looked at."
        elif evidence.observation.status in {Status.STALE, Status.WAIVED}:
            why = f"Not evidence: a probe cannot answer {evidence.observation.status.value!r}."
        else:
            return evidence
        return replace(evidence, observation=Observation(status=Status.ERROR, summary=why))

    def _changes(self, item: ChecklistItem, evidence: Evidence) -> tuple[str, ...]:
        probe = self.probes.get(evidence.probe)
        renewed = probe is not None and probe.version != evidence.version
        return (
            *self.grounds.changes(evidence.binds, evidence.collected),
            *self.grounds.age(evidence.collected, evidence.expires, item.ttl),
            *((f"the probe {evidence.probe} is another version now",) if renewed else ()),
        )

    def _answer_changes(self, item: ChecklistItem, answer: Answer | None) -> tuple[str, ...]:
        if answer is None:
            return ()
        if length(answer.text) < MIN_REASON:
            return (f"it has fewer than {MIN_REASON} characters",)
        if not answer.person.strip():
            return ("it names no person",)
        return (
            *self.grounds.changes(answer.binds, answer.time),
            *self.grounds.age(answer.time, answer.expires, item.ttl),
        )

    def _decide(self, item: ChecklistItem, computed: Status, *, answer: bool, old_answer: bool) -> tuple[Status, str]:
        """Return what counts, and the next step where it is a person's. A person never overwrites a computed fail."""
        if item.level is Level.AUTO or computed in _BLOCKED or computed is Status.NOT_APPLICABLE:
            return computed, ""
        if old_answer:
            return Status.STALE, f'Look at it again: %mlsec answer {item.id} "…"'
        if answer:
            return self._answered(item, computed)
        ask = f'A named person answers it: %mlsec answer {item.id} "…" ({item.human})'
        if item.level is Level.HUMAN or (computed is Status.PASS and self.answering):
            return Status.OPEN, ask
        return computed, ask

    @staticmethod
    def _answered(item: ChecklistItem, computed: Status) -> tuple[Status, str]:
        if item.level is Level.SEMI and computed is Status.OPEN:
            return Status.WARN, "A person answered it, but nothing was computed that would bear the answer out."
        return Status.PASS, ""

    def _step(
        self, item: ChecklistItem, status: Status, evidence: tuple[Evidence, ...], statuses: list[Status], step: str
    ) -> str:
        if status in {Status.PASS, Status.NOT_APPLICABLE}:
            return ""
        if status is Status.STALE and not step:
            return "Run the notebook's %mlsec cells again, so that it is looked at as it is now."
        unable = Status.ERROR  # what needs more rows comes after what needs a word
        pairs = sorted(
            zip(statuses, evidence, strict=True),
            key=lambda pair: (_WORST_FIRST.index(pair[0]), pair[1].observation.status is unable),
        )
        computed = (each.observation.next_step for found, each in pairs if found in _TROUBLES)
        said = next((text for text in computed if text), "")
        first = step_for(item) + (" --heavy" if self._left_for_later(item, evidence) else "")
        measured = first if item.level is not Level.HUMAN and worst(statuses) in _SETTLED else ""
        return said or measured or step or first

    def _left_for_later(self, item: ChecklistItem, evidence: tuple[Evidence, ...]) -> bool:
        """Tell whether what would settle an item was left out only because it takes long."""
        asked = {each.probe for each in evidence}
        waits = (
            probe
            for probe in self.probes.values()
            if item.id in probe.items and probe.cost is Cost.HEAVY and not probe.incidental
        )
        return any(each.subject for each in evidence) and any(probe.name not in asked for probe in waits)


def worst(statuses: Iterable[Status]) -> Status:
    """Return the status that counts when several probes speak about one item; open when none does."""
    return min(statuses, key=_WORST_FIRST.index, default=Status.OPEN)


def step_for(item: ChecklistItem) -> str:
    """Return how to get the first evidence for an item that nothing is known about."""
    if item.stage not in _UNMEASURED and item.binds[0] in {Ground.DATA, Ground.MODEL}:
        return "Measure it in the notebook: %mlsec measure"
    return f'A named person answers it: %mlsec answer {item.id} "…" ({item.human})'


def length(text: str) -> int:
    """Return how many characters a reason or answer has, runs of white space counted once."""
    return len(" ".join(text.split()))
