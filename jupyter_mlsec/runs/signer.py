"""The process that signs: it starts when the kernel is dead, and is the only one that ever holds the private key.

It reads one line of JSON from standard input (folder, key, passphrase) and answers with one line.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from jupyter_mlsec.errors import MlsecError
from jupyter_mlsec.runs.keys import load_private
from jupyter_mlsec.runs.process import shield
from jupyter_mlsec.runs.sign import sign_folder


def main() -> None:
    """Sign what standard input names."""
    shield()
    job = json.loads(sys.stdin.readline())
    answer: dict[str, object]
    try:
        key = load_private(Path(job["key"]), job["passphrase"])
        sign_folder(Path(job["folder"]), key)
        answer = {"signed": True}
    except MlsecError as error:
        answer = {"message": error.message, "help": list(error.help)}
    except OSError as error:
        answer = {"message": f"the signatures could not be written: {error.strerror}", "help": []}
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
