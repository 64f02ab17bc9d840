"""Files that a notebook may have written or fetched by the time it loads them: what lies there now is no proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.call import Call
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


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The last parts of paths that calls write to, and the text of all shell lines, where a path may be anything."""

    names: frozenset[str]
    shell: str

    def may_be(self, name: str) -> bool:
        """Whether the file of this name may be another one when it is loaded."""
        return name in self.names or name in self.shell


def rewritten(notebook: Notebook, program: Program) -> Rewritten:
    """Return what a notebook writes, as far as the code says."""
    runs = (program, program.reordered) if program.reordered is not None else (program,)
    names = {name for run in runs for call in run.calls for name in _written(call)}
    lines = (line for cell in notebook.cells for line in _shell_lines(cell.source.content))
    return Rewritten(frozenset(names), "\n".join(lines))


def moves(program: Program) -> bool:
    """Whether a notebook changes its current folder, so that relative paths mean other files later."""
    return any(call.name in _MOVING for call in program.calls) or any(
        command.program.lstrip("%") in {"cd", "pushd", "popd"} for command in program.commands
    )


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
