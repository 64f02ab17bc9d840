"""Secrets that a run gets by reference: where their values live, and how the notebook reads them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from jupyter_mlsec.errors import UsageError

_ENVIRONMENT = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")
_KEYRING = re.compile(r"keyring:([^\s/\"\\]{1,128})/([^\s/\"\\]{1,128})", re.ASCII)
_OURS = "jupyter-mlsec"  # under which the keyring has what opens signing keys


@dataclass(frozen=True, slots=True)
class SecretReference:
    """A value that is stored nowhere in a run: the kernel reads it from the environment variable ``variable``.

    It lives in that variable, or in the keyring of the operating system under ``service`` and ``account``.
    """

    variable: str
    service: str = ""
    account: str = ""

    def __str__(self) -> str:
        """Return the reference as it is written on the command line and in the record."""
        return f"keyring:{self.service}/{self.account}" if self.service else f"env:{self.variable}"


def read_reference(text: str) -> SecretReference | None:
    """Read ``env:NAME`` or ``keyring:SERVICE/ACCOUNT``; None for anything else."""
    if match := _ENVIRONMENT.fullmatch(text):
        return SecretReference(match[1])
    if match := _KEYRING.fullmatch(text):
        words = re.sub(r"[^A-Z0-9]+", "_", f"{match[1]}_{match[2]}".upper()).strip("_")
        return SecretReference(f"KEYRING_{words}", match[1], match[2])
    return None


def resolved(parameters: Mapping[str, object], language: str) -> dict[str, str]:
    """Return the values behind the references, by variable: they go into the kernel's environment and nowhere else.

    Raises UsageError where one cannot be had, or two would share a variable.
    """
    found: dict[str, str] = {}
    origins: dict[str, str] = {}
    for name, reference in parameters.items():
        if not isinstance(reference, SecretReference):
            continue
        if reference.service == _OURS or reference.variable.startswith("MLSEC_"):
            raise UsageError(f"the parameter {name} would hand what opens a signing key to the notebook")
        if language != "python":
            raise UsageError("a secret can be passed by reference to Python notebooks only")
        if origins.setdefault(reference.variable, str(reference)) != str(reference):
            raise UsageError(f"{origins[reference.variable]} and {reference} read alike", help="rename one of them")
        value = _from_keyring(reference) if reference.service else os.environ.get(reference.variable)
        if value is None:
            raise UsageError(f"the parameter {name} refers to {reference}, which is not set")
        found[reference.variable] = value
    return found


def _from_keyring(reference: SecretReference) -> str | None:
    try:
        import keyring
    except ImportError:
        raise UsageError(
            "secrets in the keyring need the keyring library", help="pip install 'jupyter-mlsec[signing]'"
        ) from None
    try:
        return keyring.get_password(reference.service, reference.account)
    except Exception as error:  # noqa: BLE001 - each backend has errors of its own, and they may quote what is secret
        raise UsageError(f"the keyring could not be asked for {reference} ({type(error).__name__})") from None
