"""A Hugging Face configuration can name Python files beside the model.

With `trust_remote_code=True` these files are imported from the repository that the configuration names.

What it sees: `auto_map`, `custom_pipelines` and module paths of custom components in JSON configurations.

Exploit: The `auto_map` of a fine-tuned model points at `someone/else--modeling.py`; loading it runs that file.

Use instead:

```python
AutoModel.from_pretrained("org/model", revision="<commit>", trust_remote_code=False)
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Family, Rule, Severity

RULE = Rule(
    name="remote-code-model-config",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    message="the configuration asks for Python code of the model's repository",
    remedy="Load it without `trust_remote_code`, or read the code at a pinned commit first.",
    docs=__doc__,
    cwe=(829, 94),
    atlas=("AML.T0011.000", "AML.T0010.003"),
)
