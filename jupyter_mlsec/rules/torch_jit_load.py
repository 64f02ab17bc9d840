"""A TorchScript archive holds code.

PyTorch's own security page says to treat it like any other program from a stranger.

What it sees: calls of `torch.jit.load`, `torch.jit.jit_module_from_flatbuffer`, `torch._C.import_ir_module`,
`torch.export.load`, `torch._export.load`, `torch._inductor.aoti_load_package` and its relatives.

Exploit: A `.pt` archive from a forum carries an operator call that writes a file in your home folder when the model
is run.

Use instead:

```python
model.load_state_dict(safetensors.torch.load_file("model.safetensors"))
```
"""

from __future__ import annotations

from jupyter_mlsec.code.call import CallRule, every
from jupyter_mlsec.model.rule import Family, Severity

RULE = CallRule(
    name="torch-jit-load",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    message="a TorchScript or exported archive is a program that runs when it is loaded or called",
    remedy="Load the weights from safetensors into a model whose code you have.",
    docs=__doc__,
    cwe=(502, 94),
    atlas=("AML.T0011.000", "AML.T0018.002"),
    functions=(
        "torch.jit.load",
        "torch.jit.jit_module_from_flatbuffer",
        "torch._C.import_ir_module",
        "torch.export.load",
        "torch._export.load",
        "torch._inductor.aoti_load_package",
        "torch._export.aot_load",
    ),
    check=every,
)
