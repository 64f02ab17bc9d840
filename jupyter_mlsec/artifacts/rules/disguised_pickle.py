"""The name promises a format that holds no code, and the content is a pickle.

Loaders that decide by content, and people who decide by name, disagree about what happens next.

What it sees: files called `.safetensors`, `.onnx`, `.gguf`, `.json`, `.parquet` and the like whose content is a pickle
or an archive of pickles.

Exploit: The loader falls back to `torch.load` where safetensors fails to read the file.

Use instead:

```python
safetensors.torch.load_file("model.safetensors")
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Family, Rule, Severity

RULE = Rule(
    name="disguised-pickle",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="the file's name says that it holds no code, but its content is a pickle",
    remedy="Do not load the file: nobody calls a pickle so by mistake.",
    docs=__doc__,
    cwe=(434, 502),
    atlas=("AML.T0011.000",),
)
