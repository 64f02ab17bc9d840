"""Cards in bills of materials: one that is whole passes, one that leaves a part open warns, one that is bare fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., tuple[str, str]]
NOTHING = ("not-applicable", "Does not apply: no bill of materials holds a model's card.")
WHOLE: dict[str, Any] = {"users": ["nurses"], "useCases": ["ranks"], "technicalLimitations": ["few calls at night"]}


def bom(considerations: dict[str, Any]) -> str:
    card = {"modelParameters": {}, "considerations": considerations}
    component = {"type": "machine-learning-model", "name": "m", "modelCard": card}
    return json.dumps({"bomFormat": "CycloneDX", "components": [component]})


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (WHOLE, ("pass", "1 card in bills of materials, with use and limits.")),
        (WHOLE | {"users": []}, ("warn", "The card of a model in bom.json leaves open: users.")),
        ({}, ("fail", "The card of a model in bom.json says nothing about its use and limits.")),
    ],
)
def test_a_card(ask_project: Ask, card: dict[str, Any], said: tuple[str, str]) -> None:
    assert ask_project("bom_card", {"bom.json": bom(card)}) == said


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"bomFormat": "CycloneDX"}', '{"bomFormat": "CycloneDX", "components": [{"type": "library"}]}']
)
def test_what_holds_no_card(ask_project: Ask, text: str) -> None:
    assert ask_project("bom_card", {"bom.json": text, "data.csv": "CycloneDX\n"}) == NOTHING
