"""A YAML tag can name a Python function to call.

`yaml.load` with an unsafe loader calls it while the file is read.

What it sees: `!!python/…` tags in YAML members of model archives.

Exploit: The configuration inside a `.nemo` file says `!!python/object/apply:os.system`; restoring the model runs a
command.

Use instead:

```python
yaml.safe_load(text)
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Family, Rule, Severity

RULE = Rule(
    name="python-object-in-yaml",
    family=Family.UNSAFE_LOAD,
    severity=Severity.CRITICAL,
    message="reading this YAML file makes Python objects, and can call any function",
    remedy="Do not load the file; no exporter of models writes such tags.",
    docs=__doc__,
    cwe=(502, 94),
    atlas=("AML.T0011.000",),
)
