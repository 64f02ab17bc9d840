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
from jupyter_mlsec.model.rule import Confidence, Family, Hit, Severity
from jupyter_mlsec.rules._hub import DATASETS, DOWNLOADS, PIPELINES, PRETRAINED, SENTENCES, pinned, repository, truthy


def _check(call: Call) -> Iterator[Hit]:
    if call.escaped or repository(call) is None or truthy(call, "local_files_only"):
        return
    state = pinned(call)
    if state is None:
        yield call.hit(severity=Severity.LOW, confidence=Confidence.LOW)
    elif not state:
        given = call.argument("revision") is not None
        message = "the revision is a branch or tag, which its owner can move" if given else None
        yield call.hit(message)


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
    functions=(*PRETRAINED, *SENTENCES, *PIPELINES, *DOWNLOADS, *DATASETS),
    inside=True,
    check=_check,
)
