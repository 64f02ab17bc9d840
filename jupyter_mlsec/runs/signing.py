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

_LIMIT = 600  # seconds, for bundles of many gigabytes on slow disks


def sign_elsewhere(folder: Path, key: KeyPair, prompt: Prompt | None = None) -> None:
    """Sign a folder that holds a whole run; raise SigningError with its reason where that fails."""
    _ask({"folder": str(folder)}, key, prompt)


def seal_elsewhere(statement: dict[str, Any], key: KeyPair, prompt: Prompt | None = None) -> bytes:
    """Return a Sigstore bundle with a signed statement; raise SigningError with its reason where that fails."""
    return base64.b64decode(_ask({"statement": statement}, key, prompt)["sealed"])


def _ask(task: dict[str, Any], key: KeyPair, prompt: Prompt | None) -> dict[str, Any]:
    secret = find_secret(key.path, prompt)
    if secret is None and (wanted := holder_of(key.path).asks_for(key.path)):
        message = "the key is encrypted" if wanted == "passphrase" else f"the key asks for a {wanted}"
        raise SigningError(message, help=f"set {PASSPHRASE}, or type the passphrase when asked")
    job = {**task, "key": str(key.path.absolute()), "secret": secret}
    command = [sys.executable, "-P", "-m", "jupyter_mlsec.runs.signer"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, in our own interpreter; it says on stderr when to touch a key
            command, input=json.dumps(job).encode() + b"\n", stdout=subprocess.PIPE, timeout=_LIMIT, check=False
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        raise SigningError("the process that signs ended without an answer", help="please report this") from None
    if "message" in answer:
        raise SigningError(answer["message"], help=tuple(answer["help"]))
    return answer
