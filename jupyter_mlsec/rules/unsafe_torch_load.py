"""A torch checkpoint is a zip with a pickle in it; only `weights_only=True` keeps its code from running.

What it sees: `torch.load` with `weights_only=False`, or without the argument where the installed torch is older than
2.6 or unknown (there the default is False), and `torch.hub.load_state_dict_from_url`, whose default is still False.
On torch 2.6 and later a plain `torch.load` is only a note, unless `TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD` is set.

Exploit: a fine-tuned checkpoint from a forum uploads `~/.ssh` while it prints "weights loaded".

Use instead:

```python
state = torch.load("model.pt", weights_only=True)
state = safetensors.torch.load_file("model.safetensors")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.origin import remote
from jupyter_mlsec.code.values import Value, constants, is_known
from jupyter_mlsec.model.rule import Confidence, Family, Hit, Severity

_SAFE_DEFAULT = (2, 6)


def _check(call: Call) -> Iterator[Hit]:
    from_url = call.name.endswith("_url")
    flag = call.argument("weights_only", 6 if from_url else None)
    if _on(call.environment("TORCH_FORCE_WEIGHTS_ONLY_LOAD")):
        return
    fixes = call.keyword_fix("weights_only", "True", "load weights only")
    if any(value is not None and not value for value in constants(flag)):
        severity = Severity.CRITICAL if remote(call.argument("f", 0)) else None
        yield call.hit("weights_only=False runs whatever code the checkpoint holds", severity=severity, fixes=fixes)
    elif flag is None or (is_known(flag) and None in set(constants(flag))):
        yield from _default(call, from_url=from_url)
    elif not is_known(flag):
        yield call.hit(severity=Severity.LOW, confidence=Confidence.LOW)


def _default(call: Call, *, from_url: bool) -> Iterator[Hit]:
    if not call.arguments.complete and not call.escaped:
        yield call.hit(severity=Severity.LOW, confidence=Confidence.LOW)
        return
    fixes = call.keyword_fix("weights_only", "True", "load weights only")
    version = call.version("torch")
    if from_url:
        yield call.hit("a checkpoint from the network is loaded without weights_only=True", fixes=fixes)
    elif _on(call.environment("TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD")):
        yield call.hit("the environment switches weights_only off for this load", fixes=fixes)
    elif version is not None and version >= _SAFE_DEFAULT:
        message = "torch.load relies on the default of the installed torch, which loads weights only"
        yield call.hit(message, severity=Severity.LOW, confidence=Confidence.LOW, fixes=fixes)
    elif version is not None:
        yield call.hit("the installed torch loads any pickle unless weights_only=True is given", fixes=fixes)
    else:
        message = "before torch 2.6 torch.load runs whatever code the checkpoint holds"
        yield call.hit(message, severity=Severity.MEDIUM, confidence=Confidence.MEDIUM, fixes=fixes)


def _on(value: Value | None) -> bool:
    return any(str(constant).lower() in {"1", "y", "yes", "true"} for constant in constants(value))


RULE = CallRule(
    name="unsafe-torch-load",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="torch.load without weights_only=True can run whatever code the checkpoint holds",
    remedy="Pass weights_only=True, or load safetensors.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000", "AML.T0018.002"),
    functions=(
        "torch.load",
        "torch.hub.load_state_dict_from_url",
        "torch.utils.model_zoo.load_url",
        "torchvision..load_state_dict_from_url",
    ),
    check=_check,
)
