"""A fixed file takes the place of the old one in one step: whole or not at all, with the same mode."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from jupyter_mlsec.errors import UnreadableError


def replace_file(path: str, before: bytes, after: bytes) -> None:
    """Write ``after`` over a file that still holds ``before``. Links are followed, the mode stays.

    Raises ``UnreadableError`` where the file has changed, is write-protected, or cannot be replaced.
    """
    target = Path(path).resolve()
    temporary = None
    try:
        mode = target.stat().st_mode
        if not mode & 0o222:
            raise UnreadableError("the file is write-protected", help="make it writable, then run the command again")
        if target.read_bytes() != before:
            raise UnreadableError("the file has changed meanwhile", help="run the command again")
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(after)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(stat.S_IMODE(mode))
        Path(temporary).replace(target)
    except OSError as error:
        raise UnreadableError(f"cannot be written: {error.strerror}", help="nothing was changed") from None
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
