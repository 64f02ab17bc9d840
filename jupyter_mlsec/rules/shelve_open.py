"""A shelf is a database whose values are pickles.

What it sees: calls of `shelve.open`, `shelve.Shelf`, `shelve.DbfilenameShelf`, `shelve.BsdDbShelf`.

Exploit: Somebody replaces one entry of the shared `cache.db`, and the next lookup of that key runs their code in your
kernel.

Use instead:

```python
import json, sqlite3
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import strings
from jupyter_mlsec.model.rule import Family, Hit, Severity


def _check(call: Call) -> Iterator[Hit]:
    if set(strings(call.argument("flag", 1))) != {"n"}:  # "n" always begins with an empty file
        yield call.hit()


RULE = CallRule(
    name="shelve-open",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="shelve unpickles what it reads, so an entry of the file can run any code",
    remedy="Keep the values as JSON or in sqlite3.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000",),
    functions=(
        "shelve.open",
        "shelve.Shelf",
        "shelve.DbfilenameShelf",
        "shelve.BsdDbShelf",
    ),
    check=_check,
)
