"""Files that a cell opens to everybody on the machine: whoever has an account there may change data or models.

Permissions are read from the call that sets them (``os.chmod``, ``Path.chmod``, ``os.makedirs`` with a mode) and from
shell lines, before any file is there to be looked at.
"""

from __future__ import annotations

import ast
import functools
import operator
import stat
from collections.abc import Iterator

from jupyter_mlsec.code.call import Call
from jupyter_mlsec.code.program import Program
from jupyter_mlsec.code.values import constants
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.analysed import analysed
from jupyter_mlsec.probes._notebook.deeds import deeds
from jupyter_mlsec.probes._notebook.program import read_program

_MODED = {"chmod": (0, 1), "fchmod": (1,), "lchmod": (1,), "makedirs": (1,), "mkdir": (0, 1), "open": (2,),
          "touch": (0,), "mknod": (1,), "fchmodat": (2,), "set_permission": (1,)}  # fmt: skip
_STEP = "Give write permission to yourself and at most to your group: os.chmod(path, 0o640)."
_CHANGES = stat.S_IWOTH
_READS = stat.S_IROTH


def _run(subject: NotebookSubject) -> Observation:
    program = analysed(subject.notebook)
    opened = [done.deed.what for done in deeds(program, "files")]
    modes = list(_modes(program))
    if any(mode & _CHANGES for mode in modes):
        opened.append("a file is opened to everybody")
    if opened:
        return failed(f"{_begin(listed(sorted(set(opened))))}.", next_step=_STEP)
    if any(mode & _READS for mode in modes):
        return warned("A file is shown to everybody on the machine.", next_step=_STEP)
    if (problem := unreadable(read_program(subject.notebook))) is not None:
        return problem
    if not modes:
        return not_applicable("no cell sets the permissions of a file")
    return passed(f"{count(len(modes), 'file mode')} set, none open to everybody.")


def _begin(text: str) -> str:
    return text[0].upper() + text[1:]


def _modes(program: Program) -> Iterator[int]:
    for call in program.calls:
        yield from _mode(call)


def _mode(call: Call) -> Iterator[int]:
    last = call.name.rpartition(".")[2]
    if last not in _MODED or (last == "open" and call.name not in {"os.open", "?.os.open"}):
        return
    positional = call.arguments.positional
    given = [each for keyword, each in call.arguments.keywords.items() if keyword == "mode"]
    given += [positional[place] for place in _MODED[last] if place < len(positional)]
    for argument in given:
        yield from (each for each in constants(argument.value) if isinstance(each, int) and not isinstance(each, bool))
        if isinstance(argument.node, ast.BinOp | ast.Attribute):
            yield _sum_of_flags(argument.node)


def _sum_of_flags(node: ast.expr) -> int:
    """Return the mode that constants of ``stat`` add up to: ``stat.S_IRWXU | stat.S_IWOTH``."""
    names = (each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in ast.walk(node))
    flags = (getattr(stat, name) for name in names if name.startswith("S_I") and hasattr(stat, name))
    return functools.reduce(operator.or_, (flag for flag in flags if isinstance(flag, int)), 0)


PROBE = Probe(name="opened-files", items=("COL-04", "TRN-08"), run=_run, partial=True, incidental=True, docs=__doc__)
