"""R's serialised objects can hold promises, functions and bytecode.

R before 4.4.0 evaluates a promise when the object is looked at (CVE-2024-27322); functions run when they are called.

What it sees: promises, closures and bytecode in `.rds` and `.RData` files.

Exploit: A shared data set is a promise; `readRDS` and the first look at it run a command.

Use instead:

```python
arrow::read_parquet("data.parquet")
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Family, Rule, Severity

RULE = Rule(
    name="r-object-code",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    message="the R object holds code that can run when it is loaded or used",
    remedy="Open it only with R 4.4.0 or newer, and only if you know its author; otherwise ask for Parquet or CSV.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000",),
)
