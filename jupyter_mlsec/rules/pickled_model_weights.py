"""`use_safetensors=False` asks for the pickled weights of a model even where safe ones exist.

What it sees: `use_safetensors=False` in any call, and `from_single_file` of diffusers given a `.ckpt`, `.pt` or
`.bin`.

Exploit: the repository's `pytorch_model.bin` differs from its reviewed safetensors file and carries code.

Use instead:

```python
AutoModel.from_pretrained("org/model", use_safetensors=True)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.constants import path_end
from jupyter_mlsec.code.values import constants
from jupyter_mlsec.model.rule import Family, Hit, Severity


def _check(call: Call) -> Iterator[Hit]:
    if "use_safetensors" in call.arguments.keywords:
        if any(value is False for value in constants(call.argument("use_safetensors"))):
            yield call.hit(fixes=call.keyword_fix("use_safetensors", "True", "ask for safetensors"))
    elif call.name.endswith(".from_pretrained") and any(
        value is False for value in constants(call.argument("weights_only"))
    ):
        yield call.hit(fixes=call.keyword_fix("weights_only", "True", "load weights only"))
    elif call.name.endswith(".from_single_file"):
        path = path_end(call.argument("pretrained_model_link_or_path", 0))
        if path is not None and path.lower().endswith((".ckpt", ".pt", ".pth", ".bin")):
            yield call.hit("a pickled checkpoint is loaded")


RULE = CallRule(
    name="pickled-model-weights",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    message="pickled weights are asked for, which can run code",
    remedy="Leave use_safetensors alone or set it to True.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000", "AML.T0018.002"),
    functions=("*.from_single_file",),
    keywords=("use_safetensors", "weights_only"),
    check=_check,
)
