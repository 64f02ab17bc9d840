"""Two objects are the same only if every array, parameter and state is."""

from __future__ import annotations

import copy
import threading
from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

from jupyter_mlsec.convert.same import Fingerprint
from jupyter_mlsec.errors import ConversionError

X = np.arange(40.0).reshape(20, 2)
Y = np.arange(20) % 2
FOREST = RandomForestClassifier(n_estimators=2, random_state=0).fit(X, Y)
LINEAR = LogisticRegression().fit(X, Y)


def test_a_copy_is_the_same_and_its_arrays_are_counted() -> None:
    for model in (FOREST, LINEAR, {"model": LINEAR, "names": ["a"]}):
        assert Fingerprint.of(model) == Fingerprint.of(copy.deepcopy(model))
    assert Fingerprint.of(LINEAR)[1] == 4


@pytest.mark.parametrize(
    "change",
    [
        lambda model: setattr(model, "C", 2.0),
        lambda model: model.coef_.__setitem__((0, 0), np.nextafter(model.coef_[0, 0], 9)),
        lambda model: setattr(model, "coef_", model.coef_.astype("f4")),
        lambda model: setattr(model, "classes_", model.classes_[::-1]),
        lambda model: setattr(model, "extra", None),
    ],
)
def test_any_change_is_seen(change: Any) -> None:
    model = copy.deepcopy(LINEAR)
    change(model)
    assert Fingerprint.of(model)[0] != Fingerprint.of(LINEAR)[0]


def test_values_that_look_alike_are_told_apart() -> None:
    values: list[Any] = [1, 1.0, True, "1", b"1", [1], (1,), {1}, {1: 1}, np.int64(1), np.array(1), None, np.float32(1)]
    assert len({Fingerprint.of(value)[0] for value in values}) == len(values)
    assert Fingerprint.of(["ab", "c"])[0] != Fingerprint.of(["a", "bc"])[0]
    assert Fingerprint.of(float("nan"))[0] == Fingerprint.of(float("nan"))[0]
    assert Fingerprint.of({3, 1, 2})[0] == Fingerprint.of({2, 3, 1})[0]


def test_bytes_between_fields_do_not_count() -> None:
    kind = np.dtype([("a", "i4"), ("b", "i8")], align=True)
    one: Any = np.zeros(2, kind)
    memory = bytearray(b"\1" * 32)  # a copy of an array may leave what stands between its fields as it finds it
    other = np.frombuffer(memory, kind)
    other["a"], other["b"] = 0, 0
    assert memory.count(1) == 8
    assert Fingerprint.of(one) == Fingerprint.of(other)


def test_what_refers_to_itself_ends() -> None:
    value: list[Any] = [1]
    value.append(value)
    assert Fingerprint.of(value) == Fingerprint.of(copy.deepcopy(value))
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(ConversionError, match="nested too deeply"):
        Fingerprint.of(deep)


def test_what_cannot_be_taken_apart_is_told() -> None:
    with pytest.raises(ConversionError, match="cannot be compared"):
        Fingerprint.of([threading.Lock()])
