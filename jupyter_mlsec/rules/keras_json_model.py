"""A model's JSON names the layers to make.

A `Lambda` layer in it carries compiled Python code, and other layers can name functions to import.

What it sees: calls of `keras…model_from_json`, `keras…model_from_yaml`, `keras…model_from_config`,
`keras.layers.deserialize`, `keras.models.deserialize`, `keras.saving.deserialize_keras_object` and its relatives.

Exploit: The JSON of a shared architecture holds a Lambda layer whose code runs at the first prediction.

Use instead:

```python
model = build_model()
model.load_weights("model.weights.h5")
```
"""

from __future__ import annotations

from jupyter_mlsec.code.call import CallRule, every
from jupyter_mlsec.model.rule import Family, Severity

RULE = CallRule(
    name="keras-json-model",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    message="a Keras model description can name any function or carry a Lambda layer's code",
    remedy="Build the model in code and load the weights alone.",
    docs=__doc__,
    cwe=(502, 94),
    atlas=("AML.T0011.000", "AML.T0018.002"),
    functions=(
        "keras..model_from_json",
        "keras..model_from_yaml",
        "keras..model_from_config",
        "keras.layers.deserialize",
        "keras.models.deserialize",
        "keras.saving.deserialize_keras_object",
        "keras.utils.deserialize_keras_object",
    ),
    check=every,
)
