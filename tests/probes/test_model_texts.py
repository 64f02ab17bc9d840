"""Models of texts: what hangs on one word is seen, its clean twin passes, and what cannot be shown is not evidence."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes._predictors.texts import like, mistyped, texts_of, without_words

RANDOM = np.random.default_rng(0)
GOOD, BAD = ([f"{kind}{letter * 3}" for letter in "abcdefgh"] for kind in ("good", "bad"))
FILLER = [f"filler{letter * 2}" for letter in "abcdefghij"]


def texts(rows: int = 300, words: int = 5) -> tuple[pd.Series, np.ndarray]:
    y = RANDOM.integers(0, 2, rows)
    made = [" ".join([*RANDOM.choice(GOOD if one else BAD, words), *RANDOM.choice(FILLER, 3)]) for one in y]
    return pd.Series(made), y


X, Y = texts()


class Words:
    """Counts words of both kinds; ``sure`` gives probabilities, as sure about noise as ``noise`` says."""

    classes_ = np.array([0, 1])

    def __init__(self, score: Callable[[list[str]], float]) -> None:
        self.score = score

    def predict(self, x: Any) -> np.ndarray:
        return np.array([int(self.score(text.split()) > 0) for text in list(x)])

    def predict_proba(self, x: Any) -> np.ndarray:
        share = np.array([1 / (1 + np.exp(-self.score(text.split()))) for text in list(x)])
        return np.column_stack((1 - share, share))


def votes(words: list[str]) -> float:
    return sum(word in GOOD for word in words) - sum(word in BAD for word in words) + 0.5


def first_word(words: list[str]) -> float:
    return votes(words[:1])


COUNTING, HANGING = Words(votes), Words(first_word)


def run(name: str, model: object, x: Any = X, y: Any = Y, **limits: str) -> Observation:
    limits = {key.replace("_", "-"): text for key, text in limits.items()}
    found: Observation = import_module(f"jupyter_mlsec.probes.model_{name}").PROBE.run(
        ModelSubject(name="clf", model=model, x=x, y=y, limits=limits)
    )
    return found


def value(found: Observation, name: str) -> float:
    return next(one.value for one in found.measurements if one.name == name)


def test_an_answer_that_hangs_on_one_word_is_turned_over() -> None:
    found = run("word_attack", HANGING)
    assert found.status is Status.WARN
    assert value(found, "word-robust-accuracy") == 0.0
    assert run("word_attack", HANGING, word_robust_accuracy=">= 0.9").status is Status.FAIL


def test_an_answer_that_rests_on_many_words_stands() -> None:
    found = run("word_attack", COUNTING)
    assert found.status is Status.PASS
    assert value(found, "word-robust-accuracy") == 1.0
    assert value(found, "word-robust accuracy at 5 words") == 0.0
    assert found.details[1] == "Own power: of texts whose answer hangs on one word, 100% are turned over."


def test_words_that_texts_say_twice_do_not_hide_what_the_attack_can_do() -> None:
    chatty: pd.Series = X + " " + np.where(np.arange(len(X)) % 2 == 0, "fillertwice fillertwice", "filleronce")
    found = run("word_attack", COUNTING, chatty)
    assert found.status is Status.PASS
    assert found.details[1].startswith("Own power: of texts whose answer hangs on one word, ")


def test_texts_that_fall_count_whatever_the_attack_can_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_mlsec.probes.model_word_attack._own_power", lambda _: 0.2)
    assert run("word_attack", HANGING).status is Status.WARN
    assert run("word_attack", COUNTING).summary == (
        "Not evidence: of texts whose answer hangs on one word, the attack turns 20% over only."
    )


def test_texts_that_all_hold_the_same_words_are_not_evidence() -> None:
    found = run("word_attack", COUNTING, pd.Series([GOOD[0]] * 60), np.ones(60, dtype=int))
    assert found.summary == "Not evidence: the model gives one answer for all texts."


def test_typing_mistakes_break_a_model_that_knows_whole_words_only() -> None:
    exact = Words(
        lambda words: 1.0 if all(word in {*GOOD, *BAD, *FILLER} for word in words) == (words[0] in GOOD) else -1.0
    )
    found = run("text_noise", exact, y=exact.predict(X))
    assert found.status is Status.WARN
    assert value(found, "typing-drop") > 0.3
    assert run("text_noise", COUNTING).status is Status.PASS


def test_a_model_that_guesses_has_nothing_to_lose() -> None:
    found = run("text_noise", Words(lambda _: 1.0))
    assert found.summary.startswith("Not evidence: the undisturbed model is no better than guessing")


def test_a_model_that_is_surer_of_noise_is_seen() -> None:
    noisy = Words(lambda words: votes(words) if any(word in {*GOOD, *BAD} for word in words) else 50.0)
    assert run("text_nonsense", noisy).status is Status.WARN
    assert run("text_nonsense", COUNTING).status is Status.PASS
    few = run("text_nonsense", COUNTING, X[:20], Y[:20])
    assert few.summary == "Not evidence: 20 rows are too few, this takes at least 60."


def test_noise_that_is_answered_surely_is_seen_although_the_ranks_are_right() -> None:
    def leaning(words: list[str]) -> float:
        return 3 * votes(words) if votes(words) != 0.5 else 2.0  # the common class for what it does not know

    found = run("text_nonsense", Words(leaning))
    assert value(found, "letters-auroc") > 0.99
    assert found.status is Status.WARN
    assert found.summary == "clf answers 100% of texts of random letters, each with a probability of 0.8 or more."
    assert run("text_nonsense", Words(leaning), letters_answered="<= 100%").status is Status.PASS

    class Abstaining(Words):
        def predict(self, x: Any) -> np.ndarray:
            known = {*GOOD, *BAD}
            return np.array(
                [int(self.score(text.split()) > 0) if known & set(text.split()) else -1 for text in list(x)]
            )

    assert run("text_nonsense", Abstaining(leaning)).status is Status.PASS


def test_a_model_without_probabilities_may_abstain_by_an_answer_of_its_own() -> None:
    class Labels:
        classes_ = np.array(["bad", "good"])

        def __init__(self, unknown: str) -> None:
            self.unknown = unknown

        def predict(self, x: Any) -> np.ndarray:
            scores = [votes(text.split()) for text in list(x)]
            return np.array([self.unknown if one == 0.5 else self.classes_[int(one > 0)] for one in scores])

    wanted = np.array(["bad", "good"])[Y]
    assert run("text_nonsense", Labels("unknown"), y=wanted).status is Status.PASS
    told = run("text_nonsense", Labels("good"), y=wanted)
    assert told.summary == "clf gives no probabilities: it answers every text and cannot abstain."


def test_a_model_that_refuses_noise_passes() -> None:
    class Refusing(Words):
        def predict(self, x: Any) -> np.ndarray:
            if not all({*GOOD, *BAD} & set(text.split()) for text in list(x)):
                raise ValueError("no known word")
            return super().predict(x)

    found = run("text_nonsense", Refusing(votes))
    assert (found.status, found.summary) == (Status.PASS, "clf refuses random letters with an exception.")


def test_a_word_that_decides_alone_and_a_number_are_seen() -> None:
    key = Words(lambda words: 1.0 if GOOD[0] in words else -1.0)
    found = run("text_importance", key, y=key.predict(X))
    assert (found.status, found.summary) == (
        Status.WARN,
        "100% of the answers of clf that hang on a word hang on the same one.",
    )
    numbered = X + np.where(Y == 1, " 4711", "")
    ids = Words(lambda words: 1.0 if "4711" in words else -1.0)
    odd = run("text_importance", ids, numbered)
    assert odd.summary == "Among the 5 words that sway clf most is 1 number, address or path."
    assert "4711" not in repr(odd)


def test_no_single_word_that_counts_passes_or_is_not_evidence() -> None:
    close, y = texts(words=1)
    assert run("text_importance", Words(votes), close, y).status is Status.PASS
    none = run("text_importance", COUNTING)
    assert none.summary == "Not evidence: no single word changes any answer on these texts."


@pytest.mark.parametrize("name", ["word_attack", "text_noise", "text_nonsense", "text_importance"])
def test_rows_that_are_no_texts_are_left_to_others(name: str) -> None:
    class Rows:
        classes_ = np.array([0, 1])

        def predict(self, x: np.ndarray) -> np.ndarray:
            return np.zeros(len(x), dtype=int)

    assert run(name, Rows(), np.zeros((100, 2)), np.arange(100) % 2).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    "name", ["adversarial", "noise", "shift", "missing_values", "importance", "slices", "out_of_domain"]
)
def test_probes_of_features_leave_texts_to_those_of_texts(name: str) -> None:
    found = run(name, COUNTING)
    assert found.summary == "Does not apply: the rows are texts, which other probes look at."


def test_a_copy_is_trained_on_texts_too() -> None:
    assert value(run("extraction", COUNTING), "copy-agreement") > 0.7


@pytest.mark.parametrize(
    "rows", [["a b", "c"], np.array(["a b", "c"]), np.array(["a b", "c"], dtype=object), pd.Series(["a b", "c"])]
)
def test_texts_come_back_in_their_container(rows: Any) -> None:
    assert texts_of(rows) == ["a b", "c"]
    again = like(rows, ["x", "y"])
    assert type(again) is type(rows)
    assert list(again) == ["x", "y"]


def test_damage_is_small_and_repeatable() -> None:
    text = "please reset the password today"
    random = np.random.default_rng(0)
    assert mistyped(text, 0.0, random) == text
    changed = mistyped(text, 1.0, random).split()
    assert [len(word) - len(was) for word, was in zip(changed, text.split(), strict=True)][2] == 0
    assert all(abs(len(word) - len(was)) <= 1 for word, was in zip(changed, text.split(), strict=True))
    assert without_words(text, 1.0, random) == "please"
