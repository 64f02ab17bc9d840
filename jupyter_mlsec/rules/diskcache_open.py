"""`diskcache` keeps values as pickles in a folder.

Whoever can write there can run code in your kernel.

What it sees: calls of `diskcache.Cache`, `diskcache.FanoutCache`, `diskcache.Deque`, `diskcache.Index`,
`diskcache.DjangoCache`.

Exploit: Somebody puts one row into the cache database on the shared drive; your next `cache.get` runs it.

Use instead:

```python
diskcache.Cache(folder, disk=diskcache.JSONDisk)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import names
from jupyter_mlsec.model.rule import Family, Hit, Severity


def _check(call: Call) -> Iterator[Hit]:
    if any(name.endswith("JSONDisk") for name in names(call.argument("disk", 2))):
        return
    own = not call.arguments.positional and "directory" not in call.arguments.keywords and call.arguments.complete
    yield call.hit(severity=Severity.LOW if own else None)


RULE = CallRule(
    name="diskcache-open",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    message="diskcache unpickles what it finds in its folder",
    remedy="Give it disk=diskcache.JSONDisk, and a folder that only you can write to.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000",),
    functions=(
        "diskcache.Cache",
        "diskcache.FanoutCache",
        "diskcache.Deque",
        "diskcache.Index",
        "diskcache.DjangoCache",
    ),
    check=_check,
)
