"""A document's bytes in, the same with its findings fixed out: round after round, until nothing changes."""

from __future__ import annotations

import io
import json
import tokenize
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.finding import Finding, TargetReport
from jupyter_mlsec.model.notebook import Notebook, TargetKind
from jupyter_mlsec.model.rule import Fix
from jupyter_mlsec.model.text import Syntax
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.notebook.script import read_script
from jupyter_mlsec.scan.engine import scan_document, scan_script
from jupyter_mlsec.scan.fixes.bindings import parses_as_before
from jupyter_mlsec.scan.fixes.choose import Chosen, Origin, choose, only
from jupyter_mlsec.scan.fixes.edits import edited
from jupyter_mlsec.scan.fixes.splice import REMOVED, Removed, splice

_MOST_ROUNDS = 20
Suppress = Callable[[TargetReport], TargetReport]


@dataclass(frozen=True, slots=True)
class FixedDocument:
    """``data`` is the document as it should be now, ``fixed`` what was done, ``report`` what is found in it still."""

    data: bytes
    fixed: tuple[tuple[Finding, Fix], ...]
    report: TargetReport


def fix_document(
    path: str,
    kind: TargetKind,
    data: bytes,
    config: Config,
    *,
    unsafe: bool = False,
    suppress: Suppress = lambda report: report,
) -> FixedDocument:
    """Make the fixes of a notebook or script; pure, nothing is written.

    Only safe fixes are made, unless ``unsafe`` says that others count too. ``suppress`` marks what a baseline allows.
    Raises ``UnreadableError`` for what cannot be decoded.
    """
    fixed: list[tuple[Finding, Fix]] = []
    for _ in range(_MOST_ROUNDS):
        report = suppress(_scan(path, kind, data, config))
        chosen = choose(report.findings, unsafe=unsafe)
        if not chosen.findings:
            break
        after, made = _made(path, kind, data, chosen)
        if after == data:
            break
        data = after
        fixed += made
    else:
        report = suppress(_scan(path, kind, data, config))
    return FixedDocument(data, tuple(fixed), report)


def _scan(path: str, kind: TargetKind, data: bytes, config: Config) -> TargetReport:
    return scan_script(path, data, config) if kind is TargetKind.SCRIPT else scan_document(path, data, config)


def _made(path: str, kind: TargetKind, data: bytes, chosen: Chosen) -> tuple[bytes, list[tuple[Finding, Fix]]]:
    """Return the document with the chosen fixes made: all of them, or each by itself where all break something."""
    after = apply(path, kind, data, chosen)
    if is_sound(path, kind, data, after):
        return after, chosen.findings
    for number in range(len(chosen.findings)):
        single = only(chosen, number)
        after = apply(path, kind, data, single)
        if after != data and is_sound(path, kind, data, after):
            return after, single.findings
    return data, []


def apply(path: str, kind: TargetKind, data: bytes, chosen: Chosen) -> bytes:
    """Return the document with fixes made; everything else in it stays as it is, byte for byte.

    Raises ``UnreadableError`` where that is impossible.
    """
    if kind is TargetKind.SCRIPT:
        return _apply_to_script(data, chosen)
    del path
    text, encoding, mark = _decoded(data)
    changes: dict[Origin, str | Removed] = {
        origin: edited(edits[0].text.content, edits) for origin, edits in chosen.edits.items()
    }
    changes.update(dict.fromkeys(_outermost(chosen.removals), REMOVED))
    return mark + splice(text, changes).encode(encoding)


def _outermost(origins: Iterable[Origin]) -> set[Origin]:
    found = set(origins)
    return {each for each in found if not any(each[:depth] in found for depth in range(len(each)))}


def _decoded(data: bytes) -> tuple[str, str, bytes]:
    """Return a document's text, its encoding, and the byte order mark that it begins with."""
    encoding = json.detect_encoding(data)
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be")):
        if data.startswith(mark):
            return data[len(mark) :].decode(name), name, mark
    for mark, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark) :].decode(name), name, mark
    try:
        return data.decode(encoding), encoding, b""
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not valid {encoding.upper()} at byte {error.start}") from None


def _apply_to_script(data: bytes, chosen: Chosen) -> bytes:
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    edits = [edit for each in chosen.edits.values() for edit in each]
    content = edited(data.decode(encoding), edits)
    try:
        return content.encode(encoding)
    except UnicodeEncodeError:
        raise UnreadableError(f"the fix cannot be written in {encoding}", help="save the script as UTF-8") from None


def is_sound(path: str, kind: TargetKind, before: bytes, after: bytes) -> bool:
    """Whether a fixed document reads as before: the same cells, no new problem, and code that still parses."""
    try:
        old, new = _read(path, kind, before), _read(path, kind, after)
    except UnreadableError:
        return False
    if len(old.problems) < len(new.problems) or len(old.cells) != len(new.cells):
        return False
    return all(
        one.source.content == other.source.content
        or one.source.syntax is not Syntax.PYTHON
        or parses_as_before(one.source.content, other.source.content)
        for one, other in zip(old.cells, new.cells, strict=True)
    )


def _read(path: str, kind: TargetKind, data: bytes) -> Notebook:
    return read_script(path, data) if kind is TargetKind.SCRIPT else read_notebook(path, data)
