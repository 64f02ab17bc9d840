"""pandas keeps columns that it cannot store otherwise as pickles inside an HDF file, and unpickles them when it reads.

What it sees: `pandas.read_hdf` and `pandas.HDFStore` opened for reading. `h5py.File` reads numbers and is left alone.

Exploit: an object column of a shared `store.h5` holds a pickle that runs a command when the table is read.

Use instead:

```python
df = pd.read_parquet("table.parquet")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import strings
from jupyter_mlsec.model.rule import Family, Hit, Severity


def _check(call: Call) -> Iterator[Hit]:
    modes = set(strings(call.argument("mode", 1))) if call.name.endswith("HDFStore") else set()
    if modes and modes <= {"w", "x", "w-"}:
        return
    if call.own(call.argument("path_or_buf", 0) or call.argument("path", 0)):
        yield call.hit("an HDF file that this notebook also writes is read", severity=Severity.MEDIUM)
    else:
        yield call.hit()


RULE = CallRule(
    name="unsafe-hdf-load",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    message="pandas unpickles object columns of an HDF file",
    remedy="Save the frame as Parquet or Feather.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000",),
    functions=("*.read_hdf", "pandas.HDFStore"),
    check=_check,
)
