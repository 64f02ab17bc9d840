"""Some formats keep large arrays in other files and name these by their path.

A path with `..` or an absolute one makes the loader read whatever the process may read.

What it sees: external data of ONNX models, external links and files of HDF5, and vocabularies of Keras layers outside
of the model's folder.

Exploit: An initializer's data is `../../.ssh/id_ed25519`; the next upload of the converted model publishes it.

Use instead:

```python
onnx.load("model.onnx", load_external_data=False)
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Family, Rule, Severity

RULE = Rule(
    name="escaping-data-reference",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="the model refers to a file outside of its folder",
    remedy="Do not load the file: no tool that saves models writes such paths.",
    docs=__doc__,
    cwe=(22, 73),
    atlas=("AML.T0011.000",),
)
