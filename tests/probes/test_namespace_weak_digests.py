"""Digests without a key are known by what lies beside them; keyed ones, and digests of other things, pass."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._ground.namespace import NamespaceSubject
from jupyter_mlsec.probes.namespace_weak_digests import PROBE
from tests.probes.conftest import NOW

NUMBERS = [f"+49151{number * 7919 % 10**8:08d}" for number in range(300)]


def plain(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def keyed(text: str) -> str:
    return hmac.new(b"a key of this test", text.encode(), "sha256").hexdigest()


def calls(digest: Callable[[str], str], size: int = 64) -> pd.DataFrame:
    return pd.DataFrame({"caller": [digest(number)[:size] for number in NUMBERS], "seconds": range(300)})


def said(**names: object) -> tuple[Status, str]:
    found = PROBE.run(NamespaceSubject(names=names, now=NOW))
    assert "49151" not in repr(found)
    return found.status, found.summary


WEAK = (
    Status.FAIL,
    "What the digests in caller of calls were made of lies in this kernel, and no key went into them.",
)


@pytest.mark.parametrize(
    "held",
    [
        NUMBERS,
        tuple(NUMBERS),
        dict.fromkeys(range(300), NUMBERS[5]),
        dict.fromkeys(NUMBERS, 0),
        np.array(NUMBERS),
        pd.Series(NUMBERS, dtype="category"),
        pd.DataFrame({"phone": NUMBERS, "a": 0.5}),
    ],
    ids=lambda held: type(held).__name__,
)
def test_what_they_were_made_of_lies_beside_them(held: Any) -> None:
    assert said(calls=calls(plain), phones=held) == WEAK


def test_digests_that_were_cut_short() -> None:
    assert said(calls=calls(plain, 16), phones=NUMBERS) == WEAK


def test_digests_of_numbers() -> None:
    frame = pd.DataFrame({"caller": [plain(str(number)) for number in range(700, 900)]})
    assert said(calls=frame, ids=np.arange(700, 900)) == WEAK


@pytest.mark.parametrize("held", [NUMBERS, [number[1:] for number in NUMBERS]])
def test_keyed_digests_pass(held: list[str]) -> None:
    digest = keyed if held is NUMBERS else plain
    passed = "1 column of digests, made of nothing that lies in this kernel without a key."
    assert said(calls=calls(digest), phones=held) == (Status.PASS, passed)


def test_no_code_of_a_persons_own_is_run() -> None:
    class Own(list[str]):
        def __iter__(self) -> Any:
            raise AssertionError

        def __str__(self) -> str:
            raise AssertionError

    others = {"rng": np.random.default_rng(0), "kind": np.dtype(int), "one": np.float64(1.0), "np": np}
    assert said(calls=calls(keyed), own=Own(NUMBERS), held=[Own()], **others)[0] is Status.PASS


def test_without_digests_it_does_not_apply() -> None:
    expected = (Status.NOT_APPLICABLE, "Does not apply: no table in the kernel holds digests.")
    assert said(calls=pd.DataFrame({"a": NUMBERS})) == expected
