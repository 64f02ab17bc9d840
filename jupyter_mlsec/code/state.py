"""State: what the interpreter knows at one moment, and the parts that its halves offer each other."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from jupyter_mlsec.code.call import Call
from jupyter_mlsec.code.fragment import Fragment, Located
from jupyter_mlsec.code.ipython import Line
from jupyter_mlsec.code.journal import Journal
from jupyter_mlsec.code.names import BUILTINS, CONVENTIONS
from jupyter_mlsec.code.parse import Parsed, parse
from jupyter_mlsec.code.run import Run
from jupyter_mlsec.code.scope import Globals, Scope
from jupyter_mlsec.code.values import Arguments, Built, Const, Ref, Value, any_of

DEPTH = 90  # nested expressions that are followed; deeper ones are only searched for calls
INLINE_DEPTH = 5  # helper functions inside helper functions that are followed
INLINE_BUDGET = 60_000  # expressions evaluated inside called helper functions, for a whole notebook


@dataclass(slots=True, eq=False)
class State:
    """The interpreter's state. Nothing in here ever runs, imports or opens anything."""

    journal: Journal
    names: Globals
    run: Run
    scope: Scope
    fragment: Fragment
    parsed: dict[str, Parsed]  # what was parsed for the cell that is being run
    outer: tuple[Fragment, Located] | None = None
    package: str = ""  # of the file beside the notebook that is being run
    returned: list[list[Value]] = field(default_factory=list)
    said: set[str] | None = None  # the commands of the function that is being run
    depth: int = 0
    inlined: int = 0  # how many helper functions we are in
    budget: int = INLINE_BUDGET
    conditional: int = 0  # how many branches that may be left out we are in
    round: int = 0  # 1 while a loop's body is run once more
    nested: int = 0  # how many strings, scripts and files inside each other we are in
    running: set[int] = field(default_factory=set)  # files and strings that are being run, against endless loops

    def parse(self, content: str) -> Parsed:
        """Parse Python, once for each text of a cell."""
        known = self.parsed.get(content)
        if known is None:
            known = self.parsed[content] = parse(content)
        return known

    def evaluate(self, node: ast.expr) -> Value:
        """Return the value of an expression and note the calls in it."""
        raise NotImplementedError

    def execute(self, body: list[ast.stmt]) -> None:
        """Run statements."""
        raise NotImplementedError

    def invoke(self, function: Value, arguments: Arguments, node: ast.Call) -> Value:
        """Call a value."""
        raise NotImplementedError

    def run_python(self, fragment: Fragment, *, apart: bool = False, tolerant: bool = False) -> None:
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

    def module(self, name: str, *, only_written: bool = False, node: Located | None = None) -> Value:
        """Return a module: one that is read, because a cell wrote it or it lies beside the notebook, or its name."""
        raise NotImplementedError

    def installer_setting(self, key: str, value: str, fragment: Fragment, start: int, end: int) -> None:
        """Note a setting of the installer."""
        raise NotImplementedError

    def write_any(self, path: str, body: Fragment) -> None:
        """Look at a file that the notebook writes."""
        raise NotImplementedError

    def write_file(self, path: str, body: Fragment) -> None:
        """Remember a file of code that the notebook writes."""
        raise NotImplementedError

    def emit(self, ref: Ref, arguments: Arguments, node: ast.expr, *, escaped: bool = False) -> None:
        """Note a call of something outside the notebook."""
        outer = self.outer
        key = (id(self.fragment), id(node), ref.name, (id(outer[1]) if outer else 0) + self.round)
        run = self.run
        tick = run.tick(ref.name)
        _note_paths(run, ref.name, arguments)
        known = run.calls.get(key)
        if known is not None and (escaped or not known.escaped):
            return
        run.calls[key] = Call(ref.name, self.fragment, node, arguments, run, tick, ref.base, outer, escaped)

    def lookup(self, name: str) -> Value:
        """Return what a name stands for: bound here, later in the notebook, by a star import, built in or by habit."""
        found = self.scope.find(name)
        if found is not None:
            return found
        root = self.scope.root()
        later = root.missing(name)
        if later is not None:
            return later
        candidates = [self._starred(module, name) for module in reversed(root.starred())]
        if name in BUILTINS:
            candidates.append(Ref(f"builtins.{name}"))
        if not candidates:
            habit = CONVENTIONS.get(name)
            return Ref(habit) if habit else Ref(f"?.{name}")
        if name in CONVENTIONS:
            candidates.append(Ref(CONVENTIONS[name]))
        return any_of(*candidates[:8])

    def patch(self, name: str, value: Value) -> None:
        """Note that the notebook replaces an attribute of a module."""
        self.names.establish("@", _FACT)
        self.names.establish(f"@{name}", value)

    def patched(self, name: str) -> Value | None:
        """Return what the notebook put in the place of an attribute of a module, or None."""
        return None if self.names.without("@") else self.names.fact(f"@{name}")

    def written(self) -> tuple[str, ...]:
        """Return the paths of the files of code that the notebook wrote."""
        known = None if self.names.without("/") else self.names.fact("/")
        return known.value if isinstance(known, Const) and isinstance(known.value, tuple) else ()

    def _starred(self, module: str, name: str) -> Value:
        return Ref(f"{module}.{name}")


_FACT = Const(True)  # noqa: FBT003 - a value, not a flag


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


def _note_paths(run: Run, name: str, arguments: Arguments) -> None:
    """Remember the paths that the notebook writes to: what is read from them later is its own work."""
    keywords = arguments.keywords
    found = [keywords[key].value for key in _FOLDERS if key in keywords] if keywords else []
    if name[name.rfind(".") + 1 :] in _SAVING:
        found.extend(argument.value for argument in arguments.positional[:2])
    for given in found:
        opened = given.made if isinstance(given, Ref) and given.name == "builtins.open()" else None
        value = (opened.find("file", 0) if opened else None) or given
        if isinstance(value, Const) and isinstance(value.value, str):
            run.written.add(value.value.removeprefix("./").rstrip("/"))
        elif isinstance(value, Ref | Built) and len(run.saved) < _SAVED:
            run.saved.append(value)
    if name in _FETCHING:
        target = arguments.find(*_FETCHING[name])
        if isinstance(target, Const) and isinstance(target.value, str):
            run.fetched[target.value.rsplit("/", 1)[-1]] = run.clock
