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

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.model.rule import Family, Hit, Severity


def _check(call: Call) -> Iterator[Hit]:
    if call.own(call.argument("export_dir", 0) or call.argument("filepath")):
        yield call.hit("a SavedModel that this notebook also writes is loaded", severity=Severity.LOW)
    else:
        yield call.hit()


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
        "tensorflow.saved_model.load_v2",
        "tensorflow.saved_model.loader.load",
        "tensorflow.keras.layers.TFSMLayer",
        "keras.layers.TFSMLayer",
        "tensorflow.saved_model.experimental.load",
        "tensorflow.python.saved_model.load.load",
    ),
    check=_check,
)
