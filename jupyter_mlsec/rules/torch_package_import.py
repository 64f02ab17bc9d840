"""`torch.package` stores pickles together with the Python code that they need, and imports that code.

What it sees: calls of `torch.package.PackageImporter`, `torch.package.package_importer.PackageImporter`.

Exploit: The archive's `model.py` opens a reverse shell when `load_pickle` imports it.

Use instead:

```python
safetensors.torch.load_file("model.safetensors")
```
"""

from __future__ import annotations

from jupyter_mlsec.code.call import CallRule, every
from jupyter_mlsec.model.rule import Family, Severity

RULE = CallRule(
    name="torch-package-import",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="a torch.package archive brings its own Python modules and pickles",
    remedy="Load the weights from safetensors into a model whose code you have.",
    docs=__doc__,
    cwe=(502, 94),
    atlas=("AML.T0011.000", "AML.T0018.002"),
    functions=(
        "torch.package.PackageImporter",
        "torch.package.package_importer.PackageImporter",
    ),
    check=every,
)
