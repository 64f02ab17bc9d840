"""Expectations about data that nothing can break: of Great Expectations, dbt and Soda, as they lie in a project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jupyter_mlsec.probes._folder.record_fields import plain
from jupyter_mlsec.probes._folder.records import Kept

_BOUNDS = ("min_value", "max_value")
_SETS = ("value_set", "type_list", "regex_list", "column_set", "column_list")
_SEVERITIES = frozenset({"warn", "warning", "ignore", "info", "low"})
_WIDEST = 1e12


def idle_expectations(kept: Kept) -> Iterator[str]:
    """Yield what is said where no expectation of a suite, no test of a table or no check can fail."""
    for each in kept.data:
        if not isinstance(each, dict):
            continue
        for holder in _holders(each, 0):
            yield from _suite(holder)
            yield from _soda(holder)
        yield from _warehouse(each)


def _holders(value: Any, depth: int) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - a document of a stranger
    if depth > 8:  # noqa: PLR2004 - levels of a settings file
        return
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _holders(inner, depth + 1)


def _suite(holder: dict[str, Any]) -> Iterator[str]:
    told = holder.get("expectations")
    if not isinstance(told, list) or not {"expectation_suite_name", "name", "suite_name", "meta", "id"} & set(holder):
        return
    idle = [each for each in told if isinstance(each, dict) and _is_idle(each)]
    if not told:
        yield "a suite expects nothing"
    elif len(idle) == len(told):
        yield "no expectation can fail"
    elif idle:
        yield f"{len(idle)} of {len(told)} expectations cannot fail"


def _is_idle(expectation: dict[str, Any]) -> bool:
    given = expectation.get("kwargs")
    options = {**expectation, **given} if isinstance(given, dict) else expectation
    kind = str(expectation.get("expectation_type") or expectation.get("type") or "")
    if not kind:
        return False
    mostly = options.get("mostly")
    if isinstance(mostly, int | float) and mostly <= 0:
        return True
    if "between" in kind:
        return all(not _binds(options.get(each)) for each in _BOUNDS)
    return any(each in options and not options[each] for each in _SETS)


def _binds(bound: object) -> bool:
    if bound is None or (isinstance(bound, float) and (bound != bound or abs(bound) >= _WIDEST)):  # noqa: PLR0124 - not a number
        return False
    return not (isinstance(bound, int) and abs(bound) >= _WIDEST)


def _warehouse(document: dict[str, Any]) -> Iterator[str]:
    """Look at the tests of dbt: all of them only warn, or are switched off."""
    tests = []
    for holder in _holders(
        {key: document.get(key) for key in ("models", "sources", "seeds", "snapshots", "tests", "data_tests")}, 0
    ):
        for key in ("tests", "data_tests"):
            given = holder.get(key)
            if isinstance(given, list):
                tests.extend(given)
            elif isinstance(given, dict) and given:
                tests.append({key: given})
    if tests and all(_only_warns(each) for each in tests):
        yield "tests of tables only warn"


def _only_warns(test: object) -> bool:
    for holder in _holders(test, 0):
        options = {plain(str(key)).strip("+ "): value for key, value in holder.items()}
        if str(options.get("severity", "")).lower() in _SEVERITIES or options.get("enabled") is False:
            return True
    return False


def _soda(holder: dict[str, Any]) -> Iterator[str]:
    """Look at the checks of Soda: every one has a level of warning and none of failure."""
    for key, checks in holder.items():
        if not str(key).startswith("checks for ") or not isinstance(checks, list) or not checks:
            continue
        levels = [set(each) for check in checks if isinstance(check, dict) for each in check.values()
                  if isinstance(each, dict)]  # fmt: skip
        if len(levels) == len(checks) and all("warn" in each and "fail" not in each for each in levels):
            yield "checks of tables only warn"
