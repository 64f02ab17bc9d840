"""`add_safe_globals` tells torch's weights-only reader which functions a checkpoint may call.

What it sees: `torch.serialization.add_safe_globals` or `safe_globals` with a function that runs, opens or imports
something, and names that cannot be told. Plain classes of torch, numpy, collections or the notebook are left alone.

Exploit: with `os.system` on the list, `torch.load(path, weights_only=True)` runs a command from the checkpoint.

Use instead:

```python
torch.serialization.add_safe_globals([MyDataclass])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import Ref, Seq, options, walk
from jupyter_mlsec.model.rule import Family, Hit, Severity

_DANGEROUS = frozenset(
    [
        "os",
        "subprocess",
        "sys",
        "shutil",
        "importlib",
        "runpy",
        "socket",
        "ctypes",
        "pickle",
        "marshal",
        "pty",
        "code",
        "codeop",
        "pip",
        "webbrowser",
        "multiprocessing",
        "threading",
        "asyncio",
        "signal",
        "tempfile",
        "urllib",
        "requests",
        "http",
        "ftplib",
        "operator",
        "functools",
        "types",
    ]
)
_BUILTIN = frozenset(
    [
        "eval",
        "exec",
        "compile",
        "open",
        "getattr",
        "setattr",
        "delattr",
        "__import__",
        "globals",
        "locals",
        "vars",
        "input",
        "breakpoint",
    ]
)


def _check(call: Call) -> Iterator[Hit]:
    for option in options(call.argument("safe_globals", 0)):
        if isinstance(option, Seq) and any(isinstance(part, Ref) and _dangerous(part.name) for part in walk(option)):
            yield call.hit()


def _dangerous(name: str) -> bool:
    root, _, rest = name.partition(".")
    if root == "builtins":
        return rest in _BUILTIN
    return root in _DANGEROUS and name != "functools.partial()"


RULE = CallRule(
    name="dangerous-torch-safe-globals",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="a function that can run commands is declared safe for checkpoints",
    remedy="List only the plain classes that your own checkpoints hold.",
    docs=__doc__,
    cwe=(502, 183),
    atlas=("AML.T0011.000",),
    functions=("torch.serialization.add_safe_globals", "torch.serialization.safe_globals"),
    check=_check,
)
