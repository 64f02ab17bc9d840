"""`marshal` is the format of compiled Python code.

It is not checked while it is read: a crafted byte string can crash the interpreter, and the code objects in it are
there to be run.

What it sees: calls of `marshal.load`, `marshal.loads`.

Exploit: A downloaded `.bin` is read with `marshal.loads` and handed to `exec`: nobody ever saw the source of what
ran.

Use instead:

```python
json.loads(text)
```
"""

from __future__ import annotations

from jupyter_mlsec.code.call import CallRule, every
from jupyter_mlsec.model.rule import Family, Severity

RULE = CallRule(
    name="marshal-load",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="marshal reads code objects and is not safe against malicious data",
    remedy="Exchange data as JSON, and code as a reviewed module.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000",),
    functions=(
        "marshal.load",
        "marshal.loads",
    ),
    check=every,
)
