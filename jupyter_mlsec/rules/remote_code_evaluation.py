"""`eval`, `exec` and `compile` run text as code; here the text comes from the network, a person or a decoder.

What it sees: text from `requests`, `urllib` and the like, from a language model's answer, from `input()` or the
command line, or decoded from base64, that reaches `eval`, `exec`, `compile`, `runpy` or IPython's `run_cell`.
`ast.literal_eval`, `DataFrame.eval` and `model.eval()` are left alone; local text that cannot be told is a note.

Exploit: `exec(requests.get(url).text)` gives your kernel to whoever controls that address, or the way to it.

Use instead:

```python
ast.literal_eval(text)  # data
json.loads(text)
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.origin import remote, typed, url
from jupyter_mlsec.code.values import Const, Ref, Value, strings, walk
from jupyter_mlsec.model.rule import Confidence, Family, Hit, Severity
from jupyter_mlsec.rules._fetched import fetched

_DECODERS = (
    *("base64.", "zlib.", "codecs.decode", "binascii.", "bz2.", "lzma.", "gzip.decompress", "marshal.", "builtins.chr"),
    *("builtins.bytes(", "builtins.bytearray(", "cryptography.fernet."),
)


def _check(call: Call) -> Iterator[Hit]:
    if call.escaped:
        return
    source = call.argument("source", 0) or call.argument("object", 0)
    if call.name.startswith("runpy") and url(source or call.argument("path_name")):
        yield call.hit(severity=Severity.CRITICAL)
        return
    if isinstance(source, Const):
        if source.decoded or (source.node is None and _computed(call)):
            yield call.hit("decoded text is run as code, so nobody can read what it does", severity=Severity.HIGH)
    elif remote(source):
        yield call.hit(severity=Severity.CRITICAL)
    else:
        yield from _local(call, source)


def _local(call: Call, source: Value | None) -> Iterator[Hit]:
    """Look at text that no request brought."""
    if typed(source):
        yield call.hit("text that somebody types in is run as code", severity=Severity.HIGH)
    elif _decoded(source):
        yield call.hit("decoded text is run as code, so nobody can read what it does", severity=Severity.HIGH)
    elif _downloaded(call, source):
        yield call.hit("a script that this notebook downloaded is run without being looked at")
    elif _shell(source):
        yield call.hit("the output of a command is run as code", severity=Severity.MEDIUM)
    elif source is not None and call.name in {"builtins.eval", "builtins.exec"}:
        yield call.hit("text is run as code", severity=Severity.LOW, confidence=Confidence.LOW)


def _computed(call: Call) -> bool:
    """Whether the constant was the result of a call (``base64.b64decode("…")``), not a literal."""
    return bool(call.arguments.positional) and isinstance(call.arguments.positional[0].node, ast.Call)


def _decoded(value: Value | None) -> bool:
    return any(
        (isinstance(part, Ref) and part.name.startswith(_DECODERS)) or (isinstance(part, Const) and part.decoded)
        for part in walk(value)
    )


def _downloaded(call: Call, source: Value | None) -> bool:
    """Whether the text is that of a file which the notebook has fetched before."""
    opened = (part for part in walk(source) if isinstance(part, Ref) and part.name == "builtins.open()" and part.made)
    paths = {path for part in opened for path in strings(part.made.find("file", 0) if part.made else None)}
    texts = (part.base for part in walk(source) if isinstance(part, Ref) and part.name == "str.read_text()")
    paths.update(path for text in texts for path in strings(text))
    earlier = [command for command in call.history.commands() if command.time < call.time] if paths else []
    return any(fetched(path.rsplit("/", 1)[-1], call.history, call.time, earlier) for path in paths)


def _shell(value: Value | None) -> bool:
    return any(isinstance(part, Ref) and part.name.startswith("?.shell()") for part in walk(value))


RULE = CallRule(
    name="remote-code-evaluation",
    family=Family.CODE_EXECUTION,
    severity=Severity.HIGH,
    message="text from the network is run as code",
    remedy="Parse data with json or ast.literal_eval; take code from a pinned package.",
    docs=__doc__,
    cwe=(95, 94),
    atlas=("AML.T0050", "AML.T0011.003"),
    functions=(
        "builtins.eval",
        "builtins.exec",
        "builtins.execfile",
        "builtins.get_ipython().run_cell",
        "builtins.get_ipython().ex",
        "builtins.get_ipython().ev",
        "code.InteractiveInterpreter().runsource",
        "runpy.run_path",
        "sympy.sympify",
        "sympy.parse_expr",
        "sympy.parsing.sympy_parser.parse_expr",
        "types.FunctionType",
    ),
    check=_check,
)
