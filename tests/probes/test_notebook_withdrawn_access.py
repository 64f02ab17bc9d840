from __future__ import annotations

from collections.abc import Callable

from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.model.rule import Family

Ask = Callable[..., tuple[str, str]]
WHOLE = {"keys": "revoked", "endpoints": "gone", "users": "told", "licences": "ended"}


def test_a_whole_record(ask_notebook: Ask) -> None:
    assert ask_notebook("withdrawn_access", declare={"withdrawal": WHOLE}) == (
        "pass",
        "Keys, endpoints, users and licences are recorded as withdrawn or settled.",
    )


def test_a_gap(ask_notebook: Ask) -> None:
    assert ask_notebook("withdrawn_access", declare={"withdrawal": {"keys": "revoked"}}) == (
        "fail",
        "The withdrawal says nothing about: endpoints, users, licences.",
    )


def test_a_secret_that_is_still_there(ask_notebook: Ask, finding: Callable[..., Finding]) -> None:
    found = (finding(Family.SECRET),)
    assert ask_notebook("withdrawn_access", declare={"withdrawal": WHOLE}, findings=found) == (
        "fail",
        "The notebook still holds a secret.",
    )


def test_no_record(ask_notebook: Ask) -> None:
    assert ask_notebook("withdrawn_access") == ("open", "Nothing is recorded about access being withdrawn.")


def test_an_answer_that_is_still_to_come(ask_notebook: Ask) -> None:
    assert ask_notebook("withdrawn_access", declare={"withdrawal": WHOLE | {"users": "à définir"}}) == (
        "fail",
        "The withdrawal says nothing about: users.",
    )
