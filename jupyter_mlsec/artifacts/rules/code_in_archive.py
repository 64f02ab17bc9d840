"""Some archives carry Python modules that their loader imports.

`torch.package`, TorchServe's `.mar` and MLflow's models do. Loading such a file is running a program.

What it sees: archives whose layout says that a loader runs the Python files in them.

Exploit: The pickle in the archive is harmless; the module that its class comes from stands beside it and is not.

Use instead:

```python
safetensors.torch.load_file("model.safetensors")
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Family, Rule, Severity

RULE = Rule(
    name="code-in-archive",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    message="loading this archive runs Python files that it carries",
    remedy="Read the Python files in the archive before you load it, or ask for the weights alone.",
    docs=__doc__,
    cwe=(829, 94),
    atlas=("AML.T0011.000", "AML.T0010.003"),
)
