"""Some formats are recognised by their beginning, others by their end.

A file that is one of each is read differently by two programs: a check sees the harmless one, the loader the other.

What it sees: files that bear the marks of two formats, such as a pickle or tensors with a zip archive at the end.

Exploit: A scanner reads the file as safetensors; `torch.load` finds the archive in it and loads its pickle.

Use instead:

```python
safetensors.torch.load_file("model.safetensors")
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Confidence, Family, Rule, Severity

RULE = Rule(
    name="two-formats-in-one-file",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    message="the file is in two formats at once, so two programs read two different files from it",
    remedy="Compare the file with the one its author published, and load it only if they agree.",
    docs=__doc__,
    cwe=(351, 434),
    atlas=("AML.T0011.000",),
)
