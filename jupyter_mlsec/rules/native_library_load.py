"""A native library runs with all rights of the kernel as soon as it is loaded.

What it sees: `ctypes` and `cffi` loading a library by path, `tf.load_op_library`, `tf.load_library`,
`torch.ops.load_library`, `torch.classes.load_library`, `numpy.ctypeslib.load_library` and `imp.load_dynamic`. The C
library itself (`CDLL(None)`, `find_library(…)`, `libc.so.6`) is left alone.

Exploit: `libcustom.so` came beside a model; its constructor runs when it is loaded, before any function is called.

Use instead:

```python
import my_extension  # a pinned wheel, built from source that you can read
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import Const, Ref, constants, walk
from jupyter_mlsec.model.rule import Family, Hit, Severity

_SYSTEM = re.compile(
    r"(?:/usr/lib\S*/|/lib\S*/)?(?:lib(?:c|m|dl|rt|pthread|cuda|cudart|cublas|cudnn|nvrtc|nccl)(?:\.so[\d.]*|\.dylib)"
    r"|msvcrt|kernel32|user32)(?:\.dll)?",
    re.IGNORECASE,
)


def _check(call: Call) -> Iterator[Hit]:
    if call.escaped:
        return
    library = call.argument("name", 0)
    if library is None and call.name.endswith((".__init__", "CDLL", "PyDLL")):
        return
    for part in walk(library):
        if isinstance(part, Ref) and part.name.endswith("find_library()"):
            return
        if isinstance(part, Const) and part.value is None:
            return
    if any(isinstance(value, str) and _SYSTEM.fullmatch(value) for value in constants(library)):
        return
    yield call.hit()


RULE = CallRule(
    name="native-library-load",
    family=Family.CODE_EXECUTION,
    severity=Severity.MEDIUM,
    message="native code is loaded into the kernel and runs with all its rights",
    remedy="Install the library as a pinned package.",
    docs=__doc__,
    cwe=(427, 829),
    atlas=("AML.T0010.001",),
    functions=(
        "ctypes.CDLL",
        "ctypes.PyDLL",
        "ctypes.WinDLL",
        "ctypes.OleDLL",
        "ctypes..LoadLibrary",
        "cffi.FFI().dlopen",
        "cffi..dlopen",
        "tensorflow.load_op_library",
        "tensorflow.load_library",
        "tensorflow..load_file_system_library",
        "tensorflow..load_pluggable_device_library",
        "torch.ops.load_library",
        "torch.classes.load_library",
        "torch._ops.ops.load_library",
        "numpy.ctypeslib.load_library",
        "imp.load_dynamic",
        "importlib.machinery.ExtensionFileLoader",
        "llvmlite.binding.load_library_permanently",
        "mxnet.library.load",
        "cppyy.load_library",
    ),
    check=_check,
)
