"""References: a value is fetched where it lives, and what opens a signing key is given to no notebook."""

from __future__ import annotations

import secrets
import sys
from types import ModuleType

import pytest

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.runs.references import SecretReference, read_reference, resolved


class Keyring(ModuleType):
    """A keyring of one entry, which may be locked."""

    def __init__(self, value: str, *, locked: bool = False) -> None:
        super().__init__("keyring")
        self.value, self.locked = value, locked

    def get_password(self, service: str, account: str) -> str | None:
        if self.locked:
            raise RuntimeError(self.value)
        return self.value if (service, account) == ("hub", "ada") else None


@pytest.fixture
def value(monkeypatch: pytest.MonkeyPatch) -> str:
    made = secrets.token_urlsafe(18)
    monkeypatch.setitem(sys.modules, "keyring", Keyring(made))
    monkeypatch.setenv("TEST_TOKEN", made)
    return made


def test_values_are_fetched_where_they_live(value: str) -> None:
    given = {"a": read_reference("env:TEST_TOKEN"), "b": read_reference("keyring:hub/ada"), "n": 1}
    assert resolved(given, "python") == {"TEST_TOKEN": value, "KEYRING_HUB_ADA": value}
    assert [str(given["a"]), str(given["b"])] == ["env:TEST_TOKEN", "keyring:hub/ada"]


@pytest.mark.parametrize(
    "text", ["env:", "env:a b", "env:1", "keyring:", "keyring:hub", "keyring:a b/c", "keyring:a/b/c", "x"]
)
def test_other_texts_are_no_references(text: str) -> None:
    assert read_reference(text) is None


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("env:NOT_SET_ANYWHERE", "the parameter token refers to env:NOT_SET_ANYWHERE, which is not set"),
        ("keyring:hub/eve", "the parameter token refers to keyring:hub/eve, which is not set"),
        ("env:MLSEC_KEY_PASSPHRASE", "the parameter token would hand what opens a signing key to the notebook"),
        ("keyring:jupyter-mlsec/x", "the parameter token would hand what opens a signing key to the notebook"),
    ],
)
def test_what_cannot_be_had_is_said(value: str, reference: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        resolved({"token": read_reference(reference)}, "python")
    assert str(error.value) == message
    assert value not in str(error.value)


def test_a_locked_keyring_is_not_quoted(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", Keyring(value, locked=True))
    with pytest.raises(UsageError, match=r"^the keyring could not be asked for keyring:hub/ada \(RuntimeError\)$"):
        resolved({"token": read_reference("keyring:hub/ada")}, "python")


def test_without_the_library_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(UsageError, match=r"^secrets in the keyring need the keyring library$"):
        resolved({"token": read_reference("keyring:hub/ada")}, "python")


def test_two_that_read_alike_and_other_languages_are_refused(value: str) -> None:
    both = {"a": read_reference("keyring:hub/ada"), "b": SecretReference("KEYRING_HUB_ADA")}
    with pytest.raises(UsageError, match=r"^keyring:hub/ada and env:KEYRING_HUB_ADA read alike$"):
        resolved(both, "python")
    with pytest.raises(UsageError, match=r"^a secret can be passed by reference to Python notebooks only$"):
        resolved({"a": read_reference("env:TEST_TOKEN")}, "r")
    assert value
