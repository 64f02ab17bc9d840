"""A joblib file is a pickle with arrays in it: reading one runs whatever its author put into it.

What it sees: `joblib.load`, also through `sklearn.externals`, and `joblib.numpy_pickle`.

Exploit: the `model.joblib` that replaces yours on the shared drive opens a shell when the scoring notebook loads it.

Use instead:

```python
skops.io.dump(model, "model.skops")
model = skops.io.load("model.skops", trusted=[])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.origin import remote
from jupyter_mlsec.model.rule import Family, Hit, Severity


def _check(call: Call) -> Iterator[Hit]:
    source = call.argument("filename", 0)
    if remote(source):
        yield call.hit(
            "a joblib file from the network is loaded: its author runs code here", severity=Severity.CRITICAL
        )
    elif call.own(source):
        yield call.hit("a joblib file that this notebook also writes is loaded", severity=Severity.MEDIUM)
    else:
        yield call.hit()


RULE = CallRule(
    name="unsafe-joblib-load",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="joblib.load unpickles, so it runs whatever code the file holds",
    remedy="Save scikit-learn models with skops and arrays with numpy.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000", "AML.T0018.002"),
    functions=("joblib.load", "joblib.load_temporary_memmap"),
    check=_check,
)
