"""A pickle ends with a mark, and a loader stops there.

Bytes behind it are seen by another loader, or by code that seeks to them; a file
that is two formats at once passes checks that read only one.

What it sees: bytes after the end of a pickle, array or compressed stream that do not belong to the format.

Exploit: A scanner reads the harmless pickle at the beginning; the program opens the archive at the end.

Use instead:

```python
safetensors.torch.load_file("model.safetensors")
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Confidence, Family, Rule, Severity

RULE = Rule(
    name="bytes-after-pickle",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    message="the file goes on after its pickle with bytes that are no pickle",
    remedy="Compare the file with the one its author published, and load it only if they agree.",
    docs=__doc__,
    cwe=(502, 345),
    atlas=("AML.T0011.000",),
)
