"""A Lightning checkpoint is a torch pickle; `load_from_checkpoint` unpickles all of it unless told otherwise.

What it sees: `load_from_checkpoint` of any class and `Fabric.load` without `weights_only=True`.

Exploit: `last.ckpt` from a shared bucket carries a callback object that runs a command when it is restored.

Use instead:

```python
LitModel.load_from_checkpoint("last.ckpt", weights_only=True)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import constants, is_known
from jupyter_mlsec.model.rule import Confidence, Family, Hit, Severity


def _check(call: Call) -> Iterator[Hit]:
    flag = call.argument("weights_only")
    if flag is not None and is_known(flag) and all(value is True or value == 1 for value in constants(flag)):
        return
    fixes = call.keyword_fix("weights_only", "True", "load weights only")
    if flag is not None and not is_known(flag):
        yield call.hit(severity=Severity.LOW, confidence=Confidence.LOW)
    else:
        yield call.hit(fixes=fixes)


RULE = CallRule(
    name="lightning-checkpoint-load",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    message="a Lightning checkpoint is unpickled, so it can run code",
    remedy="Pass weights_only=True, or keep the weights as safetensors.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000", "AML.T0018.002"),
    functions=("*.load_from_checkpoint", "lightning.Fabric().load", "lightning.fabric.Fabric().load"),
    check=_check,
)
