"""`evaluate.load` and `datasets.load_metric` fetch a Python script from the hub and import it.

What it sees: a metric, comparison or measurement of somebody's own space (`owner/name`) without a full commit as
`revision`. Those that the `evaluate` team keeps, which have no owner in front, are a note; local scripts are left
alone.

Exploit: the owner of the space changes the metric's script, and the next evaluation runs it in your kernel.

Use instead:

```python
evaluate.load("owner/metric", revision="<40-digit commit>")  # the commit that you have read
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import strings
from jupyter_mlsec.model.rule import Confidence, Family, Hit, Severity
from jupyter_mlsec.rules._hub import is_repository, pinned


def _check(call: Call) -> Iterator[Hit]:
    names = [name for name in strings(call.argument("path", 0)) if is_repository(name, short=False)]
    if call.escaped or not names or pinned(call):
        return
    if any("/" in name for name in names):
        yield call.hit(fixes=call.keyword_fix("revision", '"<commit>"', "pin a commit (write it between the quotes)"))
    else:
        yield call.hit(severity=Severity.LOW, confidence=Confidence.LOW)


RULE = CallRule(
    name="metric-script",
    family=Family.CODE_EXECUTION,
    severity=Severity.MEDIUM,
    message="a metric's script is fetched from the hub and run",
    remedy="Pin the commit that you have read, or compute the metric with a library.",
    docs=__doc__,
    cwe=(829, 494),
    atlas=("AML.T0010.001", "AML.T0011.000"),
    functions=("evaluate.load", "evaluate.loading.load", "datasets.load_metric"),
    check=_check,
)
