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
    said = "MODEL_CARD.md is not complete: 1 empty section."
    assert ask_project("model_card", {"MODEL_CARD.md": text}) == ("fail", said)


def test_what_a_template_calls_optional_is_only_untidy(ask_project: Ask) -> None:
    open_ = "[More Information Needed]"
    rest = f"## Sources [optional]\n- **Demo:** {open_}\n## Environmental impact\n{open_}\n## Glossary\n"
    said = "MODEL_CARD.md may have gaps left: 2 placeholders and 1 empty section."
    assert ask_project("model_card", {"MODEL_CARD.md": WHOLE + rest}) == ("warn", said)
    for part in ("## Limitations", "## Training details\n### Training data", "- **License:**"):
        text = f"{WHOLE}## Details\nA tree.\n{part} {open_}\n" if part[0] == "-" else f"{WHOLE}{part}\n{open_}\n"
        said = "MODEL_CARD.md is not complete: 1 placeholder left."
        assert ask_project("model_card", {"MODEL_CARD.md": text}) == ("fail", said)


def test_a_sentence_that_speaks_of_words_in_brackets(ask_project: Ask) -> None:
    line = "In the judgments that it learnt from, people are masked as [Name] and days as [Date].\n"
    said = "MODEL_CARD.md may have gaps left: 2 placeholders."
    assert ask_project("model_card", {"MODEL_CARD.md": f"{WHOLE}## Limitations\n{line}"}) == ("warn", said)
    said = "MODEL_CARD.md is not complete: 2 placeholders left."
    assert ask_project("model_card", {"MODEL_CARD.md": f"{WHOLE}## Contact\nAsk [Name] since [Date].\n"}) == (
        "fail",
        said,
    )


def test_the_advice_of_the_template(ask_project: Ask) -> None:
    advice = "Users should be told of the risks. More information needed for further recommendations.\n"
    card = WHOLE + "## Limitations and risks\nFew rows.\n### Recommendations\n" + advice
    said = "MODEL_CARD.md may have gaps left: 1 placeholder."
    assert ask_project("model_card", {"MODEL_CARD.md": card}) == ("warn", said)


def test_a_heading_over_headings_and_a_word_of_another_language(ask_project: Ask) -> None:
    text = "# Tarjeta\n## Uso\nTodo lo demás.\n" + WHOLE
    assert ask_project("model_card", {"MODEL_CARD.md": text})[0] == "pass"


def test_lists_in_the_settings_at_the_head_are_no_places_to_fill_in(ask_project: Ask) -> None:
    head = "---\nlibrary_name: sklearn\nlanguage: [de, fr]\nmetrics: [chrf]\ntags: [law]\nwidget: []\n---\n"
    said = "README.md has all 7 sections and no placeholder."
    assert ask_project("model_card", {"README.md": head + WHOLE}) == ("pass", said)
    for left in ("[More Information Needed]", "{{ data }}", "TBD"):
        filled = head.replace("[chrf]", left)
        assert ask_project("model_card", {"README.md": filled + WHOLE})[0] == "fail", left


def test_a_record_of_evaluation_that_puts_the_limits_off(ask_project: Ask) -> None:
    files = {"docs/evaluation.md": "# Evaluation\n\n- Accuracy: 0.9\n- Limitations: to be written\n"}
    said = "The records say it themselves. docs/evaluation.md: the card leaves limits or use open."
    whole = {"docs/evaluation.md": files["docs/evaluation.md"].replace("to be written", "small table")}
    assert ask_project("model_card", whole) == ("open", "There is no model card.")
    assert ask_project("model_card", files) == ("fail", said)
    assert ask_project("model_card", files | {"MODEL_CARD.md": WHOLE}) == ("fail", said)
