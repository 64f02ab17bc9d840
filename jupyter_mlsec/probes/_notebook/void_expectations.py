"""Expectations about data that no data break: shares of nothing, ranges without ends, checks that only warn."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.probes._notebook.consequences import Code, called

_WIDE = 1e12
_RANGES = frozenset({
    "in_range", "between", "ge", "gt", "le", "lt", "greater_than", "less_than", "greater_than_or_equal_to",
    "less_than_or_equal_to", "is_between",
})  # fmt: skip
ONLY_WARNS = "a check that only warns"
_ENDS = ("min_value", "max_value")
_SWITCH = "PANDERA_VALIDATION_ENABLED"


def void_expectation(node: ast.Call, code: Code) -> Iterator[str]:
    """Yield why an expectation of Great Expectations or pandera can never fail."""
    name = called(node)
    given = {each.arg: each.value for each in node.keywords if each.arg}
    if name.startswith(("expect_", "Expect")):
        mostly = code.names.number(given.get("mostly"))
        if mostly is not None and mostly <= 0:
            yield "an expectation that nothing breaks"
        elif "etween" in name and _is_endless(node, given, code):
            yield "a range without ends"
    elif name in _RANGES and _is_check(node.func):
        ends = [*node.args, *(given[each] for each in _ENDS if each in given)]
        if ends and all(_is_wide(each, code) for each in ends):
            yield "a range without ends"
    if code.names.truth(given.get("raise_warning")) is True:
        yield ONLY_WARNS
    if (
        name in {"set_validation_enabled", "config_context"}
        and code.names.truth(given.get("validation_enabled")) is False
    ):
        yield "validation is switched off"


def is_switched_off(node: ast.Assign) -> bool:
    """Tell whether an assignment switches validation off: ``os.environ["PANDERA_VALIDATION_ENABLED"] = "False"``."""
    if not isinstance(node.value, ast.Constant) or str(node.value.value).lower() not in {"false", "0", "no", "off"}:
        return False
    return any(
        (isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant) and target.slice.value == _SWITCH)
        or (isinstance(target, ast.Attribute) and target.attr == "validation_enabled")
        for target in node.targets
    )


def _is_check(function: ast.expr) -> bool:
    owner = function.value if isinstance(function, ast.Attribute) else None
    last = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    return last == "Check"


def _is_endless(node: ast.Call, given: dict[str, ast.expr], code: Code) -> bool:
    ends = [*node.args[1:3], *(given[each] for each in _ENDS if each in given)]
    return None not in given and all(_is_wide(each, code) for each in ends)


def _is_wide(node: ast.expr, code: Code) -> bool:
    if isinstance(node, ast.Constant) and node.value is None:
        return True
    number = code.names.number(node)
    return number is not None and abs(number) >= _WIDE
