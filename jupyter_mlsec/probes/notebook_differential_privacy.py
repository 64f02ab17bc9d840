"""Differentially private training as it is written: which engine, and whether its noise and budget are set.

Noise of zero, gradients that are not clipped, an epsilon far above ten, one that is spent anew in every round, or a
delta above one in the number of people, are differential privacy by name only. So is a promise in words without any
mechanism in the code, and noise of a seed that is written down: whoever knows it takes the noise away again.
Functions, classes and loops that make it by hand are read as well: an own mechanism within the limits is recorded, and
proven by nobody.
"""

from __future__ import annotations

import math

from jupyter_mlsec.code.program import Program
from jupyter_mlsec.model.checklist import Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, warned
from jupyter_mlsec.probes._ground.observations import listed, to_declare
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.analysed import analysed
from jupyter_mlsec.probes._notebook.budgets import MOST, flaws, is_private, own_noise, promised, settings
from jupyter_mlsec.probes._notebook.deeds import deeds
from jupyter_mlsec.probes._notebook.options import options_of
from jupyter_mlsec.probes._notebook.own_privacy import Handmade, handmade
from jupyter_mlsec.probes._notebook.program import Program as Read
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.zero_noise import zero_noise

_BUDGETS = ("target_epsilon", "epsilon")
_NOISE = ("noise_multiplier",)
_UNPROVEN = "A mechanism of one's own: nobody has proven that it keeps what it promises"


def _run(subject: NotebookSubject) -> Observation:
    read, program = read_program(subject.notebook), analysed(subject.notebook)
    used = sorted({module.partition(".")[0] for module in read.modules} & words("privacy", "libraries"))
    claimed = promised(subject.notebook)
    own = bool(own_noise(program)) and claimed
    made = handmade(subject.notebook)
    silent = sorted(set(zero_noise(subject.notebook)))
    if not used and not own and not made.found and not silent:
        return unreadable(read) or _unused(claimed=claimed)
    name = listed(used) or "noise of one's own"
    grave = [*flaws(program, subject.notebook), *_deeds(program, grave=True), *made.flaws]
    grave += [f"noise of zero in {name}" for name in silent]
    measurements = _measured(read, program, made)
    if grave:
        step = f"Choose an epsilon of at most {MOST:g} and noise above zero, or answer why not."
        return Observation(
            status=Status.FAIL,
            summary=f"{name} is used with a budget or noise that protects nobody.",
            details=tuple(dict.fromkeys(grave)),
            measurements=measurements,
            next_step=step,
        )
    if made.repeated:
        step = "Spend one budget over all rounds, or answer why this one: %mlsec answer TRN-09 …"
        return warned(f"{name} is used with {listed(made.repeated)}.", next_step=step)
    doubtful = [*_deeds(program, grave=False), *_seeded(program, own=own)]
    if doubtful:
        step = "Draw the noise from the system's generator, and sample as the accountant expects."
        return warned(f"{name} is used with {listed(dict.fromkeys(doubtful))}.", next_step=step)
    if not measurements:
        return to_declare(f"{name} is used, but its budget is not readable from the code", "Write epsilon=…")
    shown = listed(f"{each.name} {each.value:g}" for each in measurements)
    return Observation(
        status=Status.PASS,
        summary=f"{name} with {shown}.",
        details=() if used else (_UNPROVEN,),
        measurements=measurements,
    )


def _unused(*, claimed: bool) -> Observation:
    if claimed:
        step = "Use a library with an accountant (Opacus, OpenDP, diffprivlib), or take the promise back."
        return warned("Differential privacy is promised, but no mechanism is seen.", next_step=step)
    return to_declare(
        "No differential privacy is seen, and nobody decided that none is needed",
        'Answer it: %mlsec answer TRN-09 "not used, because …"',
    )


def _measured(read: Read, program: Program, made: Handmade) -> tuple[Measurement, ...]:
    """Return the budgets and noises by the names they are given in the code; else by what they are."""
    named = {
        name: value for call in read.calls for name in (*_BUDGETS, *_NOISE) if (value := call.number(name)) is not None
    }
    if not named:
        named = {each.kind: each.value for each in settings(program) if each.kind in {"epsilon", "noise"}}
    finite = [each for each in made.epsilons if math.isfinite(each)]
    if not named and finite:
        named = {"epsilon": max(finite)}
    return tuple(Measurement(name=name, value=value) for name, value in sorted(named.items()))


def _deeds(program: Program, *, grave: bool) -> list[str]:
    return [done.deed.what for done in deeds(program, "privacy") if (done.deed.said != "warn") == grave]


def _seeded(program: Program, *, own: bool) -> list[str]:
    """Return what is wrong where the noise comes from a seed that is written down."""
    seeds = {"numpy.random.seed", "random.seed", "numpy.random.default_rng", "numpy.random.RandomState"}
    seeded = any(call.name in seeds and call.arguments.positional for call in program.calls)
    fixed = any(
        is_private(call)
        and any(option.name in {"randomstate", "rng"} and not option.off for option in options_of(call))
        for call in program.calls
    )
    return ["noise that can be foretold"] if (seeded and own) or fixed else []


PROBE = Probe(name="differential-privacy", items=("TRN-09",), run=_run, docs=__doc__)
