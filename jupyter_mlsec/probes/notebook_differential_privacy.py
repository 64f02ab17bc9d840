"""Differentially private training as it is written: which engine, and whether its noise and budget are set.

Noise of zero, a missing clipping norm or an epsilon far above ten is differential privacy by name only.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import listed, to_declare
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.program import read_program

_LIBRARIES = frozenset({"opacus", "diffprivlib", "opendp", "tensorflow_privacy", "dp_accounting", "pipeline_dp"})
_BUDGETS = ("target_epsilon", "epsilon")
_NOISE = ("noise_multiplier",)
_MOST = 10.0  # epsilon; above this the guarantee is weak (NIST SP 800-226, section 2.2)


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    used = sorted({module.partition(".")[0] for module in program.modules} & _LIBRARIES)
    if not used:
        return unreadable(program) or to_declare(
            "No differential privacy is seen, and nobody decided that none is needed",
            'Answer it: %mlsec answer TRN-09 "not used, because …"',
        )
    numbers = {
        name: value
        for call in program.calls
        for name in (*_BUDGETS, *_NOISE)
        if (value := call.number(name)) is not None
    }
    budget = next((numbers[name] for name in _BUDGETS if name in numbers), None)
    measurements = tuple(Measurement(name=name, value=value) for name, value in sorted(numbers.items()))
    if numbers.get("noise_multiplier") == 0 or (budget is not None and budget > _MOST):
        step = f"Choose an epsilon of at most {_MOST:g} and noise above zero, or answer why not."
        return failed(f"{listed(used)} is used with a budget or noise that protects nobody.", next_step=step)
    if not numbers:
        return to_declare(f"{listed(used)} is used, but its budget is not readable from the code", "Write epsilon=…")
    summary = f"{listed(used)} with {listed(f'{name} {value:g}' for name, value in sorted(numbers.items()))}."
    return Observation(status=Status.PASS, summary=summary, measurements=measurements) if numbers else passed(summary)


PROBE = Probe(name="differential-privacy", items=("TRN-09",), run=_run, docs=__doc__)
