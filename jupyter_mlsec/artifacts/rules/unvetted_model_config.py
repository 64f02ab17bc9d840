"""A model's configuration can name classes outside of the library that loads it.

The loader imports them by name; what they do on import and when they are made is up to their authors.

What it sees: modules, classes and functions in Keras, skops and `_target_` configurations that are neither the
library's own nor vetted.

Exploit: A layer's `module` is the name of a package that the attacker has published; the loader imports it.

Use instead:

```python
keras.models.load_model("model.keras", custom_objects={"Scale": Scale}, safe_mode=True)
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Confidence, Family, Rule, Severity

RULE = Rule(
    name="unvetted-model-config",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    message="loading this file imports and may call something that nobody has vetted",
    remedy="Load it only if you know where the file and that module come from; otherwise ask for weights alone.",
    docs=__doc__,
    cwe=(470, 502),
    atlas=("AML.T0011.000",),
)
