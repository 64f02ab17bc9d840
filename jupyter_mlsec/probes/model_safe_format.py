"""Parts of a model that can only be saved as code: lambdas, functions and classes written in the notebook.

A safe format (skops, safetensors, ONNX) stores numbers and the names of known types. A function or a class that lives
in ``__main__`` forces pickle on whoever saves the model, and with it the right to run code on whoever loads it. The
live object is walked without calling it. Both warn, and so do types of libraries that nobody vetted: as long as nobody
saves the model, and its numbers can be written down by themselves, nothing has happened yet.
"""

from __future__ import annotations

import types

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import count, guarded, listed, not_evidence
from jupyter_mlsec.probes._ground.packages import module_of
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes._predictors.object_parts import parts_of

_VETTED = frozenset(
    # ctypes: the handles of boosters, which have formats of their own; torch: its weights go into safetensors
    {"builtins", "catboost", "collections", "ctypes", "lightgbm", "numpy", "pandas", "scipy", "sklearn", "torch",
     "xgboost"}
)  # fmt: skip
_COMPILED = frozenset({"builtin_function_or_method", "cython_function_or_method", "fused_cython_function"})
_CODE = (types.FunctionType, types.CodeType, types.MethodType, types.ModuleType, types.GeneratorType)


@guarded
def _run(subject: ModelSubject) -> Observation:
    if subject.model is None:
        return not_evidence("there is no model")
    kinds: dict[str, str] = {}
    code: dict[str, str] = {}
    walked = 0
    for part in parts_of(subject.model):
        walked += 1
        kind = part.value if isinstance(part.value, type) else type(part.value)
        home = module_of(kind).partition(".")[0]
        owner = str(getattr(part.value, "__module__", "") or "").partition(".")[0]
        if home == "__main__" or (isinstance(part.value, _CODE) and owner not in _VETTED):
            code[part.path or subject.name] = kind.__qualname__
        elif home not in _VETTED and not isinstance(part.value, _CODE) and kind.__name__ not in _COMPILED:
            kinds[f"{module_of(kind)}.{kind.__qualname__}"] = part.path
    measured = (
        Measurement(name="code-parts", value=float(len(code))),
        Measurement(name="unvetted-types", value=float(len(kinds))),
    )
    details = tuple(f"{path}: {kind}" for path, kind in list(code.items())[:20])
    if code:
        summary = f"{subject.name} holds {count(len(code), 'part')} that only pickle can save ({listed(code)})."
        step = "Move the code into a package that is installed where the model is loaded, and save with skops."
        return Observation(status=Status.WARN, summary=summary, details=details, measurements=measured, next_step=step)
    if kinds:
        return Observation(
            status=Status.WARN,
            summary=f"{subject.name} holds types of libraries that nobody vetted: {listed(kinds)}.",
            measurements=measured,
            next_step="Look at these types and approve them: %mlsec answer TRN-07.",
        )
    return Observation(
        status=Status.PASS,
        summary=f"All {walked:,} parts of {subject.name} are numbers and vetted types: a safe format can hold it.",
        measurements=measured,
    )


PROBE = Probe(name="code-inside-the-model", items=("TRN-07",), run=_run, cost=Cost.FAST, docs=__doc__)
