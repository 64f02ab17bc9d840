"""`TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD` switches torch's protection off for every load in the process.

What it sees: the variable set to a true value through `%env`, `%set_env`, `os.environ` or `os.putenv`.

Exploit: the variable was set months ago to make one old checkpoint load; today a stranger's checkpoint runs its code.

Use instead:

```python
torch.load("old.pt", weights_only=False)  # this one file, whose author you know
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import constants, strings
from jupyter_mlsec.model.rule import Family, Hit, Severity


def _check(call: Call) -> Iterator[Hit]:
    if "TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD" not in set(strings(call.argument("key", 0))):
        return
    if any(str(value).lower() in {"1", "y", "yes", "true"} for value in constants(call.argument("value", 1))):
        yield call.hit()


RULE = CallRule(
    name="torch-weights-only-override",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="this switches torch's weights-only protection off for every load",
    remedy="Remove the variable and decide for each checkpoint.",
    docs=__doc__,
    cwe=(502, 1188),
    atlas=("AML.T0011.000",),
    functions=("os.environ.__setitem__",),
    check=_check,
)
