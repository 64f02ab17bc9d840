"""TensorFlow's security page says it: models are programs.

A SavedModel's graph may hold operations such as `WriteFile`.

What it sees: calls of `tensorflow.saved_model.load`, `tensorflow.saved_model.load_v2`,
`tensorflow.saved_model.loader.load`, `tensorflow.keras.layers.TFSMLayer`, `keras.layers.TFSMLayer`,
`tensorflow.saved_model.experimental.load` and its relatives.

Exploit: The graph of a downloaded model appends a line to `~/.bashrc` at the first prediction.

Use instead:

```python
model = build_model()
model.load_weights("model.weights.h5")
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import strings
from jupyter_mlsec.model.rule import Confidence, Family, Hit, Severity


def _check(call: Call) -> Iterator[Hit]:
    if call.name.startswith("tensorflow_hub."):
        yield from _hub(call)
    elif call.own(call.argument("export_dir", 0) or call.argument("filepath")):
        yield call.hit("a SavedModel that this notebook also writes is loaded", severity=Severity.LOW)
    else:
        yield call.hit()


def _hub(call: Call) -> Iterator[Hit]:
    """TensorFlow Hub's own handles name a version that does not change; any other address is anybody's."""
    handles = [*strings(call.argument("handle", 0))]
    if handles and all(_VETTED.match(handle) for handle in handles):
        yield call.hit(severity=Severity.LOW)
    elif handles:
        yield call.hit("a SavedModel from elsewhere is loaded: its graph can read and write files when it runs")
    else:
        yield call.hit(severity=Severity.LOW, confidence=Confidence.LOW)


_VETTED = re.compile(r"(?:https?://)?(?:www\.)?(?:tfhub\.dev|kaggle\.com/models)/", re.IGNORECASE)

RULE = CallRule(
    name="tensorflow-saved-model-load",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    message="a SavedModel is a program: its graph can read and write files when it runs",
    remedy="Load it in a sandbox, or take the weights into a model whose code you have.",
    docs=__doc__,
    cwe=(502, 94),
    atlas=("AML.T0011.000", "AML.T0018.002"),
    functions=(
        "tensorflow.saved_model.load",
        "tensorflow_hub.load",
        "tensorflow_hub.KerasLayer",
        "tensorflow_hub.Module",
        "tensorflow.saved_model.load_v2",
        "tensorflow.saved_model.loader.load",
        "tensorflow.keras.layers.TFSMLayer",
        "keras.layers.TFSMLayer",
        "tensorflow.saved_model.experimental.load",
        "tensorflow.python.saved_model.load.load",
    ),
    check=_check,
)
