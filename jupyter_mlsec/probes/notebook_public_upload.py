"""Models and data that a cell publishes, or sends where anybody may read them.

A model remembers its training rows, and what is public once cannot be taken back. Hubs publish unless they are told
not to, and a bucket's object is public when its access list says so.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.program import Call, Program, read_program
from jupyter_mlsec.probes._notebook.shell_lines import shell_lines

_CREATES = frozenset({"create_repo"})
_PUBLISHES = frozenset({"push_to_hub"})
_PUBLIC = frozenset({"public-read", "public-read-write", "publicRead", "publicReadWrite", "authenticated-read"})
_LISTS = ("ACL", "acl", "predefined_acl", "canned_acl")
_TRACKERS = frozenset({"mlflow.set_tracking_uri", "mlflow.set_registry_uri"})
_SHELL = {
    "an object is made public": re.compile(
        r"\baws\s+s3\b.*--acl\s+public|\bgsutil\b.*\b(?:-a\s+public|AllUsers)", re.IGNORECASE
    ),
    "a data set is published": re.compile(r"\bkaggle\s+datasets\s+(?:create|version)\b.*(?:\s-u\b|--public\b)"),
    "a file is shown to everybody with the link": re.compile(r"\b(?:transfer\.sh|file\.io|0x0\.st|pastebin\.com)\b"),
}


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    lines = list(shell_lines(subject.notebook))
    grave = sorted({*_grave(program), *_of_shell(lines)})
    if grave:
        step = "Keep it private (private=True, no public access list), or decide it with those whose data it is."
        return failed(f"Anybody may read what the notebook sends out: {listed(grave)}.", next_step=step)
    pushed = [call for call in program.calls if call.method in _PUBLISHES | _CREATES]
    open_ = [call for call in pushed if call.constant("private") is not True]
    if open_ and not _private_repository(program):
        cells = listed(map(str, sorted({call.cell.number for call in open_})))
        step = "Say private=True, or that it is meant to be public: %mlsec answer TRN-08 …"
        return warned(f"Cell {cells} pushes to a hub, which publishes unless told otherwise.", next_step=step)
    if (problem := unreadable(program)) is not None:
        return problem
    sends = [call for call in program.calls if call.method in _PUBLISHES | _CREATES or call.name in _TRACKERS]
    if not sends:
        return not_applicable("no cell is seen to send models or data to a hub, a tracker or a bucket")
    return passed(f"{count(len(sends), 'upload')}, none public or unencrypted.")


def _grave(program: Program) -> Iterator[str]:
    for call in program.calls:
        if call.method in _CREATES | _PUBLISHES and call.constant("private") is False:
            yield "a repository is created public"
        if any(call.text(None, name) in _PUBLIC for name in _LISTS) or call.method == "make_public" or _opened(call):
            yield "an object is made public"
        if call.name in _TRACKERS and _plain(call):
            yield "runs are sent to a tracker without encryption"
        if call.name == "wandb.init" and call.text(None, "anonymous") in {"must", "allow"}:
            yield "runs are sent to an account that belongs to nobody"


def _opened(call: Call) -> bool:
    """Tell whether a container is opened to everybody who knows its address."""
    level = call.argument(None, "public_access")
    if level is None:
        return False
    return not isinstance(level, ast.Constant) or level.value in {"blob", "container"}


def _plain(call: Call) -> bool:
    where = call.text(0, "uri") or ""
    return where.startswith("http://") and not re.match(r"http://(?:localhost|127\.|\[::1\])", where)


def _of_shell(lines: list[str]) -> Iterator[str]:
    return (what for what, pattern in _SHELL.items() if any(pattern.search(line) for line in lines))


def _private_repository(program: Program) -> bool:
    created = [call for call in program.calls if call.method in _CREATES]
    return bool(created) and all(call.constant("private") is True for call in created)


PROBE = Probe(name="public-upload", items=("TRN-08",), run=_run, partial=True, incidental=True, docs=__doc__)
