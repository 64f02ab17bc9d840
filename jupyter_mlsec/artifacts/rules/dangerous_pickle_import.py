"""A pickle names functions and calls them while it is loaded; this one names a function that can run anything.

What it sees: imports of a known primitive (a shell, an interpreter, a file or network function, a further unpickler)
in a pickle, wherever it sits: alone, in a PyTorch or NumPy archive, in a joblib file, compressed, in another pickle.

Exploit: A model from a forum says `os.system` where an estimator should be; `joblib.load` runs it before it fails.

Use instead:

```python
safetensors.torch.load_file("model.safetensors")
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Family, Rule, Severity

RULE = Rule(
    name="dangerous-pickle-import",
    family=Family.UNSAFE_LOAD,
    severity=Severity.CRITICAL,
    message="loading this file runs a function that executes code or reaches the system",
    remedy="Do not load the file; ask its author for safetensors, skops or another format that holds no code.",
    docs=__doc__,
    cwe=(502, 94),
    atlas=("AML.T0011.000", "AML.T0010.003"),
)
