"""Builds the front end into the package, unless what is there was built from exactly these sources.

Called by hatch while it builds (``[tool.hatch.build.hooks.jupyter-builder]``), and by hand:
``python tools/labextension.py``. Needs ``jlpm`` (jupyter-builder) and a ``node``, both of which the build requires.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "labextension"
BUILT = ROOT / "jupyter_mlsec" / "labextension"
STAMP = BUILT / "sources.sha256"
FILES = ("package.json", "yarn.lock", ".yarnrc.yml", "tsconfig.json")
FOLDERS = ("src", "style", "schema")


def build(target: str = "", version: str = "") -> None:  # noqa: ARG001 - hatch-jupyter-builder passes both
    """Build the assets where they are missing or made from other sources; an sdist brings fresh ones along."""
    digest = sources_digest()
    if is_fresh(digest):
        return
    jlpm = shutil.which("jlpm")
    if jlpm is None:
        sys.exit("error: jlpm was not found\nhelp: install jupyter-builder, which brings it")
    subprocess.run([jlpm, "install", "--immutable"], cwd=SOURCE, check=True)  # noqa: S603 - our own tool
    subprocess.run([jlpm, "run", "build:prod"], cwd=SOURCE, check=True)  # noqa: S603 - the same
    STAMP.write_text(f"{digest}\n", encoding="ascii")


def is_fresh(digest: str) -> bool:
    """Whether the assets were built from the sources with this digest."""
    return STAMP.is_file() and STAMP.read_text(encoding="ascii").strip() == digest


def sources_digest() -> str:
    """Return a digest of everything that decides what is built; line ends do not."""
    digest = hashlib.sha256()
    for path in _sources():
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(SOURCE).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    yield from (SOURCE / name for name in FILES)
    for folder in FOLDERS:
        yield from sorted(path for path in (SOURCE / folder).rglob("*") if path.is_file())


if __name__ == "__main__":
    build()
