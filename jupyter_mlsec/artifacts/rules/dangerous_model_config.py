"""A model's configuration can name any function or class.

Loaders of Keras, skops and Hydra-like configurations import the name and call it with arguments from the file.

What it sees: known primitives (files, processes, network, further loaders) and names of Keras that switch its
protection off, in Keras, skops and `_target_` configurations.

Exploit: The `config.json` of a `.keras` file names `keras.utils.get_file` as a layer's initializer; loading the model
in safe mode downloads a file over `~/.keras/keras.json`.

Use instead:

```python
keras.models.load_model("weights_only.keras", safe_mode=True)  # of an author you know, with the newest Keras
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Family, Rule, Severity

RULE = Rule(
    name="dangerous-model-config",
    family=Family.UNSAFE_LOAD,
    severity=Severity.CRITICAL,
    message="loading this file calls a function that executes code or reaches the system",
    remedy="Do not load the file; ask its author for weights alone (safetensors) and the code that builds the model.",
    docs=__doc__,
    cwe=(502, 94, 470),
    atlas=("AML.T0011.000", "AML.T0010.003"),
)
