"""The page about verification names every code that there is, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_mlsec.model.run import TrustLevel
from jupyter_mlsec.reports.verify_text import NOT_PROVEN, TRUST

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/verification.md").read_text(encoding="utf-8")
CODE = re.compile(r"[a-z]+(?:-[a-z]+)+|unreadable")
ELSEWHERE = {"trail_entry.py", "trail_evidence.py"}


def words(node: ast.expr | None) -> Iterator[str]:
    """Yield the texts that an expression can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from words(node.body)
        yield from words(node.orelse)


def codes(path: Path) -> Iterator[str]:
    """Yield the codes of the failures that a module makes."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in {"fail", "_fail", "_failure", "failure"} and node.args:
                yield from words(node.args[0])
            if name == "Failure":
                for keyword in node.keywords:
                    if keyword.arg == "code":
                        yield from words(keyword.value)
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "code":
            yield from words(node.value)


def test_every_code_is_on_the_page_and_no_other() -> None:
    modules = [*(ROOT / "jupyter_mlsec/runs").glob("*.py"), *(ROOT / "jupyter_mlsec/lifecycle").glob("trail*.py")]
    made = {code for path in modules if path.name not in ELSEWHERE for code in codes(path) if CODE.fullmatch(code)}
    rows = [row.split("|")[1] for row in PAGE.splitlines() if row.startswith("| `")]
    assert {code for row in rows for code in re.findall(r"`([a-z-]+)`", row)} == made


@pytest.mark.parametrize("level", TrustLevel)
def test_every_level_says_what_it_does_not_prove(level: TrustLevel) -> None:
    assert TRUST[level]
    assert NOT_PROVEN[level].startswith("not proven: ")
    assert f"\n| {level.value} | " in PAGE
