"""Without certificate checks anybody on the way can read the request and replace the answer.

What it sees: `verify=False` of requests and httpx, `ssl._create_unverified_context`, `ssl.CERT_NONE` and
`check_hostname = False`, and variables such as `PYTHONHTTPSVERIFY=0` in the kernel or a shell.

Exploit: in a café the model's weights are replaced on their way, and the notebook loads them.

Use instead:

```python
requests.get(url, verify="/path/to/company-ca.pem")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import constants, names, strings
from jupyter_mlsec.model.rule import Family, Hit, Severity

_ROOTS = ("requests.", "httpx.", "urllib3.", "aiohttp.")


def _check(call: Call) -> Iterator[Hit]:
    last = call.name.rpartition(".")[2]
    given = call.argument("", 0)
    if call.name == "os.environ.__setitem__":
        yield from _variable(call)
    elif last == "_create_unverified_context":
        yield call.hit()
    elif call.name.endswith("_create_default_https_context.__set__"):
        if any(name == "ssl._create_unverified_context" for name in names(given)):
            yield call.hit()
    elif last == "__set__":
        yield from _setting(call)
    elif call.name.startswith(_ROOTS):
        for keyword in ("verify", "verify_ssl", "ssl"):
            if any(value is False for value in constants(call.argument(keyword))):
                yield call.hit(fixes=call.keyword_fix(keyword, "True", "check certificates"))
        if any(value == "CERT_NONE" for value in constants(call.argument("cert_reqs"))):
            yield call.hit()


def _variable(call: Call) -> Iterator[Hit]:
    for name in strings(call.argument("key", 0)):
        off = _VARIABLES.get(name)
        if off is not None and any(str(value).lower() in off for value in constants(call.argument("value", 1))):
            yield call.hit()


_VARIABLES = {  # what switches verification off in them
    "PYTHONHTTPSVERIFY": {"0"},
    "CURL_CA_BUNDLE": {""},
    "REQUESTS_CA_BUNDLE": {""},
    "GIT_SSL_NO_VERIFY": {"1", "true"},
    "NODE_TLS_REJECT_UNAUTHORIZED": {"0"},
    "HF_HUB_DISABLE_SSL_VERIFY": {"1", "true"},
}


def _setting(call: Call) -> Iterator[Hit]:
    given = call.argument("", 0)
    if call.name.endswith((".verify.__set__", ".check_hostname.__set__")):
        known = call.name.startswith(("requests.", "httpx.", "ssl."))
        if known and any(value is False for value in constants(given)):
            yield call.hit()
    elif call.name.endswith(".verify_mode.__set__") and any(name == "ssl.CERT_NONE" for name in names(given)):
        yield call.hit()


RULE = CallRule(
    name="disabled-tls-verification",
    family=Family.TRANSPORT,
    severity=Severity.MEDIUM,
    message="the server's certificate is not checked",
    remedy="Leave verification on, and give the path of your own authority's certificate where you need one.",
    docs=__doc__,
    cwe=(295,),
    atlas=("AML.T0010.002",),
    functions=("*._create_unverified_context", "*.__set__", "os.environ.__setitem__"),
    keywords=("verify", "verify_ssl", "ssl", "cert_reqs"),
    check=_check,
)
