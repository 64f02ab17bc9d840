"""Seals: they tell values apart, and only what nobody can guess is sealed without a key of the person."""

from __future__ import annotations

import base64
import secrets
import stat
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mlsec.model.text import Place
from jupyter_mlsec.scan.seals import is_guessable, new_salt, personal_key, seal

ABOUT = ("hugging-face-token", Place.OUTPUT, "0f" * 16)
SALT = "1e" * 16


@given(st.text(), st.text())
def test_a_seal_is_of_one_value(one: str, other: str) -> None:
    assert (seal(one, ABOUT, SALT) == seal(other, ABOUT, SALT)) is (one == other)


@pytest.mark.parametrize(
    "about",
    [
        ("github-token", Place.OUTPUT, "0f" * 16),
        ("hugging-face-token", Place.CELL_METADATA, "0f" * 16),
        ("hugging-face-token", Place.OUTPUT, "f0" * 16),
    ],
)
def test_a_seal_is_about_one_rule_place_and_line(about: tuple[str, Place, str]) -> None:
    assert seal("value", about, SALT) != seal("value", ABOUT, SALT)


def test_salts_and_keys_make_other_seals() -> None:
    seals = {seal("value", ABOUT, salt, key) for salt in (SALT, new_salt()) for key in (b"", b"k" * 32, b"l" * 32)}
    assert len(seals) == 6


@pytest.mark.parametrize(
    "value",
    [
        "password",
        "hunter2",
        "Summer2026!",
        "correct horse battery staple",
        "ana.lovelace@clinic-nord.example",
        "+49 151 2345 6789",
        "DE89 3704 0044 0532 0130 00",
        "4111111111111111",
        "0000000000000000000000000000000000000000",
        "abcdefghijklmnopqrstuvwxyz0123456789",
        "password=1234567890",
        "admin-password-production-database",
        "",
    ],
)
def test_what_people_think_of_can_be_guessed(value: str) -> None:
    assert is_guessable(value)


def test_what_machines_draw_cannot_be_guessed() -> None:
    draws: list[Callable[[], str]] = [
        lambda: "hf_" + base64.b64encode(secrets.token_bytes(24)).decode().replace("+", "a").replace("/", "b"),
        lambda: secrets.token_hex(20),
        lambda: f"key {secrets.token_urlsafe(32)} of mine",
    ]
    for draw in draws:
        values = [draw() for _ in range(50)]
        # that chance looks like words is no leak: such a value is sealed with the key
        assert sum(map(is_guessable, values)) <= 5


def test_half_of_an_identifier_is_not_enough() -> None:
    assert is_guessable(uuid.uuid4().hex[:16])


def test_the_key_is_made_once_and_is_its_owners_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MLSEC_CONFIG_DIR", str(tmp_path / "own"))
    assert personal_key() is None
    made = personal_key(make=True)
    assert made is not None
    assert len(made) == 32
    assert personal_key() == personal_key(make=True) == made
    assert stat.S_IMODE((tmp_path / "own" / "seals.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "xyz", "00" * 31, "00" * 33])
def test_a_key_that_is_none_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str) -> None:
    monkeypatch.setenv("MLSEC_CONFIG_DIR", str(tmp_path))
    (tmp_path / "seals.key").write_text(content)
    assert personal_key() is None
    assert personal_key(make=True) is None
