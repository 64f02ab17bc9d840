"""A Keras `Lambda` layer or a wrapped PyTorch module carries its code inside the model file.

The code is marshalled bytecode or a pickle; it runs when the model is loaded without safe mode, and in HDF5 files of
some versions of Keras even with it.

What it sees: `Lambda` layers and `__lambda__` objects with bytecode, and `TorchModuleWrapper`.

Exploit: The model classifies as promised; its last layer also sends each input to another computer.

Use instead:

```python
@keras.saving.register_keras_serializable()
class Scale(keras.layers.Layer): ...
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Family, Rule, Severity

RULE = Rule(
    name="keras-lambda-code",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="the model carries Python code that runs when it is loaded or used",
    remedy="Do not load the file; ask its author for a model whose layers are classes in a module that you can read.",
    docs=__doc__,
    cwe=(502, 94),
    atlas=("AML.T0011.000", "AML.T0018"),
)
