"""Runs the Markdown fixtures: each marked line must be found by exactly the marked rules, and no other line by any.

A section (``##``) is a notebook, its fenced blocks are cells in order. ``# error: [rule-a, rule-b]`` at the end of a
line marks it (the mark is no part of the cell). A block ```` ```ipython 3 ```` ran third; ```` ```output ```` is the
saved output of the cell before it; a line ``versions: torch 2.5.1`` says what is installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from jupyter_mlsec.code.program import analyse, check_code
from jupyter_mlsec.model.notebook import Json, Notebook
from jupyter_mlsec.model.rule import Hit, Rule
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.rules._base import NotebookRule, TextRule
from jupyter_mlsec.rules._discovery import discover

FOLDER = Path(__file__).parent
MARK = re.compile(r"[ \t]*# error: \[([\w, -]+)\][ \t]*$")
SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
BLOCK = re.compile(r"^```(\w+)(?: (\d+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
VERSIONS = re.compile(r"^versions: (.+)$", re.MULTILINE)

Place = tuple[int, str, int, str]  # cell, source or output, line, rule


@dataclass
class Section:
    """One notebook of a fixture and what must be found in it."""

    cells: list[dict[str, Json]] = field(default_factory=list)
    expected: set[Place] = field(default_factory=set)
    versions: dict[str, str] = field(default_factory=dict)

    def add(self, kind: str, count: str | None, body: str) -> None:
        where = "output" if kind == "output" else "source"
        index = len(self.cells) - (where == "output")
        lines = []
        for number, line in enumerate(body.removesuffix("\n").split("\n"), 1):
            if mark := MARK.search(line):
                self.expected.update((index, where, number, rule.strip()) for rule in mark[1].split(","))
                line = line[: mark.start()]  # noqa: PLW2901 - the line without its mark
            lines.append(line)
        text = "\n".join(lines)
        if where == "source":
            cell: dict[str, Json] = {"cell_type": "code", "source": text, "metadata": {}, "outputs": []}
            cell["execution_count"] = int(count) if count else None
            self.cells.append(cell)
            return
        data: Json = {"text/plain": text}
        self.cells[index]["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]

    def notebook(self) -> Notebook:
        document: dict[str, Json] = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": self.cells}
        return read_notebook("fixture.ipynb", document)


def sections(path: Path) -> Iterator[tuple[str, Section]]:
    parts = SECTION.split(path.read_text(encoding="utf-8"))
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        section = Section()
        for match in BLOCK.finditer(body):
            section.add(match[1], match[2], match[3])
        for line in VERSIONS.findall(body):
            section.versions.update(pair.split() for pair in line.split(","))
        yield title, section


def everything(notebook: Notebook, versions: dict[str, str]) -> Iterator[tuple[Rule, Hit]]:
    yield from check_code(analyse(notebook, versions), discover())
    for rule in discover():
        if isinstance(rule, NotebookRule):
            yield from ((rule, hit) for hit in rule.check(notebook))
        if isinstance(rule, TextRule):
            for cell in notebook.cells:
                for text in (cell.source, *cell.texts):
                    yield from ((rule, hit) for hit in rule.check(text))


CASES = [
    pytest.param(section, id=f"{path.stem}: {title}")
    for path in sorted(FOLDER.glob("*.md"))
    for title, section in sections(path)
]


@pytest.mark.parametrize("section", CASES)
def test_exactly_the_marked_lines_are_found(section: Section) -> None:
    found: set[Place] = set()
    for rule, hit in everything(section.notebook(), section.versions):
        assert hit.text.cell is not None
        place = "source" if hit.text.place == "source" else "output"
        found.add((hit.text.cell.index, place, hit.text.position(hit.span).line, rule.name))
    assert found == section.expected


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in discover()])
def test_every_rule_has_a_fixture_with_a_hit_and_a_near_miss(rule: Rule) -> None:
    path = FOLDER / f"{rule.name}.md"
    all_sections = [section for _, section in sections(path)]
    assert any(rule.name == name for section in all_sections for *_, name in section.expected)
    assert any(not any(name == rule.name for *_, name in section.expected) for section in all_sections)
