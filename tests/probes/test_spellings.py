"""Defects and clean twins in the spellings that people use: ``spellings/notebook_*.md`` says what each probe answers.

A section holds two notebooks of one cell, the defect and its twin, each after the files that lie beside it, and before
what is said of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent / "spellings"
_PIECE = re.compile(
    r"`(?P<path>[^`\n]+)`\n\n```\w*\n(?P<file>.*?)```\n|```python\n(?P<cell>.*?)```\n"
    r"|(?P<status>[a-z-]+): (?P<words>[^\n]+)\n",
    re.DOTALL,
)


@dataclass
class Written:
    """One notebook: its cell, the files beside it, and what is said."""

    cell: str = ""
    files: dict[str, str] = field(default_factory=dict)
    said: tuple[str, str] = ("", "")


def cases() -> Iterator[Any]:
    for page in sorted(HERE.glob("*.md")):
        for section in page.read_text("utf-8").split("\n## ")[1:]:
            title, _, body = section.partition("\n")
            for kind, written in zip(("defect", "twin"), notebooks(body), strict=True):
                yield pytest.param(page.stem, written, id=f"{page.stem}: {title}, {kind}")


def notebooks(body: str) -> Iterator[Written]:
    written = Written()
    for piece in _PIECE.finditer(body):
        if piece["path"] is not None:
            written.files[piece["path"]] = piece["file"]
        elif piece["cell"] is not None:
            written.cell = piece["cell"]
        else:
            written.said = (piece["status"], piece["words"])
            yield written
            written = Written()


@pytest.mark.parametrize(("probe", "written"), list(cases()))
def test_what_is_said(ask_notebook: Callable[..., tuple[str, str]], probe: str, written: Written) -> None:
    assert ask_notebook(probe.removeprefix("notebook_"), written.cell, beside=written.files) == written.said


def test_every_defect_is_told_from_its_twin() -> None:
    seen = [each.values for each in cases()]
    for (probe, defect), (_, twin) in zip(seen[::2], seen[1::2], strict=True):
        assert defect.said[0] in {"fail", "warn"}, (probe, defect.cell)
        assert twin.said[0] != "fail", (probe, twin.cell)
