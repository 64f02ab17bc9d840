"""Files that a run read and wrote: paths, sizes and digests, never their content."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import stat
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import jupyter_mlsec
from jupyter_mlsec.runs.execution import FileUse

_SYSTEM = ("/proc", "/sys", "/dev", "/etc", "/usr", "/lib", "/lib64", "/run", "/bin", "/sbin", "/System", "/Library")
_CODE = frozenset({".py", ".pyc", ".pyi", ".so", ".dylib", ".dll", ".pth", ".ipynb"})
_LONGEST_NAME = 1024


def files_used(opened: Path, document: Mapping[str, Any], folder: Path, scratch: Path) -> tuple[FileUse, ...]:
    """Return what the kernel noted in ``opened`` and what the sources name in string constants, digests as of now."""
    uses: dict[Path, bool] = dict.fromkeys(_named(document, folder), False)
    for path, written in _noted(opened):
        uses[path] = uses.get(path, False) or written
    skipped = [
        Path(jupyter_mlsec.__file__).resolve().parent,
        scratch.resolve(),
        *(Path(prefix).resolve() for prefix in {sys.prefix, sys.base_prefix, sys.exec_prefix}),
    ]
    found = (
        _use(path, folder, written=written) for path, written in uses.items() if not _is_system(path, folder, skipped)
    )
    return tuple(sorted((use for use in found if use is not None), key=lambda use: use.path))


def digest_file(path: Path) -> tuple[int, str] | None:
    """Return size and ``sha256:…`` of a regular file; None for anything else, and for what cannot be read."""
    with suppress(OSError, ValueError):
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return os.fstat(file.fileno()).st_size, "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
    return None


def _use(path: Path, folder: Path, *, written: bool) -> FileUse | None:
    measured = digest_file(path)
    if measured is None:
        return None
    shown = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()
    return FileUse(path=shown, size=measured[0], sha256=measured[1], written=written)


def _is_system(path: Path, folder: Path, skipped: Iterable[Path]) -> bool:
    """Whether a file belongs to the machine, the environment or a cache rather than to the work."""
    if any(path.is_relative_to(prefix) for prefix in skipped) or path.suffix in _CODE:
        return True
    if path.is_relative_to(folder):
        return any(part.startswith(".") for part in path.relative_to(folder).parts[:-1])
    return str(path).startswith(_SYSTEM) or any(part.startswith(".") for part in path.parts[1:])


def _noted(opened: Path) -> Iterable[tuple[Path, bool]]:
    """Read the kernel's notes. The notebook could have written anything there."""
    with suppress(OSError):
        for line in opened.read_text(encoding="utf-8", errors="replace").splitlines():
            with suppress(ValueError, TypeError):
                path, written = json.loads(line)
                if isinstance(path, str) and "\0" not in path and len(path) < _LONGEST_NAME:
                    yield Path(path), bool(written)


def _named(document: Mapping[str, Any], folder: Path) -> Iterable[Path]:
    """Find files that are opened below Python (by C libraries, by shell lines) but named in a source."""
    for cell in document["cells"]:
        if cell["cell_type"] != "code":
            continue
        lines = [line for line in cell["source"].splitlines() if not line.lstrip().startswith(("%", "!"))]
        with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            for node in ast.walk(ast.parse("\n".join(lines))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and _may_be_path(node.value):
                    with suppress(OSError, ValueError):
                        path = Path(os.path.normpath(folder / node.value))
                        if path.is_file():
                            yield path


def _may_be_path(text: str) -> bool:
    return 0 < len(text) < _LONGEST_NAME and "\0" not in text and "\n" not in text
