"""Running probes: each one in turn, timed, unable to break the others or to let a value out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from time import perf_counter
from types import MappingProxyType
from typing import TypeAlias, TypeVar

from jupyter_mlsec.errors import MlsecError
from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.model.checklist import Cost, Evidence, Ground, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.text import Place, Syntax, Text
from jupyter_mlsec.probes._ground.budget import within
from jupyter_mlsec.probes._notebook.readings import readings
from jupyter_mlsec.secrets.chance import without_chance
from jupyter_mlsec.secrets.redact import redact

SubjectT = TypeVar("SubjectT")

Progress: TypeAlias = Callable[[str, int, int], None]  # the probe's name, how many are done, and of how many
Heard: TypeAlias = Callable[
    [tuple[Evidence, ...], int, int], None
]  # one probe's evidence, how many are done, of how many

_NO_MODULES: Mapping[str, str] = MappingProxyType({})
QUICK = frozenset({Cost.FAST, Cost.NORMAL})
_COMMANDS = {
    Ground.DATA: re.compile(r"%mlsec (?:data|declare dataset) NAME\b"),
    Ground.MODEL: re.compile(r"%mlsec model NAME\b"),
}
_ALLOWED = frozenset(Status) - {Status.STALE, Status.WAIVED}  # those two are for the checklist to say


def collect(
    probes: Iterable[Probe[SubjectT]],
    subject: SubjectT,
    *,
    binds: Mapping[str, str],
    modules: Mapping[str, str] = _NO_MODULES,
    now: datetime,
    name: str = "",
    costs: frozenset[Cost] = QUICK,
    budget: float | None = None,
    progress: Progress | None = None,
    heard: Heard | None = None,
) -> tuple[Evidence, ...]:
    """Run the probes whose cost is among ``costs`` and return one piece of evidence per probe and item.

    ``binds`` are the digests of what the subject is made of, ``name`` what it is called ("df"). A probe that raises
    is "not evidence", and so is everything seen on a subject without a digest: nothing could tell when it goes stale.
    ``modules`` are the digests of the code beside a notebook: what reads the notebook's code is bound to them, too.
    Of incidental probes that do not apply there is no evidence at all.

    ``budget`` is in seconds for each heavy probe; what is not done by then is "not evidence". ``progress`` is told
    which probe comes next, ``heard`` what it saw. An interrupt (Ctrl-C, the kernel's stop button) ends the probe that
    runs and leaves the rest out: what was collected until then is kept, and what was not is said.
    """
    found: list[Evidence] = []
    chosen = [probe for probe in probes if probe.cost in costs]
    stopped = False
    for place, probe in enumerate(chosen):
        if progress is not None and not stopped:
            progress(probe.name, place, len(chosen))
        started = perf_counter()
        with readings() as read:
            try:
                observation = _unbound() if not binds else _stopped() if stopped else _observe(probe, subject, budget)
            except KeyboardInterrupt:
                stopped, observation = True, _stopped()
        duration = perf_counter() - started
        observation = _named(observation, name, binds)
        if probe.incidental and observation.status is Status.NOT_APPLICABLE:
            continue
        seen = tuple(
            Evidence(
                item=item,
                probe=probe.name,
                version=probe.version,
                subject=name,
                observation=observation,
                collected=now,
                binds={**binds, **modules} if read else dict(binds),
                expires=expiry(item, now),
                duration=round(duration, 6),
            )
            for item in probe.items
        )
        found += seen
        if heard is not None:
            heard(seen, place + 1, len(chosen))
    return tuple(found)


def expiry(item: str, collected: datetime) -> datetime | None:
    """Return when evidence for an item is too old to count, or None where age alone does not matter."""
    entry = catalogue().item(item)
    return collected + timedelta(days=entry.ttl) if entry is not None and entry.ttl else None


def _observe(probe: Probe[SubjectT], subject: SubjectT, budget: float | None) -> Observation:
    try:
        with within(budget if probe.cost is Cost.HEAVY else None):
            observation = probe.run(subject)
    except MlsecError as error:  # these are safe to print by the house's own rule
        return _error(str(error), " ".join(error.help))
    except Exception as error:  # noqa: BLE001 - a probe meets any object of any library; its failure is a result
        # The type alone: the message of a library's error may quote a data value.
        return _error(f"the probe {probe.name} could not look: {type(error).__name__}", "Report this as a bug.")
    if observation.status not in _ALLOWED:
        return _error(f"the probe {probe.name} answered {observation.status}, which is not its to say", "")
    return _without_secrets(observation)


def _without_secrets(observation: Observation) -> Observation:
    """Return what a probe said with every secret masked: it may name an address that data were read from."""
    return replace(
        observation,
        summary=_masked(observation.summary),
        details=tuple(map(_masked, observation.details)),
        next_step=_masked(observation.next_step),
    )


def _masked(sentence: str) -> str:
    return without_chance(redact(Text(Place.OUTPUT, sentence, Syntax.PLAIN)))


def _named(observation: Observation, name: str, binds: Mapping[str, str]) -> Observation:
    """Return what a probe said with the variable's name in a command that leaves room for one: it can be copied."""
    for ground, command in _COMMANDS.items():
        if f"{ground}:{name}" in binds:
            step = command.sub(lambda found: found[0].removesuffix("NAME") + name, observation.next_step)
            return replace(observation, next_step=step)
    return observation


def _stopped() -> Observation:
    return _error("it was interrupted before it was done", "Run it again, and let it finish.")


def _unbound() -> Observation:
    return _error("what was looked at has no fingerprint, so nothing could tell when this goes stale", "")


def _error(summary: str, next_step: str) -> Observation:
    return Observation(status=Status.ERROR, summary=summary, next_step=next_step)
