"""Files made at test time: harmless objects that libraries write, and hostile ones put together byte by byte."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from jupyter_mlsec.artifacts.scan import scan_artifact

Seen = tuple[set[tuple[str, str]], tuple[str, ...]]


@pytest.fixture
def look(tmp_path: Path) -> Callable[[bytes], Seen]:
    """Return a function that scans bytes and gives the (rule, thing) pairs and the problems."""

    def scan(data: bytes) -> Seen:
        path = tmp_path / "file"
        path.write_bytes(data)
        looked = scan_artifact(str(path))
        return {(rule.name, hit.text.content) for rule, hit in looked.hits}, looked.problems

    return scan


def text(value: str) -> bytes:
    return b"\x8c" + struct.pack("<B", len(value)) + value.encode()


def call(module: str, name: str, argument: bytes = b"\x8c\x04true") -> bytes:
    """Return a whole pickle of protocol 4 that would call a function; nothing here ever loads it."""
    return b"\x80\x04" + text(module) + text(name) + b"\x93" + argument + b"\x85R."
