"""`torch.utils.cpp_extension` compiles C++ or CUDA source and loads the result.

It runs with all rights of the kernel.

What it sees: calls of `torch.utils.cpp_extension.load`, `torch.utils.cpp_extension.load_inline`.

Exploit: A source file that came with a model is compiled, and its static initialiser runs.

Use instead:

```python
import my_extension  # a pinned wheel
```
"""

from __future__ import annotations

from jupyter_mlsec.code.call import CallRule, every
from jupyter_mlsec.model.rule import Family, Severity

RULE = CallRule(
    name="torch-extension-build",
    family=Family.CODE_EXECUTION,
    severity=Severity.MEDIUM,
    message="native code is compiled and loaded into the kernel",
    remedy="Install the extension as a reviewed, pinned package.",
    docs=__doc__,
    cwe=(829, 427),
    atlas=("AML.T0050", "AML.T0010.001"),
    functions=(
        "torch.utils.cpp_extension.load",
        "torch.utils.cpp_extension.load_inline",
    ),
    check=every,
)
