"""Failures that look like an answer, those that do not, and code that asks no model."""

from __future__ import annotations

from collections.abc import Callable

Ask = Callable[..., tuple[str, str]]
CODE = """def f(model, x):
    try:
        return "ill" if model.predict(x) else "well"
    except Exception:
        {}
"""


def test_a_class_an_error_and_no_model(ask_project: Ask) -> None:
    said = [
        ask_project("silent_failures", {"a.py": CODE.format(answer)})
        for answer in ('return "well"', "raise", 'return "unknown"')
    ]
    assert said == [
        ("fail", "Nobody learns that the model had no answer. f: a failure is answered with a class."),
        ("pass", "1 function whose failures look like no answer."),
        ("pass", "1 function whose failures look like no answer."),
    ]
    assert ask_project("silent_failures", {"a.py": "def f(x):\n    return x\n"}) == (
        "not-applicable",
        "Does not apply: no function asks a model and catches its failures.",
    )


def test_asking_whether_a_model_answers_at_all_is_no_class(ask_project: Ask) -> None:
    ready = CODE.replace('return "ill" if model.predict(x) else "well"', "model.predict(x)\n        return True")
    assert ask_project("silent_failures", {"a.py": ready.format("return False")})[0] == "pass"


def test_a_limit_may_be_a_parameter_of_any_kind(ask_project: Ask) -> None:
    code = """def decide(model, x, limit=0.0, /):
    p = model.predict_proba(x).max()
    if p < limit:
        return None
    return model.predict(x)
"""
    assert ask_project("silent_failures", {"a.py": code}) == (
        "fail",
        "Nobody learns that the model had no answer. decide: it abstains below what nothing is below.",
    )
    assert ask_project("silent_failures", {"a.py": code.replace("0.0", "0.6")})[0] == "pass"
