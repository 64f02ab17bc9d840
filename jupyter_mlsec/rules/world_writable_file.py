"""A data or model file that everybody may write can be replaced between two runs.

What it sees: `os.chmod`, `Path.chmod` and `chmod` giving write permission to everybody, and `os.umask(0)`.

Exploit: another user of the shared machine swaps `train.csv` for a poisoned copy; the next training run learns it.

Use instead:

```python
os.chmod("train.csv", 0o640)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import constants
from jupyter_mlsec.model.rule import Family, Hit, Severity

_OTHERS_WRITE = 0o002


def _check(call: Call) -> Iterator[Hit]:
    if call.name == "os.umask":
        if any(value == 0 and isinstance(value, int) for value in constants(call.argument("mask", 0))):
            yield call.hit("new files may be written by everybody")
        return
    mode = call.argument("mode", 1 if call.name == "os.chmod" else 0)
    if any(isinstance(value, int) and value & _OTHERS_WRITE for value in constants(mode)):
        yield call.hit()


RULE = CallRule(
    name="world-writable-file",
    family=Family.HYGIENE,
    severity=Severity.MEDIUM,
    message="everybody on this machine may change the file",
    remedy="Give write permission to yourself and at most to your group.",
    docs=__doc__,
    cwe=(732,),
    atlas=("AML.T0020",),
    functions=("os.chmod", "os.umask", "*.chmod"),
    check=_check,
)
