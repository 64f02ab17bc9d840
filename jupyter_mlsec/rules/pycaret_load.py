"""`load_model` of pycaret is joblib, that is pickle.

What it sees: calls of `pycaret…load_model`, `pycaret…load_experiment`, `pycaret…load_config`.

Exploit: A pipeline in a shared folder is replaced; the next scoring run executes it.

Use instead:

```python
skops.io.load("model.skops")
```
"""

from __future__ import annotations

from jupyter_mlsec.code.call import CallRule, every
from jupyter_mlsec.model.rule import Family, Severity

RULE = CallRule(
    name="pycaret-load",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="pycaret unpickles the pipeline, which can run any code",
    remedy="Load only pipelines that you saved, from a place that only you write to.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000",),
    functions=(
        "pycaret..load_model",
        "pycaret..load_experiment",
        "pycaret..load_config",
    ),
    check=every,
)
