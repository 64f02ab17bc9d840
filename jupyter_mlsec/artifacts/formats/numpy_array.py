"""NumPy's ``.npy``, one array or several in a row; arrays of objects are pickles."""

from __future__ import annotations

from jupyter_mlsec.artifacts.array_file import MAGIC, array_length
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.artifacts.judge import Judge
from jupyter_mlsec.artifacts.machine import Machine


def _begins(content: Content) -> Certainty:
    return Certainty.SURE if content.head.startswith(MAGIC) else Certainty.NO


def _read(content: Content) -> None:
    source = content.source()
    while source.peek(6) == MAGIC:
        length = array_length(source)
        if length is None:
            Machine(source, Judge(content.sights, content.budget)).run()
        else:
            source.skip(length)
    if source.peek(1):
        content.sights.add("bytes-after-pickle", "bytes after the array", "the file goes on after its array")


FORMAT = Format(
    name="a NumPy array",
    read=_read,
    begins=_begins,
    suffixes=frozenset({".npy", ".npz"}),
)
