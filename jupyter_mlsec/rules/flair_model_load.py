"""`flair` models are torch pickles; names that are no path are downloaded first.

What it sees: calls of `flair…load`.

Exploit: A model with a name like a well-known one is fetched and unpickled.

Use instead:

```python
# load in a separate, unprivileged process
```
"""

from __future__ import annotations

from jupyter_mlsec.code.call import CallRule, every
from jupyter_mlsec.model.rule import Family, Severity

RULE = CallRule(
    name="flair-model-load",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    message="flair loads a model by unpickling it",
    remedy="Load only models from the flair organisation, at a pinned version.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000", "AML.T0010.003"),
    functions=("flair..load",),
    check=every,
)
