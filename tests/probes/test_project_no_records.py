"""What looks like a record and is none of this project: material of tests, data of packages, schemas."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
OWN_HAND = """# Changes of the model
| Date | Change | Author | Approved by |
|---|---|---|---|
| 2026-09-01 | retrained | M. Ertl | M. Ertl |
"""
ROWS = {"changes": [{"date": "2026-09-01", "author": "M. Ertl", "approved_by": "M. Ertl"}]}
SCHEMA = {"$schema": "https://json-schema.org/draft/2020-12/schema", **ROWS}


@pytest.mark.parametrize("name", ["docs/changes.md", "governance/changes.md"])
def test_a_record_is_looked_at(ask_project: Ask, name: str) -> None:
    assert ask_project("change_record", {name: OWN_HAND})[0] == "fail"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tests/data/changes.md", OWN_HAND),
        ("fixtures/changes.md", OWN_HAND),
        ("ranker/defaults/changes.json", json.dumps(ROWS)),
        ("governance/changes.schema.json", json.dumps(SCHEMA)),
    ],
)
def test_material_of_programs_is_none(ask_project: Ask, name: str, text: str) -> None:
    files = {"ranker/__init__.py": "", name: text}
    assert ask_project("change_record", files)[0] == "not-applicable"


@pytest.mark.parametrize("package", ["ranker/__init__.py", "__init__.py"])  # a whole project may be a package, too
def test_the_same_rows_outside_of_a_package_are_looked_at(ask_project: Ask, package: str) -> None:
    files = {package: "", "governance/changes.json": json.dumps(ROWS)}
    assert ask_project("change_record", files)[0] == "fail"
