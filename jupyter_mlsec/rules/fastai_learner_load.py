"""`load_learner` is `torch.load` of a whole object.

Fastai's documentation says to load learners only from people you trust.

What it sees: calls of `fastai…load_learner`, `fastcore…load_pickle`, `fastai…load_pickle`, `fastai…load_data`.

Exploit: A learner exported by a stranger carries an object whose `__reduce__` starts a program.

Use instead:

```python
learn = vision_learner(dls, resnet34)
learn.load("weights")
```
"""

from __future__ import annotations

from jupyter_mlsec.code.call import CallRule, every
from jupyter_mlsec.model.rule import Family, Severity

RULE = CallRule(
    name="fastai-learner-load",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="fastai unpickles the whole learner, which can run any code",
    remedy="Load only weights with Learner.load into a learner that you built.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000", "AML.T0018.002"),
    functions=(
        "fastai..load_learner",
        "fastcore..load_pickle",
        "fastai..load_pickle",
        "fastai..load_data",
    ),
    check=every,
)
