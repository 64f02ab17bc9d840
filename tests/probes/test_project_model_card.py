from __future__ import annotations

from collections.abc import Callable

Ask = Callable[..., tuple[str, str]]
WHOLE = (
    "# Card\nIntended use: ranking. Out-of-scope: deciding.\nTraining data: survey. Evaluation: below.\n"
    "Limitations: small. Contact: A. Ng. Licence: MIT.\n"
)


def test_a_whole_card(ask_project: Ask) -> None:
    assert ask_project("model_card", {"MODEL_CARD.md": WHOLE}) == (
        "pass",
        "MODEL_CARD.md has all 7 sections and no placeholder.",
    )


def test_a_card_with_gaps(ask_project: Ask) -> None:
    text = WHOLE.replace("Limitations: small.", "[More Information Needed]")
    assert ask_project("model_card", {"model-card.md": text}) == (
        "fail",
        "model-card.md is not complete: limitations, 1 placeholder left.",
    )


def test_no_card(ask_project: Ask) -> None:
    assert ask_project("model_card", {"README.md": WHOLE}) == ("open", "There is no model card.")


def test_a_section_in_which_nothing_stands(ask_project: Ask) -> None:
    text = WHOLE + "## Ethics\n<!-- nothing -->\n## Use\nRanking.\n### Where\n"
    said = "MODEL_CARD.md is not complete: 2 empty sections."
    assert ask_project("model_card", {"MODEL_CARD.md": text}) == ("fail", said)


def test_a_heading_over_headings_and_a_word_of_another_language(ask_project: Ask) -> None:
    text = "# Tarjeta\n## Uso\nTodo lo demás.\n" + WHOLE
    assert ask_project("model_card", {"MODEL_CARD.md": text})[0] == "pass"
