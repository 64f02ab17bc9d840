"""The worker's process: jobs in on stdin, answers out on stdout, until stdin closes.

It is the only part of the server extension that imports the engines.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import IO, Any

import msgspec

from jupyter_mlsec.errors import ConfigError, MlsecError
from jupyter_mlsec.server import gate_tasks, ignore_tasks, lifecycle_tasks, tasks, verifying
from jupyter_mlsec.server.answers import Answers
from jupyter_mlsec.server.tasks import Refused

TASKS: Mapping[str, Callable[[Mapping[str, Any], bytes], dict[str, Any]]] = {
    "scan": tasks.scan,
    "checklist": lifecycle_tasks.checklist,
    "decide": lifecycle_tasks.decide,
    "ignore": ignore_tasks.ignore,
    "verify": verifying.verify,
    "rules": tasks.rules,
    "rule": tasks.rule,
    "gate": gate_tasks.gate,
    "gate-policy": gate_tasks.gate_policy,
    "gate-override": gate_tasks.gate_override,
}

_ASKED_AGAIN = frozenset({"scan", "gate"})
_answers = Answers()


def serve(jobs: IO[bytes], answers: IO[bytes]) -> None:
    """Answer one job after the other."""
    while len(sizes := jobs.read(8)) == 8:  # noqa: PLR2004 - two lengths of four bytes
        head, rest = struct.unpack(">II", sizes)
        header = msgspec.json.decode(jobs.read(head))
        status, body = answer(header, jobs.read(rest))
        answers.write(struct.pack(">II", status, len(body)) + body)
        answers.flush()


def answer(header: Mapping[str, Any], document: bytes) -> tuple[int, bytes]:
    """Return (HTTP status, JSON). An error of ours names its type only: its words could quote the document."""
    try:
        task = TASKS[header["task"]]
        if header["task"] in _ASKED_AGAIN:
            return HTTPStatus.OK, _answers.of(header, document, lambda: task(header, document))
        return HTTPStatus.OK, msgspec.json.encode(task(header, document))
    except Refused as error:
        return _refusal(error.status, error.message, error.help)
    except ConfigError as error:
        return _refusal(HTTPStatus.CONFLICT, error.message, " ".join(error.help))
    except MlsecError as error:
        return _refusal(HTTPStatus.UNPROCESSABLE_ENTITY, error.message, " ".join(error.help))
    except Exception as error:  # noqa: BLE001 - the process goes on; what failed is said
        message = f"looking at the notebook failed ({type(error).__name__})"
        return _refusal(HTTPStatus.INTERNAL_SERVER_ERROR, message, "this is a bug of jupyter-mlsec: please report it")


def _refusal(status: HTTPStatus, message: str, help_: str) -> tuple[int, bytes]:
    return status, msgspec.json.encode({"message": message, "help": help_})


def main() -> None:
    """Keep stdout for answers alone: whatever a library prints goes to stderr."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
