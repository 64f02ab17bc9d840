"""State: what the interpreter knows at one moment, and the parts that its halves offer each other."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from jupyter_mlsec.code.call import Call, History
from jupyter_mlsec.code.command import Command
from jupyter_mlsec.code.fragment import Fragment
from jupyter_mlsec.code.ipython import Line
from jupyter_mlsec.code.names import BUILTINS, CONVENTIONS
from jupyter_mlsec.code.scope import Scope
from jupyter_mlsec.code.values import Arguments, Built, Const, Klass, Partial, Ref, Value, any_of

DEPTH = 90  # nested expressions that are followed; deeper ones are only searched for calls
INLINE_DEPTH = 5  # helper functions inside helper functions that are followed
INLINE_BUDGET = 60_000  # expressions evaluated inside called helper functions, for a whole notebook

_Key = tuple[int, int, str, int]


@dataclass(slots=True, eq=False)
class State:
    """The interpreter's state. Nothing in here ever runs, imports or opens anything."""

    scope: Scope
    history: History
    fragment: Fragment
    calls: dict[_Key, Call] = field(default_factory=dict)
    commands: list[Command] = field(default_factory=list)
    modules: dict[str, Klass] = field(default_factory=dict)  # what cells wrote to files, by module name
    files: dict[str, Fragment] = field(default_factory=dict)  # the same, not read yet, by path
    partials: list[Partial] = field(default_factory=list)
    outer: tuple[Fragment, ast.Call] | None = None
    returned: list[list[Value]] = field(default_factory=list)
    depth: int = 0
    inlined: int = 0  # how many helper functions we are in
    budget: int = INLINE_BUDGET
    broken: dict[int, set[int]] = field(default_factory=dict)  # lines that are no Python, by cell
    nested: int = 0  # how many strings, scripts and files inside each other we are in
    running: set[int] = field(default_factory=set)  # files and strings that are being run, against endless loops

    def evaluate(self, node: ast.expr) -> Value:
        """Return the value of an expression and note the calls in it."""
        raise NotImplementedError

    def execute(self, body: list[ast.stmt]) -> None:
        """Run statements."""
        raise NotImplementedError

    def invoke(self, function: Value, arguments: Arguments, node: ast.Call) -> Value:
        """Call a value."""
        raise NotImplementedError

    def run_python(self, fragment: Fragment, *, apart: bool = False) -> None:
        """Run Python that stands in a string, a here-document or a file; ``apart`` with names of its own."""
        raise NotImplementedError

    def evaluate_text(self, fragment: Fragment) -> Value | None:
        """Return the value of an expression that stands in a string."""
        raise NotImplementedError

    def run_shell(self, fragment: Fragment, *, interpolate: bool = True) -> None:
        """Note the commands of shell text."""
        raise NotImplementedError

    def run_line(self, line: Line) -> Value:
        """Run one of IPython's lines."""
        raise NotImplementedError

    def run_magic(self, name: str, fragment: Fragment) -> None:
        """Run a line magic, given what follows its name."""
        raise NotImplementedError

    def run_cell(self, fragment: Fragment) -> None:
        """Run a cell, with its cell magic if it has one."""
        raise NotImplementedError

    def write_file(self, path: str, body: Fragment) -> None:
        """Remember a file of code that the notebook writes."""
        raise NotImplementedError

    def emit(self, ref: Ref, arguments: Arguments, node: ast.expr, *, escaped: bool = False) -> None:
        """Note a call of something outside the notebook."""
        outer = self.outer
        key = (id(self.fragment), id(node), ref.name, id(outer[1]) if outer else 0)
        time = self.history.tick(ref.name)
        _note_paths(self.history, ref.name, arguments)
        known = self.calls.get(key)
        if known is not None and (escaped or not known.escaped):
            return
        direct = isinstance(node, ast.Call) and _written(arguments, node)
        self.calls[key] = Call(
            ref.name, self.fragment, node, arguments, self.history, time, ref.base, outer, escaped, direct
        )

    def lookup(self, name: str) -> Value:
        """Return what a name stands for: bound here, later in the notebook, by a star import, built in or by habit."""
        found = self.scope.find(name)
        if found is not None:
            return found
        root = self.scope.root()
        root.missed.add(name)
        later = root.later.get(name)
        if later is not None:
            return later
        candidates = [self._starred(module, name) for module in reversed(root.stars)]
        if name in BUILTINS:
            candidates.append(Ref(f"builtins.{name}"))
        if not candidates:
            habit = CONVENTIONS.get(name)
            return Ref(habit) if habit else Ref(f"?.{name}")
        if name in CONVENTIONS:
            candidates.append(Ref(CONVENTIONS[name]))
        return any_of(*candidates[:8])

    def _starred(self, module: str, name: str) -> Value:
        return Ref(f"{module}.{name}")


def _written(arguments: Arguments, node: ast.Call) -> bool:
    return all(argument.node is not None for argument in arguments.keywords.values()) and len(node.args) == len(
        arguments.positional
    )


_SAVING = frozenset(
    (
        "save_pretrained",
        "save_model",
        "save",
        "save_to_disk",
        "makedirs",
        "mkdir",
        "dump",
        "to_pickle",
        "savez",
        "export",
    )
)
_FOLDERS = ("output_dir", "local_dir", "save_directory", "save_dir")
_FETCHING = {"urllib.request.urlretrieve": ("filename", 1), "wget.download": ("out", 1)}
_SAVED = 200  # paths that are no constants and are remembered


def _note_paths(history: History, name: str, arguments: Arguments) -> None:
    """Remember the paths that the notebook writes to: what is read from them later is its own work."""
    found = [arguments.keywords[key].value for key in _FOLDERS if key in arguments.keywords]
    if name.rpartition(".")[2] in _SAVING:
        found.extend(argument.value for argument in arguments.positional[:2])
    for given in found:
        opened = given.made if isinstance(given, Ref) and given.name == "builtins.open()" else None
        value = (opened.find("file", 0) if opened else None) or given
        if isinstance(value, Const) and isinstance(value.value, str):
            history.written.add(value.value.removeprefix("./").rstrip("/"))
        elif isinstance(value, Ref | Built) and len(history.saved) < _SAVED:
            history.saved.append(value)
    if name in _FETCHING:
        target = arguments.find(*_FETCHING[name])
        if isinstance(target, Const) and isinstance(target.value, str):
            history.fetched[target.value.rsplit("/", 1)[-1]] = history.clock
