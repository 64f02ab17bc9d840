"""`register_custom_ops_library` loads a shared library; its code runs as soon as it is loaded.

What it sees: calls of `register_custom_ops_library`, `onnxruntime_extensions.get_library_path`.

Exploit: The `ops.so` that came beside `model.onnx` starts a program when it is registered.

Use instead:

```python
onnxruntime.InferenceSession("model.onnx")
```
"""

from __future__ import annotations

from jupyter_mlsec.code.call import CallRule, every
from jupyter_mlsec.model.rule import Family, Severity

RULE = CallRule(
    name="onnx-custom-ops",
    family=Family.CODE_EXECUTION,
    severity=Severity.MEDIUM,
    message="a library of custom operators is native code that runs in the kernel",
    remedy="Use models made of standard operators, or a library from a pinned package.",
    docs=__doc__,
    cwe=(427, 829),
    atlas=("AML.T0010.001",),
    functions=(
        "*.register_custom_ops_library",
        "onnxruntime_extensions.get_library_path",
    ),
    check=every,
)
