"""`read_pickle` runs whatever code the file holds, compressed or not, from a path or a URL.

What it sees: `pandas.read_pickle` and the same name in modin, dask, cudf, geopandas and polars-like libraries.

Exploit: `pd.read_pickle("https://…/features.pkl")` hands your kernel to whoever controls that address.

Use instead:

```python
df = pd.read_parquet("features.parquet")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.origin import remote, url
from jupyter_mlsec.model.rule import Family, Hit, Severity


def _check(call: Call) -> Iterator[Hit]:
    source = call.argument("filepath_or_buffer", 0)
    if remote(source) or url(source):
        yield call.hit("a pickle from the network is loaded: its author runs code here", severity=Severity.CRITICAL)
    elif call.own(source):
        yield call.hit("a pickle that this notebook also writes is loaded", severity=Severity.MEDIUM)
    else:
        yield call.hit()


RULE = CallRule(
    name="unsafe-pandas-pickle",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="read_pickle runs whatever code the file holds",
    remedy="Save the frame as Parquet or Feather.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000",),
    functions=("*.read_pickle",),
    check=_check,
)
