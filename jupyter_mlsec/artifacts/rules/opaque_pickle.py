"""A pickle can do what no list of names can judge.

It can call the result of an earlier call, refer to objects by an id or number that only the loading program knows, or
hide operations where one loader sees an array and another sees code.

What it sees: computed calls, extension codes, persistent ids outside PyTorch archives, and arrays that hide operations.

Exploit: Each name in the file is harmless, but the object that they build together is called, and what it does is
decided by its state.

Use instead:

```python
safetensors.torch.load_file("model.safetensors")
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Confidence, Family, Rule, Severity

RULE = Rule(
    name="opaque-pickle",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    message="what loading this file does cannot be followed",
    remedy="Load it only if you trust its author; otherwise ask for safetensors or skops.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000",),
)
