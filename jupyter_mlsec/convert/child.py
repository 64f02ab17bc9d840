"""The converting process: a vetted model on standard input, the converted one in the current folder, one answer.

Started by ``convert.convert`` as ``python -P -m jupyter_mlsec.convert.child JOB``, and of no use otherwise.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from io import BufferedReader
from pathlib import Path
from typing import cast

import msgspec

from jupyter_mlsec.convert.job import TENSORS, Answer, Job
from jupyter_mlsec.errors import ConversionError, MlsecError

_OTHER = "a PyTorch checkpoint becomes model.safetensors"


def main() -> None:
    """Do the one job. Standard output is for the answer alone: what libraries print goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        answer = run(msgspec.json.decode(sys.argv[1], type=Job), cast("BufferedReader", sys.stdin.buffer), Path.cwd())
    except MlsecError as error:
        answer = Answer(problem=error.message, help=error.help)
    except MemoryError:
        answer = Answer(problem="converting the model takes more memory than it may have")
    except Exception as error:  # noqa: BLE001 - its words could quote the model
        answer = Answer(problem=f"converting failed ({type(error).__name__})", help=("please report this bug",))
    answers.write(msgspec.json.encode(answer))
    answers.close()


def run(job: Job, stream: BufferedReader, folder: Path) -> Answer:
    """Convert what was vetted: the bytes on ``stream`` must be those of the job's digest."""
    from jupyter_mlsec.convert.lock import limit

    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        raise ConversionError("the model must come as a file")
    limit(job.size)
    stream.seek(0)
    if f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}" != job.sha256:
        raise ConversionError("the model is not the one that was vetted")
    stream.seek(0)
    output = folder / job.output
    answer = _tensors(job, stream, output) if job.output == TENSORS else _estimator(stream, output)
    with output.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    return msgspec.structs.replace(answer, sha256=f"sha256:{digest}")


def _tensors(job: Job, stream: BufferedReader, output: Path) -> Answer:
    import numpy as np  # noqa: F401 - before the lock

    from jupyter_mlsec.convert.checkpoint import open_checkpoint, state_dict
    from jupyter_mlsec.convert.lock import lock
    from jupyter_mlsec.convert.tensors import verify_tensors, write_tensors

    lock(output.parent)
    checkpoint = open_checkpoint(stream)
    tensors = state_dict(checkpoint, job.key, job.size)
    digests = write_tensors(output, tensors, checkpoint.numbers)
    verify_tensors(output, tensors, digests)
    shared = len(tensors) - len({tensor.storage.key for tensor in tensors.values()})
    notes = (f"{shared} tensors shared their numbers with others and have their own now",) if shared else ()
    return Answer(parts=len(tensors), notes=notes)


def _estimator(stream: BufferedReader, output: Path) -> Answer:
    from jupyter_mlsec.convert.estimator import write_estimator

    if stream.peek(4)[:4] == b"PK\x03\x04":
        raise ConversionError("the file is an archive, no saved estimator", help=_OTHER)
    arrays, types, notes = write_estimator(stream, output)
    return Answer(parts=arrays, types=types, notes=notes)


if __name__ == "__main__":
    main()
