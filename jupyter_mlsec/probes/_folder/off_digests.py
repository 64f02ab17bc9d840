"""Model files held against the digests that are kept of them: the answer, and which files of a notebook are models."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._folder.digest_files import holds_digests, kept_digests
from jupyter_mlsec.probes._ground.base import failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.analysed import trees_of
from jupyter_mlsec.probes._notebook.cells import nodes_of
from jupyter_mlsec.probes._notebook.consequences import called

# a model can be written to such a file; where the code names it and reads no table from it, it is taken for one
_WRITTEN = frozenset({".bz2", ".gz", ".json", ".msgpack", ".npy", ".pmml", ".tar", ".txt", ".xml", ".xz", ".zip"})
_READS = frozenset({"load", "load_file", "load_model", "loads", "open", "read", "read_bytes", "read_text"})
_MOST = 100  # model files
_LONGEST = 300  # characters of a path


def judged_by_digests(paths: Iterable[Path], root: Path, *, what: str, step: str) -> Observation:
    """Return what is said of model files; ``what`` they are ("saved models"), ``step`` what to do about a wrong one."""
    stale: dict[str, bool] = {}
    fitting, unread = 0, []
    for path in list(paths)[:_MOST]:
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
        for kept in kept_digests(path, root):
            try:
                fits = kept.fits(path)
            except UnreadableError:
                unread.append(name)
                continue
            fitting += fits
            if not fits:
                stale[name] = stale.get(name, False) or kept.strict
    if stale:
        said = f"The digest that is kept of {listed(sorted(stale))} belongs to other bytes."
        return (failed if any(stale.values()) else warned)(said, next_step=step)
    if unread:
        return not_evidence(f"{listed(unread)} could not be hashed", next_step="Look whether it can be read.")
    if not fitting:
        return not_applicable(f"no digest of {what} is kept in the project")
    return passed(f"{count(fitting, 'digest')} of {what}, each of the bytes that are there.")


def is_model(path: Path, named: set[str]) -> bool:
    """Tell whether a file holds a model: by its format, or because the code names it and it can hold one."""
    suffix = path.suffix.lower()
    return suffix in words("models", "suffixes") or (
        suffix in _WRITTEN and path.name in named and not holds_digests(path)
    )


def named_in(notebook: Notebook, *, read: bool = False) -> set[str]:
    """Return the last parts of the texts in a notebook's code; ``read``: only of those that it opens to read."""
    nodes = [node for tree in trees_of(notebook) for node in nodes_of(tree)]
    if read:
        nodes = [inner for node in nodes if isinstance(node, ast.Call) and _reads(node) for inner in ast.walk(node)]
    return {text.replace("\\", "/").rpartition("/")[2] for text in _texts(nodes)}


def _texts(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < _LONGEST:
            yield node.value


def _reads(call: ast.Call) -> bool:
    if called(call) not in _READS:
        return False
    given = (*call.args[1:], *(word.value for word in call.keywords))
    modes = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return called(call) != "open" or not any(set(mode) & set("wax+") and len(mode) <= 3 for mode in modes)  # noqa: PLR2004 - "wb+"
