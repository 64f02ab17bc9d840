"""A saved graph is a program; some of its operations read and write files or call into Python.

They run with the rights of the process that runs the model, and no safe mode looks at them.

What it sees: operations of TensorFlow, TensorFlow Lite, ONNX and TorchScript that read or write files, load libraries
or call Python functions.

Exploit: The graph contains `WriteFile` with the name of a start-up script and its content as constants.

Use instead:

```python
safetensors.torch.load_file("model.safetensors")
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Family, Rule, Severity

RULE = Rule(
    name="graph-file-operation",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="running this model reads or writes files, or calls into Python",
    remedy="Do not load the file; ask its author for weights and the code that builds the model.",
    docs=__doc__,
    cwe=(502, 73),
    atlas=("AML.T0011.000", "AML.T0018"),
)
