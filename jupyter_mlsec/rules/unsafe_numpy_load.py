"""An array file with object dtype is a pickle; `allow_pickle=True` lets numpy run it.

What it sees: `numpy.load`, `numpy.lib.format.read_array` and `numpy.lib.npyio.NpzFile` with `allow_pickle` true,
however the flag gets there. Before numpy 1.16.3 the default was true.

Exploit: a label file `y.npy` of object dtype carries a `__reduce__` that runs a command.

Use instead:

```python
numpy.load("y.npy", allow_pickle=False)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import constants
from jupyter_mlsec.model.rule import Family, Hit, Severity

_SAFE_DEFAULT = (1, 16, 3)


def _check(call: Call) -> Iterator[Hit]:
    last = call.name.rpartition(".")[2]
    position = 1 if last == "read_array" else 2
    flag = call.argument("allow_pickle", position)
    if any(bool(value) for value in constants(flag)):
        fix = call.keyword_fix("allow_pickle", "False", "refuse pickles in the array file", position)
        yield call.hit(fixes=fix)
    elif flag is None and not call.escaped and (version := call.version("numpy")) and version < _SAFE_DEFAULT:
        yield call.hit("this numpy loads pickles unless allow_pickle=False is given")


RULE = CallRule(
    name="unsafe-numpy-load",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="allow_pickle=True runs whatever code an object array holds",
    remedy="Save numbers or strings without object dtype, and load them with allow_pickle=False.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000",),
    functions=(
        "numpy.load",
        "numpy.lib..read_array",
        "numpy.lib..NpzFile",
        "numpy.NpzFile",
        "cupy.load",
        "jax.numpy.load",
        "autograd.numpy.load",
    ),
    check=_check,
)
