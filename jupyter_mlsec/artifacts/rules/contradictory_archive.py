"""A zip archive says everything twice: in front of each member and in the directory at its end.

Loaders differ in what they believe, in whether they verify checksums and in what they do with two members of one name.

What it sees: names, methods, sizes or flags that differ between the two places, wrong checksums, duplicate names,
overlapping members, paths that leave the archive, and bytes in front of it.

Exploit: A scanner stops at a wrong checksum; PyTorch does not look at it and loads the pickle.

Use instead:

```python
safetensors.torch.load_file("model.safetensors")
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Family, Rule, Severity

RULE = Rule(
    name="contradictory-archive",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="the archive contradicts itself, so two programs read two different files from it",
    remedy="Do not load the file: ask its author for an archive written by an ordinary tool.",
    docs=__doc__,
    cwe=(345, 353),
    atlas=("AML.T0011.000",),
)
