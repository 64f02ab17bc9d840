"""`SparkContext.pickleFile` reads a file of pickles and unpickles them wherever Spark runs.

What it sees: calls of `pickleFile`.

Exploit: One record put into the folder on the shared storage runs on every worker.

Use instead:

```python
spark.read.parquet(path)
```
"""

from __future__ import annotations

from jupyter_mlsec.code.call import CallRule, every
from jupyter_mlsec.model.rule import Family, Severity

RULE = CallRule(
    name="spark-pickle-file",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="pickleFile unpickles every record on the workers",
    remedy="Save the records as Parquet.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000",),
    functions=("*.pickleFile",),
    check=every,
)
