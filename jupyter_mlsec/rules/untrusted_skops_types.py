"""skops loads a model without running code, unless it is told to trust every type that the file names.

What it sees: `skops.io.load` and `loads` with `trusted=True`, or with the list that `get_untrusted_types` returned
without anybody reading it. A list written down in the notebook is left alone.

Exploit: the file names a type whose construction runs a command; `trusted=get_untrusted_types(file=…)` waves it
through.

Use instead:

```python
print(skops.io.get_untrusted_types(file="model.skops"))  # read it, then write down what you trust
skops.io.load("model.skops", trusted=["my_package.MyEstimator"])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import Const, Ref, walk
from jupyter_mlsec.model.rule import Family, Hit, Severity


def _check(call: Call) -> Iterator[Hit]:
    trusted = call.argument("trusted", 1)
    fixes = call.keyword_fix("trusted", "[]", "trust no type that was not read", 1)
    for part in walk(trusted):
        if isinstance(part, Const) and part.value is True:
            yield call.hit(fixes=fixes)
            return
        if isinstance(part, Ref) and part.name.endswith("get_untrusted_types()"):
            yield call.hit("the types that the file itself names are trusted without being read", fixes=fixes)
            return


RULE = CallRule(
    name="untrusted-skops-types",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="every type that the file names is trusted, which undoes skops' protection",
    remedy="Read what get_untrusted_types says and write down the types that you trust.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000",),
    functions=("skops..load", "skops..loads"),
    check=_check,
)
