from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"SECURITY.md": "Write to security@ml.lab"}, ("pass", "SECURITY.md says how to report a weakness.")),
        (
            {".well-known/security.txt": "Contact: mailto:a@b.lab"},
            ("pass", ".well-known/security.txt says how to report a weakness."),
        ),
        ({"SECURITY.md": "We care."}, ("warn", "SECURITY.md names no address.")),
        ({"SECURITY.md": "TODO: a@b.lab"}, ("warn", "SECURITY.md still holds text of a template.")),
        ({"README.md": "a@b.lab"}, ("open", "There is no SECURITY.md or security.txt.")),
    ],
)
def test_contacts(ask_project: Ask, files: dict[str, str], said: tuple[str, str]) -> None:
    assert ask_project("security_contact", files) == said
