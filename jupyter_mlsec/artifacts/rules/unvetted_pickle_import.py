"""A pickle may name any function of any installed module.

What is on the list of vetted names is known to do no harm; this name is not on it, which
is normal for classes of your own (`__main__`) and for libraries that the list does not cover.

What it sees: imports in a pickle that are neither vetted nor known to be dangerous.

Exploit: The file names a forgotten helper of a test suite that passes its argument to a shell.

Use instead:

```python
skops.io.load("model.skops", trusted=["my_project.models.Scaler"])
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Confidence, Family, Rule, Severity

RULE = Rule(
    name="unvetted-pickle-import",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    message="loading this file imports and may call something that nobody has vetted",
    remedy="Load it only if you know where the file and that module come from; otherwise ask for safetensors or skops.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000",),
)
