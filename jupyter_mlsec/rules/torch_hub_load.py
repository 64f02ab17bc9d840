"""`torch.hub.load` downloads a repository and imports its `hubconf.py`: remote code, not only weights.

What it sees: `torch.hub.load`, `torch.hub.help` and `torch.hub.list` of a repository on GitHub. A repository pinned
to a full commit is a note; `source="local"` is left alone.

Exploit: whoever takes over the repository, or moves its branch or tag, runs code in every notebook that loads it.

Use instead:

```python
torch.hub.load("owner/repository:<40-digit commit>", "model")
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import strings
from jupyter_mlsec.model.rule import Confidence, Family, Hit, Severity

_COMMIT = re.compile(r":[0-9a-f]{40}$")


def _check(call: Call) -> Iterator[Hit]:
    if "local" in set(strings(call.argument("source", 2))):
        return
    if any(_COMMIT.search(repository) for repository in strings(call.argument("repo_or_dir", 0))):
        message = "code of a pinned repository is downloaded and imported"
        yield call.hit(message, severity=Severity.LOW, confidence=Confidence.MEDIUM)
    else:
        yield call.hit()


RULE = CallRule(
    name="torch-hub-load",
    family=Family.CODE_EXECUTION,
    severity=Severity.HIGH,
    message="torch.hub.load downloads a repository's current code and runs it",
    remedy="Pin the repository to a full commit, or install the package and load the weights from safetensors.",
    docs=__doc__,
    cwe=(829, 494),
    atlas=("AML.T0010.001", "AML.T0010.003"),
    functions=("torch.hub.load", "torch.hub.help", "torch.hub.list"),
    check=_check,
)
