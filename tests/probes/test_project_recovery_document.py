from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Last tested: 2026-09-01\n", ("pass", "docs/rollback.md was tried on 2026-09-01.")),
        ("Zuletzt getestet am 1. September 2026\n", ("pass", "docs/rollback.md was tried on 2026-09-01.")),
        ("Last tested: never\n", ("fail", "docs/rollback.md was never tried.")),
        ("Probado el 2 de mayo de 2024\n", ("fail", "docs/rollback.md was tried on 2024-05-02, and not since.")),
        ("Put the old image back.\n", ("open", "docs/rollback.md does not say when it was tried.")),
    ],
)
def test_plans(ask_project: Ask, text: str, said: tuple[str, str]) -> None:
    assert ask_project("recovery_document", {"docs/rollback.md": text}) == said


def test_no_plan(ask_project: Ask) -> None:
    assert ask_project("recovery_document", {"README.md": "Last tested: never\n"})[0] == "not-applicable"
