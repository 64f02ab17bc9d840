"""What a verifier knows from elsewhere: the notebook that should have been run, and the data as it is today."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.run import Failure
from jupyter_mlsec.runs import canonical, layout, strict_json
from jupyter_mlsec.runs.files_used import digest_file

Read = Callable[[str], bytes]


def check_notebook(read: Read, notebook: Path) -> Iterator[Failure]:
    """Yield a failure where the bundle is a run of another notebook, or of another state of this one."""
    try:
        expected = canonical.dump(canonical.stripped(canonical.upgraded(notebook.read_bytes())))
    except (OSError, UnreadableError, KeyError, TypeError, AttributeError, ValueError):
        yield Failure(code="notebook-unreadable", path=str(notebook), message="the notebook could not be read")
        return
    if expected != read(layout.INPUT):
        message = "the bundle is a run of another notebook, or of an older state of this one"
        yield Failure(code="notebook-replaced", path=layout.INPUT, message=message)


def check_data(read: Read, folder: Path) -> Iterator[Failure]:
    """Yield a failure for each file that the run read and that is gone or different now."""
    for use in strict_json.table(read(layout.INPUTS))["read"]:
        measured = digest_file(folder / use["path"])
        if measured != (use["size"], use["sha256"]):
            message = "the run read this file, and it has changed since" if measured else "this file is gone"
            yield Failure(code="data-changed", path=use["path"], message=message)
