"""Threat models of a project, held against what its notebook does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
CODE = (
    "import joblib, pandas as pd\nfrom sklearn.linear_model import LogisticRegression\n"
    "df = pd.read_csv('reviews.csv')\n"
    "clf = LogisticRegression().fit(df[['a']], df['y'])\njoblib.dump(clf, 'm.joblib')\n"
)
WHOLE = {
    "en": "Poisoning of reviews; evasion by spelling; model theft and membership inference; the joblib file runs code.",
    "de": "Vergiftete Bewertungen; Umgehung; Nachbau des Modells; die Datei führt beim Laden fremden Code aus.",
    "fr": "Empoisonnement ; exemples adverses (adversariel) ; fuite de données ; désérialisation de pickle.",
    "ids": "AML.T0020, AML.T0043, AML.T0024 and AML.T0011 are treated as follows.",
}


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE)
def test_all_that_the_code_invites_is_named(ask_project: Ask, text: str) -> None:
    said = ("pass", "docs/threat_model.md speaks about 4 threats that the code of the notebook invites.")
    assert ask_project("threats_left_out", {"docs/threat_model.md": text}, CODE) == said


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Stolen laptop: disks are encrypted. Fire: insurance.", "AML.T0011, AML.T0020, AML.T0024 and AML.T0043"),
        ("Poisoning, evasion and theft of the model.", "AML.T0011"),
    ],
)
def test_what_is_left_out_is_named(ask_project: Ask, text: str, left: str) -> None:
    said = f"Bedrohungsmodell.md says nothing about {left}, which the code of the notebook invites."
    assert ask_project("threats_left_out", {"Bedrohungsmodell.md": text}, CODE) == ("warn", said)


def test_without_a_threat_model_or_a_threat_there_is_nothing_to_hold(ask_project: Ask) -> None:
    assert ask_project("threats_left_out", {}, CODE)[0] == "not-applicable"
    assert ask_project("threats_left_out", {"threats.md": "Fire."}, "x = 1")[0] == "not-applicable"
