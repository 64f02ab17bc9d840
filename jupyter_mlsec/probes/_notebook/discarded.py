"""Rows and values that a notebook throws away because they cannot be read, and whether anybody counts them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.consequences import Code, called
from jupyter_mlsec.probes._notebook.idle_checks import code_of
from jupyter_mlsec.probes._notebook.program import Call, Program

_FEW = 100  # rows that may vanish
_READS = re.compile(
    r"loads?|read\w*|parse\w*|float|int|Decimal|strptime|fromisoformat|open\w*|decode|literal_eval|imread|to_numeric"
    r"|model_validate\w*|\w*(?:parse|load|read|convert|clean)\w*|[A-Z]\w+"
)
_KEEPS = frozenset({"append", "add", "extend", "insert", "write", "update", "writerow"})
_COUNTED = re.compile(
    r"\b(?:len|shape|isna|isnull|null_count|is_null|n_?\w*|count\w*|bad\w*|skip\w*|reject\w*|drop\w*|invalid\w*|broken\w*|err\w*"
    r"|rate\w*|share\w*|missing\w*|fail\w*|schlecht\w*|kaputt\w*|fehl\w*|mauvais\w*|rejet\w*|malas?|erron\w*|rows)\b"
)


def discards(program: Program, notebook: Notebook) -> Iterator[str]:
    """Yield how rows or values are thrown away unseen, in words."""
    code = code_of(notebook)
    if not _is_limited(code):
        if any(_drops(call) for call in program.calls):
            yield "rows that cannot be read are skipped"
        if any(_hides(call, code) for call in program.calls):
            yield "rows that cannot be read are kept where nobody looks"
    if any(_passes_over(node, code) for node in code.nodes if isinstance(node, ast.For | ast.AsyncFor | ast.While)):
        yield "what cannot be read is passed over in a loop"
    converted = [
        call.order for call in program.calls if call.method in words("discards", "converters") and _converts(call)
    ]
    if converted:
        after = [call.method for call in program.calls if call.order > converted[0]]
        if any(name in words("discards", "fills") for name in after) and not any(
            name in words("discards", "counts") for name in after
        ):
            yield "values that cannot be read are filled or dropped uncounted"


def looked_at(program: Program) -> bool:
    """Tell whether a notebook reads tables at all."""
    return any(call.method.startswith(("read_", "scan_")) or ".read." in call.name for call in program.calls)


def _drops(call: Call) -> bool:
    if call.method in words("discards", "methods") and not call.arguments.positional:
        return True
    for name, argument in call.arguments.keywords.items():
        value = call.constant(name)
        if f"{name.lower()}={str(value).lower()}" in words("discards", "options"):
            return True
        if name.lower() in words("discards", "numbers") and isinstance(value, int) and value > _FEW:
            return True
        if name == "on_bad_lines" and argument.node is not None and _is_none(argument.node):
            return True
    if call.method == "option" and f"{call.text(0)}={call.text(1)}".lower() in words("discards", "options"):
        return True
    return any(_statements().search(text) for text in call.texts(0, "sql", "query") if len(text) < 20_000)  # noqa: PLR2004 - a query


@cache
def _statements() -> re.Pattern[str]:
    return re.compile("|".join(sorted(words("discards", "statements"))), re.IGNORECASE)


def _is_none(node: ast.expr) -> bool:
    """Tell whether a function gives nothing whatever it is given: ``lambda line: None``."""
    return isinstance(node, ast.Lambda) and isinstance(node.body, ast.Constant) and node.body.value is None


def _hides(call: Call, code: Code) -> bool:
    """Tell whether what is broken goes to a column or table that is not named again."""
    for name in call.arguments.keywords:
        if name in words("discards", "columns") and isinstance(place := call.constant(name), str):
            return sum(isinstance(node, ast.Constant) and node.value == place for node in code.nodes) < 2  # noqa: PLR2004 - there, and where it is read
    return False


def _converts(call: Call) -> bool:
    return any(
        f"{name}={str(call.constant(name)).lower()}" in words("discards", "converts")
        for name in call.arguments.keywords
    )


def _is_limited(code: Code) -> bool:
    """Tell whether some count of rows stops the notebook."""
    for node in code.nodes:
        if isinstance(node, ast.Assert) and _COUNTED.search(ast.unparse(node.test)[:400]):
            return True
        if isinstance(node, ast.If) and code.follows(node.body) and _COUNTED.search(ast.unparse(node.test)[:400]):
            return any(isinstance(each, ast.Raise | ast.Call) for part in node.body for each in ast.walk(part))
    return False


def _passes_over(loop: ast.For | ast.AsyncFor | ast.While, code: Code) -> bool:
    """Tell whether a loop reads things one by one, keeps them, and leaves those out that cannot be read."""
    keeps = any(isinstance(node, ast.Call) and called(node) in _KEEPS for node in ast.walk(loop))
    for node in ast.walk(loop):
        if not isinstance(node, ast.Try) or not keeps:
            continue
        if any(_is_silent(each) for each in node.handlers) and _reads(node, code):
            return True
    return False


def _is_silent(handler: ast.ExceptHandler) -> bool:
    return all(isinstance(each, ast.Pass | ast.Continue) for each in handler.body)


def _reads(node: ast.Try, code: Code) -> bool:
    """Tell whether what is tried reads a value: and not only looks a key up, or fetches something."""
    for each in (inner for part in node.body for inner in ast.walk(part)):
        if isinstance(each, ast.Call) and _READS.fullmatch(called(each)) and called(each) not in code.functions:
            return True
    return False
