"""What is being loaded at this moment: the stream behind the unpickler that has just asked for a name.

The event tells a module and a name, and nothing of where they come from. For the few names whose arguments decide what
they do (``getattr`` takes a method of a class in every table with a time zone), the whole pickle has to be looked at.
The unpickler is found among the interpreter's newest objects, its stream by the ``read`` that it holds; a pickle in
memory by the variable that the calling line names. What cannot be found for certain is not found.
"""

from __future__ import annotations

import dis
import gc
import io
import os
import stat
import sys
from collections.abc import Iterator
from types import BuiltinMethodType, FrameType, MethodType
from typing import Any, BinaryIO

_LOADERS = frozenset({"loads", "_loads"})
_VARIABLE = frozenset({"LOAD_FAST", "LOAD_NAME", "LOAD_GLOBAL", "LOAD_DEREF", "LOAD_FAST_BORROW", "LOAD_FAST_CHECK"})
_SILENT = frozenset({"PRECALL", "CACHE", "PUSH_NULL", "NOP", "EXTENDED_ARG"})
_PYTHON = "pickle"
_DECOMPRESSORS = frozenset({"gzip", "bz2", "lzma", "joblib.compressor", "_compression", "compression.gzip"})
_YOUNG, _OLD = (0, 1), 2  # the collector's generations: a large pickle's unpickler grows old while it loads


def stream_being_loaded(frame: FrameType) -> BinaryIO | None:
    """Return a stream over all of what is loaded, to read from its start and close, or None where it is not found."""
    if frame.f_globals.get("__name__") == _PYTHON:
        return _of_python(frame)
    unpicklers = list(_unpicklers(*_YOUNG)) or list(_unpicklers(_OLD))
    if len(unpicklers) != 1:
        return None
    readers = [one for one in gc.get_referents(unpicklers[0]) if isinstance(one, BuiltinMethodType | MethodType)]
    named = [one for one in readers if one.__name__ in {"read", "readinto", "readline", "peek"}]
    if named:
        return _reopened(named[0].__self__)
    data = _argument(frame)
    return io.BytesIO(data) if isinstance(data, bytes | bytearray | memoryview) else None


def _unpicklers(*generations: int) -> Iterator[object]:
    kind = getattr(sys.modules.get("_pickle"), "Unpickler", None)
    if kind is None:
        return
    for generation in generations:
        yield from (one for one in gc.get_objects(generation) if issubclass(type(one), kind))


def _of_python(frame: FrameType) -> BinaryIO | None:
    """Find the stream of the unpickler that is written in Python."""
    unpickler = frame.f_locals.get("self")
    unframer = getattr(unpickler, "_unframer", None)
    read = getattr(unframer, "file_read", None)
    return _reopened(getattr(read, "__self__", None))


def _reopened(stream: object) -> BinaryIO | None:
    """Open once more what a stream reads, so that its own place does not move."""
    bottom = _bottom(stream)
    if type(bottom) is io.BytesIO:
        return io.BytesIO(bottom.getvalue())
    if type(bottom) is not io.FileIO or not isinstance(bottom.name, str):
        return None
    try:
        mine = os.open(bottom.name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError):
        return None
    again = os.fdopen(mine, "rb")
    here, there = os.fstat(bottom.fileno()), os.fstat(mine)
    if stat.S_ISREG(there.st_mode) and (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino):
        return again
    again.close()
    return None


def _bottom(stream: Any) -> object:  # noqa: ANN401 - whatever somebody has given to a loader
    """Return what is at the bottom of streams of the standard library or joblib: a file, or bytes in memory."""
    for _ in range(4):  # buffered, decompressed, buffered, file
        if type(stream) in (io.BufferedReader, io.BufferedRandom):
            stream = stream.raw
        elif type(stream).__module__ in _DECOMPRESSORS:
            inner = vars(stream)
            stream = inner.get("fileobj") or inner.get("_fp") or inner.get("_fileobj")
    return stream


def _argument(frame: FrameType) -> object:
    """Return the variable that the running line hands to ``loads``: ``pickle.loads(data)`` and nothing else."""
    code = [step for step in dis.get_instructions(frame.f_code) if step.opname not in _SILENT]
    place = next((at for at, step in enumerate(code) if step.offset >= frame.f_lasti), len(code))
    if place < 2 or place >= len(code) or not code[place].opname.startswith("CALL") or code[place].arg != 1:  # noqa: PLR2004
        return None
    given, called = code[place - 1], code[place - 2]
    if given.opname not in _VARIABLE or called.argval not in _LOADERS:
        return None
    names = frame.f_globals if given.argval not in frame.f_locals else frame.f_locals
    return names.get(str(given.argval))
