"""`trust_remote_code=True` runs Python files from the model's or data set's repository.

What it sees: any call that passes `trust_remote_code=True`, directly or in a dictionary, and a diffusers
`custom_pipeline` from the hub.

Exploit: the repository's `modeling_x.py` gains one line that sends your environment variables away.

Use instead:

```python
AutoModel.from_pretrained("org/model", revision="<commit>")  # a model whose code is in the library
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import strings
from jupyter_mlsec.model.rule import Family, Hit, Severity
from jupyter_mlsec.rules._hub import pinned, truthy


def _check(call: Call) -> Iterator[Hit]:
    if truthy(call, "trust_remote_code"):
        severity = Severity.MEDIUM if pinned(call) else None
        fixes = call.keyword_fix("trust_remote_code", "False", "refuse code from the repository")
        yield call.hit(severity=severity, fixes=fixes if "trust_remote_code" in call.arguments.keywords else ())
    elif "custom_pipeline" in call.arguments.keywords:
        if any("/" in name and not name.startswith((".", "/")) for name in strings(call.argument("custom_pipeline"))):
            yield call.hit("a custom pipeline's code is downloaded and run")
        elif any(name and not name.startswith((".", "/")) for name in strings(call.argument("custom_pipeline"))):
            yield call.hit("a community pipeline's code is downloaded and run", severity=Severity.MEDIUM)


RULE = CallRule(
    name="remote-model-code",
    family=Family.CODE_EXECUTION,
    severity=Severity.HIGH,
    message="Python code from the repository is run",
    remedy="Use a model whose code is in the library, or review the code and pin its commit.",
    docs=__doc__,
    cwe=(829, 94),
    atlas=("AML.T0010.003", "AML.T0011.000"),
    keywords=("trust_remote_code", "custom_pipeline"),
    check=_check,
)
