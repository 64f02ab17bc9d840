"""The process that signs: it starts when the kernel is dead, and is the only one that ever holds the private key.

It reads one line of JSON from standard input (what to sign, the key, its passphrase) and answers with one line.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import MlsecError
from jupyter_mlsec.runs import dsse
from jupyter_mlsec.runs.key_holders._discovery import holder_of
from jupyter_mlsec.runs.keys import open_key
from jupyter_mlsec.runs.passphrases import find_secret
from jupyter_mlsec.runs.process import shield
from jupyter_mlsec.runs.sign import sign_folder
from jupyter_mlsec.runs.signing import closed_key


def main() -> None:
    """Sign what standard input names."""
    shield()
    job = json.loads(sys.stdin.readline())
    answer: dict[str, object]
    try:
        answer = _sign(job)
    except MlsecError as error:
        answer = {"message": error.message, "help": list(error.help)}
    except OSError as error:
        answer = {"message": f"the signatures could not be written: {error.strerror}", "help": []}
    sys.stdout.write(json.dumps(answer) + "\n")


def _sign(job: dict[str, Any]) -> dict[str, object]:
    path, secret = Path(job["key"]), job["secret"]
    if job.get("look-up"):
        secret = find_secret(path)
        if secret is None and (wanted := holder_of(path).asks_for(path)):
            raise closed_key(wanted)
    key = open_key(path, secret)
    if "statement" in job:
        return {"sealed": base64.b64encode(dsse.seal(key, job["statement"])).decode("ascii")}
    sign_folder(Path(job["folder"]), key)
    return {"signed": True}


if __name__ == "__main__":
    main()
