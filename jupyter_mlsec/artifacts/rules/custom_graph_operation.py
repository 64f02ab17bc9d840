"""A saved graph can call operations that the runtime does not have.

They come from a native library that must be loaded first, and that library is code.

What it sees: operations outside of the standard domains of ONNX, custom operations of TensorFlow Lite, foreign
namespaces in TorchScript.

Exploit: The model's page says that a library has to be registered before the session is made; the library is the
attack.

Use instead:

```python
onnxruntime.InferenceSession("model.onnx", providers=["CPUExecutionProvider"])
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Confidence, Family, Rule, Severity

RULE = Rule(
    name="custom-graph-operation",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    message="the model needs operations from a native library that is not part of the runtime",
    remedy="Find out who publishes the library that the operation needs before you register it.",
    docs=__doc__,
    cwe=(829, 470),
    atlas=("AML.T0011.000",),
)
