from __future__ import annotations

import ssl
from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("version", "text", "said"),
    [
        ((1, 1), "OpenSSL 1.1.1w", ("warn", "OpenSSL 1.1 has had no security fixes of its makers since 2023-09-11.")),
        ((3, 5), "OpenSSL 3.5.0", ("pass", "OpenSSL 3.5 is mended until 2030-04-08.")),
        (
            (9, 9),
            "OpenSSL 9.9",
            ("not-applicable", "Does not apply: it is not known how long this TLS library is mended."),
        ),
        (
            (3, 0),
            "LibreSSL 3.0",
            ("not-applicable", "Does not apply: it is not known how long this TLS library is mended."),
        ),
    ],
)
def test_versions(
    ask_environment: Ask, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int], text: str, said: tuple[str, str]
) -> None:
    monkeypatch.setattr(ssl, "OPENSSL_VERSION_INFO", (*version, 0, 0, 0))
    monkeypatch.setattr(ssl, "OPENSSL_VERSION", text)
    assert ask_environment("openssl") == said
