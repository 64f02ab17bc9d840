"""Files that a notebook may have written or fetched by the time it loads them: what lies there now is no proof."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from jupyter_mlsec.code.call import Call
from jupyter_mlsec.code.fragment import Fragment
from jupyter_mlsec.code.parse import parse
from jupyter_mlsec.code.program import Program
from jupyter_mlsec.code.values import Value, strings, walk
from jupyter_mlsec.model.notebook import Notebook

_WRITING = frozenset({
    "copy", "copy2", "copyfile", "move", "rename", "replace", "urlretrieve", "download", "download_file",
    "download_blob", "download_to_filename", "write", "write_bytes", "write_text", "dump", "dump_", "save",
    "save_model", "to_pickle", "savez", "savez_compressed", "retrieve", "get_file", "unpack_archive", "extract",
    "fget_object", "hf_hub_download", "symlink", "symlink_to", "link", "get", "mv", "cp", "put",
})  # fmt: skip
_OPENING = frozenset({"open", "open_code", "BZ2File", "GzipFile", "LZMAFile"})
_MOVING = ("os.chdir", "os.fchdir")


@dataclass(frozen=True)
class Rewritten:
    """What a notebook writes and where it goes, as far as its code says; looked up when somebody asks."""

    notebook: Notebook
    program: Program
    cell: int | None = None  # the one that is about to run: what the others wrote is written

    def may_be(self, name: str) -> bool:
        """Whether the file of this name may be another one when it is loaded."""
        return name in self._names or name in self._shell

    @cached_property
    def moves(self) -> bool:
        """Whether the notebook changes its current folder, so that relative paths mean other files later."""
        return any(call.name in _MOVING for call in self.program.calls) or any(
            command.program.lstrip("%") in {"cd", "pushd", "popd"} for command in self.program.commands
        )

    @cached_property
    def _names(self) -> frozenset[str]:
        """The last parts of paths that calls write to."""
        runs = (self.program, self.program.reordered) if self.program.reordered is not None else (self.program,)
        return frozenset(name for run in runs for call in run.calls if self._counts(call) for name in _written(call))

    @cached_property
    def _shell(self) -> str:
        """The text of all lines for the shell, where a path may be anything."""
        cells = [cell for cell in self.notebook.cells if self.cell in {None, cell.ref.index}]
        return "\n".join(line for cell in cells for line in _shell_lines(cell.source.content))

    def _counts(self, call: Call) -> bool:
        """Whether a call can still happen before the load: in the cell that is about to run, or in a function."""
        at = call.text.cell
        if self.cell is None or at is None or at.index == self.cell:
            return True
        inside = self._functions(call.fragment)
        return inside is None or any(first <= call.node.lineno <= last for first, last in inside)

    def _functions(self, fragment: Fragment) -> list[tuple[int, int]] | None:
        """Return the lines of the functions in a piece of code; None where they cannot be told."""
        parsed = parse(fragment.content)
        if parsed.broken:
            return None
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
        nodes = (node for tree in parsed.trees for node in ast.walk(tree))
        return [(one.lineno, one.end_lineno or one.lineno) for one in nodes if isinstance(one, kinds)]


def _written(call: Call) -> Iterator[str]:
    last = call.name.rpartition(".")[2]
    if last in _OPENING:
        mode = next((text for text in map(_mode, (call.argument("mode", 1), call.argument("", 0))) if text), "r")
        if not set("wax+") & set(mode):
            return
    elif last not in _WRITING:
        return
    for value in (*call.arguments.values(), call.base):
        for part in walk(value, 4):
            yield from (text.replace("\\", "/").rpartition("/")[2] for text in strings(part))


def _mode(value: Value | None) -> str | None:
    return next((text for text in strings(value) if text and set(text) <= set("rwaxbtU+")), None)


def _shell_lines(source: str) -> Iterator[str]:
    if source.lstrip().startswith("%%"):
        yield source
        return
    for line in source.splitlines():
        if "!" in line or "%" in line or "system(" in line or "run(" in line:
            yield line
