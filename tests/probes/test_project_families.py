"""Families of defects in projects, each with its clean twin: what is said of the one, and the verdict on the other.

The cases stand in ``families/*.md``. A heading names a probe and the case; a fence holds a file of the defect or of
its twin, or a cell of the notebook. A name that begins with ``notebook-`` is that of a probe of notebooks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

Ask = Callable[..., tuple[str, str]]
HERE = Path(__file__).parent / "families"
_CASE = re.compile(r"^## (?P<probe>[\w-]+): (?P<name>.+)$", re.MULTILINE)
_SAID = re.compile(r"^Defect: (?P<defect>.+)\nTwin: (?P<twin>[\w-]+)$", re.MULTILINE)
_FENCE = re.compile(r"^````(?P<kind>defect|twin) (?P<file>.+)\n(?P<text>(?:.*\n)*?)````$", re.MULTILINE)


@dataclass
class Case:
    name: str
    probe: str
    defect: str
    twin: str
    files: dict[str, dict[str, str]] = field(default_factory=lambda: {"defect": {}, "twin": {}})


def cases() -> list[Case]:
    found = []
    for path in sorted(HERE.glob("*.md")):
        text = path.read_text("utf-8")
        heads = list(_CASE.finditer(text))
        for head, end in zip(heads, [*(each.start() for each in heads[1:]), len(text)], strict=True):
            body = text[head.end() : end]
            said = _SAID.search(body)
            assert said is not None, head["name"]
            case = Case(
                f"{path.stem}: {head['probe']}: {head['name']}",
                head["probe"].replace("-", "_"),
                said["defect"],
                said["twin"],
            )
            for fence in _FENCE.finditer(body):
                case.files[fence["kind"]][fence["file"]] = fence["text"]
            found.append(case)
    return found


CASES = cases()


@pytest.fixture
def ask(ask_project: Ask, ask_notebook: Ask) -> Ask:
    def answer(case: Case, kind: str) -> tuple[str, str]:
        files = {name: text for name, text in case.files[kind].items() if not name.startswith("(cell")}
        cells = [text for name, text in case.files[kind].items() if name.startswith("(cell")] or ["x = 1"]
        if case.probe.startswith("notebook_"):
            return ask_notebook(case.probe.removeprefix("notebook_"), *cells, beside=files)
        return ask_project(case.probe, files, *cells)

    return answer


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_planted_defect_is_seen(ask: Ask, case: Case) -> None:
    status, said = ask(case, "defect")
    assert status in {"fail", "warn"}
    assert said == case.defect


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_its_clean_twin_does_not_fail(ask: Ask, case: Case) -> None:
    assert ask(case, "twin")[0] == case.twin


def test_no_two_cases_have_one_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
