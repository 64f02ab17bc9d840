"""jsonpickle writes the class of each object into the JSON and makes that object again when it reads it.

What it sees: calls of `jsonpickle.decode`, `jsonpickle.loads`, `jsonpickle…restore`, `jsonpickle.unpickler.decode`,
`jsonpickle.unpickler.loadclass`.

Exploit: A config file with `{"py/reduce": [{"py/function": "os.system"}, …]}` runs a command as soon as it is
decoded.

Use instead:

```python
json.loads(text)
```
"""

from __future__ import annotations

from jupyter_mlsec.code.call import CallRule, every
from jupyter_mlsec.model.rule import Family, Severity

RULE = CallRule(
    name="jsonpickle-decode",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="jsonpickle makes any object that the JSON names, which can run any code",
    remedy="Use json and build the objects that you expect yourself.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000",),
    functions=(
        "jsonpickle.decode",
        "jsonpickle.loads",
        "jsonpickle..restore",
        "jsonpickle.unpickler.decode",
        "jsonpickle.unpickler.loadclass",
    ),
    check=every,
)
