"""A repository on the hub can change between two runs; only a full commit is a pin.

What it sees: models, tokenizers, data sets and files that are fetched from Hugging Face's hub without `revision`, or
with a branch or tag as revision. Local paths, objects and the built-in data formats are left alone.

Exploit: an account is taken over, `main` gets new weights and a new `modeling.py`, and the next run uses them unseen.

Use instead:

```python
AutoModel.from_pretrained("org/model", revision="<40-digit commit>")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import strings
from jupyter_mlsec.model.rule import Confidence, Family, Hit, Severity
from jupyter_mlsec.rules._hub import (
    DATASETS,
    DOWNLOADS,
    MODELS,
    PIPELINES,
    PRETRAINED,
    SENTENCES,
    pinned,
    repository,
    truthy,
)


def _check(call: Call) -> Iterator[Hit]:
    if call.escaped or repository(call) is None or truthy(call, "local_files_only"):
        return
    state = pinned(call)
    if state is None:
        yield call.hit(severity=Severity.LOW, confidence=Confidence.LOW)
    elif not state:
        given = call.argument("revision")
        fixes = call.keyword_fix("revision", '"<commit>"', "pin a commit (write it between the quotes)")
        if "<commit>" in set(strings(given)):
            yield call.hit("the commit is still to be filled in")
        else:
            message = None if given is None else "the revision is a branch or tag, which its owner can move"
            yield call.hit(message, fixes=fixes)


RULE = CallRule(
    name="unpinned-model-revision",
    family=Family.SUPPLY_CHAIN,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    message="whatever the hub holds today is loaded: no commit is pinned",
    remedy="Pass revision= with the full commit that you reviewed.",
    docs=__doc__,
    cwe=(494, 1357),
    atlas=("AML.T0010.003",),
    functions=(*PRETRAINED, *SENTENCES, *PIPELINES, *DOWNLOADS, *DATASETS, *MODELS),
    inside=True,
    check=_check,
)
