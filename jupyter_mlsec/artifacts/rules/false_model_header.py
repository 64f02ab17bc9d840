"""A header says where things are; a loader in C or Rust believes it.

Lengths that cannot be true make loaders run out of memory, read behind the end or show one thing and load another.

What it sees: lengths, counts, offsets and names in safetensors, GGUF and other binary headers that contradict each
other.

Exploit: Two tensors of one name stand in the header; the check reads the first, the program loads the second.

Use instead:

```python
safetensors.torch.load_file("model.safetensors")  # of a file whose header is true
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Confidence, Family, Rule, Severity

RULE = Rule(
    name="false-model-header",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    message="the file's header contradicts itself or its content",
    remedy="Do not load the file: compare it with the one that its author published.",
    docs=__doc__,
    cwe=(1284, 130),
    atlas=("AML.T0011.000",),
)
