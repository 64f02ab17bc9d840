"""Pickles restore the state of objects that they made, not of others.

This one sets attributes or items of something it *imported*, or
puts a name together at load time so that nobody can read it beforehand. No library does either.

What it sees: state, items or members set on an import; imports whose name is not a constant of the file.

Exploit: The file replaces a harmless function of a vetted module; the program itself then calls the replacement.

Use instead:

```python
safetensors.torch.load_file("model.safetensors")
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Family, Rule, Severity

RULE = Rule(
    name="tampered-pickle-import",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="loading this file changes an imported module, class or function, or imports a name made while loading",
    remedy="Do not load the file: no library writes such pickles.",
    docs=__doc__,
    cwe=(502, 915),
    atlas=("AML.T0011.000", "AML.T0018"),
)
