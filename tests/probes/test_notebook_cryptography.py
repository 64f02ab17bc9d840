from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import hashlib\nhashlib.md5(x)", "MD5"),
        ("from hashlib import sha1\nsha1(x)", "SHA-1"),
        ("import hashlib\nhashlib.new('md5', x)", "MD5"),
        ("import hashlib\nhashlib.new('SHA-1', x)", "SHA-1"),
        ("from Crypto.Cipher import DES\nDES.new(k)", "DES"),
        ("from cryptography.hazmat.primitives.ciphers import modes\nmodes.ECB()", "ECB mode"),
        (
            "from cryptography.hazmat.primitives.asymmetric import rsa\nrsa.generate_private_key(65537, 1024)",
            "RSA of 1024 bits",
        ),
        ("from Crypto.PublicKey import RSA\nRSA.generate(65537, bits=1024)", "RSA of 1024 bits"),
        ("import ssl\nssl.SSLContext(ssl.PROTOCOL_TLSv1)", "TLS before 1.2"),
    ],
)
def test_planted_weaknesses(ask_notebook: Ask, source: str, name: str) -> None:
    assert ask_notebook("cryptography", source) == ("fail", f"Broken cryptography: {name}.")


@pytest.mark.parametrize(
    "source",
    [
        "import hashlib\nhashlib.sha256(x)",
        "import hashlib\nhashlib.md5(x, usedforsecurity=False)",
        "from cryptography.hazmat.primitives.ciphers.aead import AESGCM\nAESGCM(k)",
    ],
)
def test_clean_twins(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("cryptography", source) == ("pass", "1 algorithm or function, none broken.")


def test_what_a_quantum_computer_breaks_needs_a_plan(ask_notebook: Ask) -> None:
    source = "from cryptography.hazmat.primitives.asymmetric import rsa\nrsa.generate_private_key(65537, 3072)"
    plan = {"cryptography": {"migration": "ML-DSA in 2028"}}
    name = "cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key"
    assert ask_notebook("cryptography", source) == (
        "warn",
        f"{name} does not withstand a quantum computer, and no migration is declared.",
    )
    assert ask_notebook("cryptography", source, declare=plan)[0] == "pass"


def test_no_cryptography(ask_notebook: Ask) -> None:
    assert ask_notebook("cryptography", "x = 1")[0] == "not-applicable"


def test_a_broken_cell_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("cryptography", "x =")[0] == "error"
