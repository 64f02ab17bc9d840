"""LangChain's vector stores keep their documents in a pickle; the flag says so in its name.

What it sees: any call with `allow_dangerous_deserialization=True`.

Exploit: an index folder shared with the team holds an `index.pkl` that runs a command when it is loaded.

Use instead:

```python
FAISS.from_documents(documents, embeddings)  # build the index again
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import constants
from jupyter_mlsec.model.rule import Family, Hit, Severity


def _check(call: Call) -> Iterator[Hit]:
    if "allow_dangerous_deserialization" in call.arguments.keywords and any(
        constants(call.argument("allow_dangerous_deserialization"))
    ):
        fix = call.keyword_fix("allow_dangerous_deserialization", "False", "refuse to unpickle")
        yield call.hit(fixes=fix)


RULE = CallRule(
    name="langchain-dangerous-deserialization",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="the index is unpickled, so it runs whatever code the file holds",
    remedy="Build the index again, or keep it in a store without pickles.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000",),
    keywords=("allow_dangerous_deserialization",),
    check=_check,
)
