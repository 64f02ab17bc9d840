"""Data over `http:` can be read and replaced by anybody on the way.

What it sees: `requests`, `urllib`, pandas readers and dataset helpers given an `http:` address that is not this
machine.

Exploit: on a shared network the training data is replaced on its way, and the model learns a back door.

Use instead:

```python
pd.read_csv("https://example.org/data.csv")
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import Built, Const, Value, options
from jupyter_mlsec.model.rule import Family, Hit, Severity

_LOCAL = re.compile(
    r"http://(?:localhost|127\.|0\.0\.0\.0|\[::1\]|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|metadata\b"
    r"|[\w.-]*\.(?:local|internal|localhost|svc|test|example)\b|[\w-]+(?::\d+)?(?:/|$))",
    re.IGNORECASE,
)


def _check(call: Call) -> Iterator[Hit]:
    if call.escaped:
        return
    for argument in call.arguments.positional[:2]:
        if any(_cleartext(option) for option in options(argument.value)):
            yield call.hit()
            return
    for key in ("url", "filepath_or_buffer", "origin", "io"):
        if any(_cleartext(option) for option in options(call.arguments.find(key))):
            yield call.hit()
            return


def _cleartext(value: Value) -> bool:
    if isinstance(value, Built) and value.parts:
        return _cleartext(value.parts[0])
    text = value.value if isinstance(value, Const) and isinstance(value.value, str) else ""
    return text.lower().startswith("http://") and len(text) > len("http://") and not _LOCAL.match(text)


RULE = CallRule(
    name="cleartext-download",
    family=Family.TRANSPORT,
    severity=Severity.LOW,
    message="data comes over a connection that anybody on the way can change",
    remedy="Use https, or check a digest of what was fetched.",
    docs=__doc__,
    cwe=(319, 494),
    atlas=("AML.T0010.002",),
    functions=(
        *(f"requests.{verb}" for verb in ("get", "post", "put", "request")),
        "requests..get",
        "urllib.request.urlopen",
        "urllib.request.urlretrieve",
        "urllib.request.Request",
        "wget.download",
        "keras..get_file",
        *(
            f"pandas.read_{kind}"
            for kind in ("csv", "table", "json", "excel", "parquet", "feather", "fwf", "html", "xml")
        ),
        "numpy.loadtxt",
        "numpy.genfromtxt",
    ),
    check=_check,
)
