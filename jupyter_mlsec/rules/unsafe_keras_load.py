"""Keras models can carry Python code (Lambda layers); only the `.keras` format with safe mode keeps it from running.

What it sees: `load_model` with `safe_mode=False`, of an HDF5 file (`.h5`, `.hdf5`), of a SavedModel folder, of a URL,
or after `enable_unsafe_deserialization()`. A `.keras` file in safe mode is left alone.

Exploit: a shared `model.h5` holds a Lambda layer whose marshalled code runs when the model is built.

Use instead:

```python
keras.models.load_model("model.keras")
model.load_weights("model.weights.h5")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.constants import path_end
from jupyter_mlsec.code.values import constants
from jupyter_mlsec.model.rule import Confidence, Family, Hit, Severity

_ENABLERS = tuple(
    f"keras.{name}enable_unsafe_deserialization"
    for name in ("config.", "", "saving.", "saving.serialization_lib.", "utils.")
)


def _check(call: Call) -> Iterator[Hit]:
    if any(value is not None and not value for value in constants(call.argument("safe_mode"))):
        fixes = call.keyword_fix("safe_mode", "True", "load in safe mode")
        yield call.hit("safe_mode=False runs the Python code that the model carries", fixes=fixes)
        return
    if call.after(*_ENABLERS):
        yield call.hit("safe mode was switched off before, so code in the model runs")
        return
    source = call.argument("filepath", 0)
    path = path_end(source)
    if path is None:
        message = "a Keras model in the HDF5 or SavedModel format can carry code"
        yield call.hit(message, severity=Severity.LOW, confidence=Confidence.LOW)
    elif path.lower().endswith((".h5", ".hdf5", ".hdf", ".he5")):
        yield call.hit("an HDF5 model can carry Lambda layers, which are code")
    elif not path.lower().endswith((".keras", ".zip", ".tflite", ".json")):
        severity = Severity.LOW if call.own(source) else None
        message = "a SavedModel is a program: its graph runs when it is called"
        yield call.hit(message, severity=severity, confidence=Confidence.MEDIUM)


RULE = CallRule(
    name="unsafe-keras-load",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    message="the model can carry code that runs when it is loaded",
    remedy="Save models as .keras and load them in safe mode, or load weights into a model that you built.",
    docs=__doc__,
    cwe=(502, 94),
    atlas=("AML.T0011.000", "AML.T0018.002"),
    functions=("keras..load_model", "keras_core..load_model"),
    check=_check,
)
