"""One target in, one report out: pure, picklable, and never silent about what it could not look at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from jupyter_mlsec.artifacts.scan import scan_stream
from jupyter_mlsec.code.memory import Memory
from jupyter_mlsec.code.pause import collector_paused
from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.finding import Outcome, TargetReport
from jupyter_mlsec.model.kernel import KernelFacts
from jupyter_mlsec.model.notebook import Json, Notebook, TargetKind
from jupyter_mlsec.model.text import Place, Syntax, Text
from jupyter_mlsec.notebook.ignored import read_ignored
from jupyter_mlsec.notebook.read import decode_json, read_notebook
from jupyter_mlsec.notebook.script import read_script
from jupyter_mlsec.notebook.suppression import notebook_allowances
from jupyter_mlsec.scan.findings import Findings
from jupyter_mlsec.scan.ignorings import Ignorings
from jupyter_mlsec.scan.packed import is_document, with_packed
from jupyter_mlsec.scan.registry import enabled_rules
from jupyter_mlsec.scan.subjects import look
from jupyter_mlsec.scan.targets import Target, kind_of

_JSON_ESCAPE = re.compile(r"\\[nrt\"/]")
_MAX_BYTES = 1 << 30  # beyond a gibibyte a notebook is no document any more


def scan_target(target: Target | str, config: Config) -> TargetReport:
    """Look at one file. Never raises for what the file holds: the report says why it is ``not-checked``."""
    if isinstance(target, str):
        target = Target(target, kind_of(target) or TargetKind.ARTIFACT)
    if target.problem is not None:
        return not_checked(target.path, target.kind, target.problem)
    try:
        with Path(target.path).open("rb") as stream:
            return scan_open(target.path, target.kind, stream, config, _beside(target, config))
    except OSError as error:
        return not_checked(target.path, target.kind, f"cannot be read: {error.strerror or type(error).__name__}")


def _beside(target: Target, config: Config) -> KernelFacts:
    """Return what the disk says of the files that a notebook or script names."""
    from jupyter_mlsec.scan.file_facts import facts_beside  # it needs the scanner itself

    return KernelFacts(files=facts_beside(target.path, config.root))


def scan_open(
    path: str, kind: TargetKind, stream: BinaryIO, config: Config, known: KernelFacts | None = None
) -> TargetReport:
    """Look at what is open already and can seek. Raises ``OSError`` where reading fails.

    ``known`` is what is known of the files that code names; nothing, where the code does not lie on the disk.
    """
    if kind is TargetKind.ARTIFACT and not _begins_like_json(stream):
        return scan_data(path, stream, config)
    if stream.seek(0, 2) > _MAX_BYTES:
        return not_checked(path, kind, "larger than 1 GiB")
    stream.seek(0)
    data = stream.read()
    if kind is TargetKind.SCRIPT:
        return scan_script(path, data, config, known)
    if kind is TargetKind.ARTIFACT and not _is_notebook(data):
        return scan_data(path, stream, config)
    return scan_document(path, data, config, known)


def _is_notebook(data: bytes) -> bool:
    """Whether a file that is not called ``.ipynb`` is a notebook all the same."""
    try:
        return "nbformat" in decode_json(data)
    except UnreadableError:
        return False


def _begins_like_json(stream: BinaryIO) -> bool:
    """Whether a file could be a notebook: only then is all of it read; a model may be larger than the memory."""
    return stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def scan_data(path: str, stream: BinaryIO, config: Config) -> TargetReport:
    """Look at a model or data file without loading it."""
    looked = scan_stream(stream, path)
    rules = enabled_rules(config)
    hits = [(rule, hit) for rule, hit in looked.hits if rule.name in rules]
    findings, excerpts = Findings(path, config, hits).collect()
    report = TargetReport(
        path=path,
        kind=TargetKind.ARTIFACT,
        outcome=Outcome.NOT_CHECKED if looked.problems else Outcome.CHECKED,
        reason="; ".join(looked.problems) or None,
        findings=findings,
        excerpts=excerpts,
    )

    def scan_packed(member: str, data: bytes) -> TargetReport:
        return (scan_document if is_document(data) else scan_script)(member, data, config)

    return with_packed(report, looked.documents, scan_packed)


def scan_document(
    path: str, document: bytes | Mapping[str, Json], config: Config, known: KernelFacts | None = None
) -> TargetReport:
    """Look at a notebook, as a file's bytes or as the JSON that a front end holds; ``known`` as for a notebook."""
    try:
        notebook = read_notebook(path, document)
    except UnreadableError as error:
        raw = document if isinstance(document, bytes) else b""
        return _scan_unreadable(path, TargetKind.NOTEBOOK, raw, str(error), config)
    return scan_notebook(notebook, config, known)


def scan_script(path: str, data: bytes, config: Config, known: KernelFacts | None = None) -> TargetReport:
    """Look at a ``.py`` file; ``known`` as for a notebook."""
    try:
        notebook = read_script(path, data)
    except UnreadableError as error:
        return _scan_unreadable(path, TargetKind.SCRIPT, data, str(error), config)
    return scan_notebook(notebook, config, known)


@collector_paused()
def scan_notebook(
    notebook: Notebook, config: Config, kernel: KernelFacts | None = None, memory: Memory | None = None
) -> TargetReport:
    """Run every enabled rule over a notebook.

    ``kernel`` is what a live kernel knows besides (installed versions, what names are, files), where there is one;
    ``memory`` is that of an earlier scan of the notebook, so that an edit costs what it changes.
    A rule that fails is our bug, and the target is then ``not-checked``: the other rules' findings are kept.
    """
    found, problems = found_in(notebook, config, kernel, memory)
    findings, excerpts = found.collect()
    return TargetReport(
        path=notebook.path,
        kind=notebook.kind,
        outcome=Outcome.NOT_CHECKED if problems else Outcome.CHECKED,
        reason="; ".join(problems) or None,
        cells=len(notebook.cells),
        findings=findings,
        excerpts=excerpts,
        marks=found.marks(findings),
    )


def found_in(
    notebook: Notebook, config: Config, kernel: KernelFacts | None = None, memory: Memory | None = None
) -> tuple[Findings, tuple[str, ...]]:
    """Return what was found in a notebook, not made findings yet, and what could not be looked at."""
    looked = look(notebook, enabled_rules(config), kernel, memory)
    allowed = notebook_allowances(cell.source for cell in notebook.cells)
    ignored = Ignorings(read_ignored(notebook.metadata))
    return Findings(notebook.path, config, looked.hits, allowed, ignored), (*notebook.problems, *looked.problems)


def not_checked(path: str, kind: TargetKind, reason: str) -> TargetReport:
    """Return the report of a target that could not be looked at."""
    return TargetReport(path=path, kind=kind, outcome=Outcome.NOT_CHECKED, reason=reason)


def _scan_unreadable(path: str, kind: TargetKind, data: bytes, reason: str, config: Config) -> TargetReport:
    """Look for secrets in the raw bytes of what cannot be decoded: the file is ``not-checked``, a leak is still one."""
    content = _JSON_ESCAPE.sub(lambda match: "  " if match[0] != '\\"' else ' "', data.decode(errors="replace"))
    text = Text(Place.SOURCE, content, Syntax.PLAIN)
    notebook = Notebook(path, kind, (), texts=(text,), problems=(reason,))
    return scan_notebook(notebook, config)
