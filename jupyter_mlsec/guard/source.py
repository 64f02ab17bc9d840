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
import mmap
import os
import stat
import sys
import tempfile
import zlib
from collections.abc import Iterator
from types import BuiltinMethodType, FrameType, FunctionType, MethodType
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipExtFile

_LOADERS = frozenset({"loads", "_loads"})
_VARIABLE = frozenset({"LOAD_FAST", "LOAD_NAME", "LOAD_GLOBAL", "LOAD_DEREF", "LOAD_FAST_BORROW", "LOAD_FAST_CHECK"})
_SILENT = frozenset({"PRECALL", "CACHE", "PUSH_NULL", "NOP", "EXTENDED_ARG"})
_PYTHON = "pickle"
_DECOMPRESSORS = frozenset({"gzip", "bz2", "lzma", "joblib.compressor", "_compression", "compression.gzip"})
_WRAPPERS = {  # streams that hold another one, by class, and where
    ("tempfile", "_TemporaryFileWrapper"): "file",
    ("tempfile", "SpooledTemporaryFile"): "_file",
    ("fsspec.implementations.local", "LocalFileOpener"): "f",
}
_ASKED = frozenset({"read", "readinto", "readline", "peek"})
_READING = frozenset({"read", "readinto", "readline", "readinto1", "read1", "peek"} & set(dir(io.BytesIO)))
_LARGEST_MEMBER = 64 << 20  # bytes of a member of a zip that are looked at
_YOUNG, _OLD = (0, 1), 2  # the collector's generations: a large pickle's unpickler grows old while it loads


def stream_being_loaded(frame: FrameType) -> BinaryIO | None:
    """Return a stream over all of what is loaded, to read from its start and close, or None where it is not found."""
    if frame.f_globals.get("__name__") == _PYTHON:
        return _of_python(frame)
    unpicklers = list(_unpicklers(*_YOUNG)) or list(_unpicklers(_OLD))
    if len(unpicklers) != 1:
        return None
    readers = [_plain_reader(one) for one in gc.get_referents(unpicklers[0])]
    streams = [one.__self__ for one in readers if one is not None and one.__name__ in _ASKED]
    if streams:
        return _reopened(streams[0]) if all(one is streams[0] for one in streams) else None
    data = _argument(frame)
    return io.BytesIO(data) if isinstance(data, bytes | bytearray | memoryview) else None


def _plain_reader(found: object) -> BuiltinMethodType | MethodType | None:
    """Return the method that reads, also where ``tempfile`` has put a function around it."""
    if isinstance(found, FunctionType) and found.__globals__ is vars(tempfile):
        found = vars(found).get("__wrapped__")
    return found if isinstance(found, BuiltinMethodType | MethodType) else None


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
    if type(bottom) is io.FileIO and isinstance(bottom.name, str):
        return _of_file(bottom, bottom.name)
    if isinstance(bottom, io.BytesIO) and _reads_plainly(bottom):
        return io.BytesIO(io.BytesIO.getvalue(bottom))
    if type(bottom) is mmap.mmap:
        return io.BytesIO(bottom[:])
    if type(bottom) is ZipExtFile:
        return _of_archive(bottom)
    return None


def _of_file(bottom: io.FileIO, name: str) -> BinaryIO | None:
    """Open a file once more, if it is still the same one."""
    try:
        mine = os.open(name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError):
        return None
    again = os.fdopen(mine, "rb")
    here, there = os.fstat(bottom.fileno()), os.fstat(mine)
    if stat.S_ISREG(there.st_mode) and (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino):
        return again
    again.close()
    return None


def _bottom(stream: Any) -> object:  # noqa: ANN401 - whatever somebody has given to a loader
    """Return what is at the bottom of streams of well-known libraries: a file, or bytes in memory."""
    for _ in range(5):  # wrapped, buffered, decompressed, buffered, file
        kind = type(stream)
        if kind in (io.BufferedReader, io.BufferedRandom):
            stream = stream.raw
        elif kind.__module__ in _DECOMPRESSORS:
            inner = vars(stream)
            stream = inner.get("fileobj") or inner.get("_fp") or inner.get("_fileobj")
        elif (kind.__module__, kind.__name__) in _WRAPPERS and kind is _own_class(kind):
            stream = vars(stream).get(_WRAPPERS[kind.__module__, kind.__name__])
    return stream


def _own_class(kind: type) -> object:
    """Return what a class's module has under its name: a class that only says that it is from there is another one."""
    return getattr(sys.modules.get(kind.__module__), kind.__name__, None)


def _reads_plainly(stream: io.BytesIO) -> bool:
    """Whether bytes in memory are read as they are: nothing of the class, or of the object, reads in another way."""
    kind = type(stream)
    own = {name for base in kind.__mro__[: kind.__mro__.index(io.BytesIO)] for name in vars(base)}
    return own.isdisjoint(_READING | {"__getattribute__"}) and _READING.isdisjoint(getattr(stream, "__dict__", ()))


def _of_archive(member: ZipExtFile) -> BinaryIO | None:
    """Open a member of a zip once more, which ``numpy.load`` and others unpickle from."""
    inner = vars(member)
    whole = _reopened(vars(inner.get("_fileobj", object)).get("_file"))
    begin, size, kind = (
        inner.get(f"_{name}") for name in ("orig_compress_start", "orig_compress_size", "compress_type")
    )
    if whole is None or type(begin) is not int or type(size) is not int or size > _LARGEST_MEMBER:
        return None
    with whole:
        whole.seek(begin)
        data = whole.read(size)
    if kind == ZIP_STORED:
        return io.BytesIO(data)
    if kind != ZIP_DEFLATED:
        return None
    try:
        return io.BytesIO(zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, _LARGEST_MEMBER))
    except zlib.error:
        return None


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
