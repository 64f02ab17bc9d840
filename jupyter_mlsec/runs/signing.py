"""Have something signed by another process, which starts when the kernel is dead and alone holds the private key."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs.key_holders._discovery import holder_of
from jupyter_mlsec.runs.keys import KeyPair
from jupyter_mlsec.runs.passphrases import PASSPHRASE, Prompt, find_secret

_LIMIT = 600.0  # seconds, for bundles of many gigabytes on slow disks
_PATIENCE = 20.0  # seconds that somebody waits who did not ask for a prompt


def sign_elsewhere(folder: Path, key: KeyPair, prompt: Prompt | None = None) -> None:
    """Sign a folder that holds a whole run; raise SigningError with its reason where that fails."""
    _ask({"folder": str(folder)}, key, prompt)


def seal_elsewhere(statement: dict[str, Any], key: KeyPair, prompt: Prompt | None = None) -> bytes:
    """Return a Sigstore bundle with a signed statement; raise SigningError with its reason where that fails."""
    return base64.b64decode(_ask({"statement": statement}, key, prompt)["sealed"])


def seal_quietly(statement: dict[str, Any], key: KeyPair) -> bytes:
    """Do the same and ask nobody: what opens the key is looked up by the process that signs, and it has not long.

    Raises SigningError where the key needs something that only a person can give.
    """
    return base64.b64decode(_answer({"statement": statement, "look-up": True}, key, None, _PATIENCE)["sealed"])


def _ask(task: dict[str, Any], key: KeyPair, prompt: Prompt | None) -> dict[str, Any]:
    secret = find_secret(key.path, prompt)
    if secret is None and (wanted := holder_of(key.path).asks_for(key.path)):
        raise closed_key(wanted)
    return _answer(task, key, secret, _LIMIT)


def closed_key(wanted: str) -> SigningError:
    """Return the error for a key that asks for a passphrase or PIN which nobody gave."""
    message = "the key is encrypted" if wanted == "passphrase" else f"the key asks for a {wanted}"
    return SigningError(message, help=f"set {PASSPHRASE}, or type the passphrase when asked")


def _answer(task: dict[str, Any], key: KeyPair, secret: str | None, limit: float) -> dict[str, Any]:
    job = {**task, "key": str(key.path.absolute()), "secret": secret}
    command = [sys.executable, "-P", "-m", "jupyter_mlsec.runs.signer"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, in our own interpreter; it says on stderr when to touch a key
            command, input=json.dumps(job).encode() + b"\n", stdout=subprocess.PIPE, timeout=limit, check=False
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise SigningError("the key did not answer", help="sign in a terminal, where it can ask you") from None
    except (OSError, ValueError, subprocess.SubprocessError):
        raise SigningError("the process that signs ended without an answer", help="please report this") from None
    if "message" in answer:
        raise SigningError(answer["message"], help=tuple(answer["help"]))
    return answer
