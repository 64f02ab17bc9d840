from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"SECURITY.md": "Write to security@ml.lab"}, ("pass", "SECURITY.md says how to report a weakness.")),
        (
            {".well-known/security.txt": "Contact: mailto:a@b.lab\nExpires: 2027-01-01T00:00:00Z"},
            ("pass", ".well-known/security.txt says how to report a weakness."),
        ),
        (
            {".well-known/security.txt": "Contact: mailto:a@b.lab"},
            ("warn", "security.txt does not say until when it holds (RFC 9116, Expires)."),
        ),
        ({"SECURITY.md": "We care."}, ("warn", "SECURITY.md names no address.")),
        ({"SECURITY.md": "TODO: a@b.lab"}, ("warn", "SECURITY.md still holds text of a template.")),
        ({"README.md": "a@b.lab"}, ("open", "There is no SECURITY.md or security.txt.")),
    ],
)
def test_contacts(ask_project: Ask, files: dict[str, str], said: tuple[str, str]) -> None:
    assert ask_project("security_contact", files) == said


def test_a_security_txt_that_has_expired(ask_project: Ask) -> None:
    text = "Contact: mailto:security@lab.net\nExpires: {}T00:00:00Z\n"
    assert ask_project("security_contact", {"security.txt": text.format("2026-01-01")}) == (
        "warn",
        "security.txt has expired (RFC 9116, Expires).",
    )
    assert ask_project("security_contact", {"security.txt": text.format("2027-01-01")})[0] == "pass"
