"""statsmodels saves results as pickles, and its `load` unpickles them.

What it sees: `statsmodels.api.load`, `load_pickle` and the `load` of results classes. Its data sets are left alone.

Exploit: a colleague's `results.pickle` runs a command when the summary is to be printed.

Use instead:

```python
results.params.to_json("params.json")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.model.rule import Family, Hit, Severity


def _check(call: Call) -> Iterator[Hit]:
    if ".datasets" not in call.name:
        yield call.hit()


RULE = CallRule(
    name="statsmodels-load",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="statsmodels unpickles the results, so it runs whatever code the file holds",
    remedy="Keep the parameters as JSON and fit again.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000",),
    functions=("statsmodels..load", "statsmodels..load_pickle"),
    check=_check,
)
