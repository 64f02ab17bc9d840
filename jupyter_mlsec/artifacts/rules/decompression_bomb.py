"""A small compressed file can unpack to more than the memory or the disk holds.

Nested archives and overlapping members multiply the effect.

What it sees: content that grows by a factor and to a size that no model needs, members that share their bytes, and
archives nested beyond reason.

Exploit: A checkpoint of 40 kB unpacks to 40 GB; the notebook server is killed, and with it everybody's kernels.

Use instead:

```python
safetensors.torch.load_file("model.safetensors")
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Confidence, Family, Rule, Severity

RULE = Rule(
    name="decompression-bomb",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    message="unpacking the file takes far more memory or disk than the file suggests",
    remedy="Do not unpack the file.",
    docs=__doc__,
    cwe=(409, 400),
    atlas=("AML.T0011.000", "AML.T0029"),
)
