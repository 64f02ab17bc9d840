"""dill and cloudpickle read pickles that hold functions, classes and whole sessions.

What it sees: `dill.load`, `dill.loads`, `dill.load_session`, `dill.load_module`, `dill.Unpickler` and the same of
`cloudpickle`.

Exploit: a session file handed over "to reproduce the results" replaces functions of the notebook by its author's.

Use instead:

```python
import my_functions  # code in a module, under version control
skops.io.load("model.skops")  # objects in a format without code
```
"""

from __future__ import annotations

from jupyter_mlsec.code.call import CallRule, every
from jupyter_mlsec.model.rule import Family, Severity

RULE = CallRule(
    name="unsafe-dill-load",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="dill and cloudpickle run whatever code the file holds",
    remedy="Keep functions in a module and data in a format without code.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000", "AML.T0018.002"),
    functions=(
        "dill..load",
        "dill..loads",
        "dill..load_session",
        "dill..load_module",
        "dill..load_module_asdict",
        "dill..undill",
        "cloudpickle..load",
        "cloudpickle..loads",
    ),
    check=every,
)
