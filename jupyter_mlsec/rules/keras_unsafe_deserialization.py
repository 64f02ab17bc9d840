"""Keras refuses Lambda layers with code in them unless this switch is set.

It stays set for every model loaded after it.

What it sees: calls of `keras…enable_unsafe_deserialization`.

Exploit: A colleague's `.keras` file with a Lambda layer is loaded an hour later, and its code runs without another
word.

Use instead:

```python
keras.models.load_model(path, custom_objects={"Mine": Mine})
```
"""

from __future__ import annotations

from jupyter_mlsec.code.call import CallRule, every
from jupyter_mlsec.model.rule import Family, Severity

RULE = CallRule(
    name="keras-unsafe-deserialization",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="from here on Keras runs the Python code that a model file carries",
    remedy="Leave safe mode on, and register the layers that you trust with custom_objects.",
    docs=__doc__,
    cwe=(502, 94),
    atlas=("AML.T0011.000",),
    functions=("keras..enable_unsafe_deserialization",),
    check=every,
)
