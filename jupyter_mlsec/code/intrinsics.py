"""Intrinsics: functions whose meaning the interpreter knows, because they hide a name, a string or a command."""

from __future__ import annotations

import ast
from collections.abc import Callable

from jupyter_mlsec.code.attributes import attribute, item
from jupyter_mlsec.code.constants import join_path, method, unmasked
from jupyter_mlsec.code.fragment import Fragment
from jupyter_mlsec.code.literals import literal_fragment
from jupyter_mlsec.code.names import canonical
from jupyter_mlsec.code.state import State
from jupyter_mlsec.code.values import (
    UNKNOWN,
    Argument,
    Arguments,
    Built,
    Const,
    Func,
    Map,
    Partial,
    Ref,
    Seq,
    Value,
    any_of,
    options,
)

Intrinsic = Callable[[State, Ref, Arguments, ast.Call], Value | None]
_TABLE: dict[str, Intrinsic] = {}


def intrinsic(state: State, ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    """Return what a call of a known function gives, or None where it is like any other."""
    known = _TABLE.get(ref.name)
    if known is not None:
        return known(state, ref, arguments, node)
    if isinstance(ref.base, Const) and isinstance(ref.base.value, str | bytes):
        return method(ref.base.value, ref.name.rpartition(".")[2], arguments)
    if isinstance(ref.base, Map):
        return _map_method(state, ref.base, ref.name.rpartition(".")[2], arguments, node)
    if ref.name.startswith("builtins.get_ipython()."):
        return _shell_method(state, ref.name.rpartition(".")[2], arguments)
    if ref.name == "builtins.open().write":
        _write(state, ref, arguments)
        return None
    if arguments.positional:
        return unmasked(ref.name, arguments.positional[0].value)
    return None


def environment_set(state: State, name: str, value: Value, node: ast.expr) -> None:
    """Note that an environment variable is set from now on."""
    state.history.environment.append((state.history.tick("os.environ"), name, value))
    arguments = Arguments((Argument(Const(name), state.fragment), Argument(value, state.fragment)))
    state.emit(Ref("os.environ.__setitem__"), arguments, node)


def _first(arguments: Arguments, name: str = "") -> Value:
    return arguments.find(name, 0) or UNKNOWN


def _known(*names: str) -> Callable[[Intrinsic], Intrinsic]:
    def register(function: Intrinsic) -> Intrinsic:
        _TABLE.update(dict.fromkeys(names, function))
        return function

    return register


@_known("builtins.getattr")
def _getattr(state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    owner, name = _first(arguments), arguments.find("", 1)
    found = [
        attribute(state, owner, option.value)
        for option in options(name)
        if isinstance(option, Const) and isinstance(option.value, str)
    ]
    return any_of(*found) if found else UNKNOWN


@_known("builtins.setattr")
def _setattr(state: State, _ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    owner, name, value = _first(arguments), arguments.find("", 1), arguments.find("", 2)
    if isinstance(owner, Ref) and isinstance(name, Const) and isinstance(name.value, str) and value is not None:
        full = f"{owner.name}.{name.value}"
        state.scope.root().names[f"@{canonical(full)}"] = value
        state.emit(Ref(f"{full}.__set__"), Arguments((Argument(value, state.fragment),)), node)
    return UNKNOWN


@_known(
    "importlib.import_module", "importlib.__import__", "builtins.__import__", "pydoc.locate", "pkgutil.resolve_name"
)
def _import_module(_state: State, ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    found: list[Value] = []
    for option in options(_first(arguments, "name")):
        if isinstance(option, Const) and isinstance(option.value, str):
            name = option.value.replace(":", ".")
            top = ref.name.endswith("__import__") and arguments.find("fromlist", 3) is None
            found.append(Ref(canonical(name.partition(".")[0] if top else name)))
    return any_of(*found) if found else None


@_known("functools.partial", "functools.partialmethod")
def _partial(state: State, _ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    if not arguments.positional:
        return UNKNOWN
    rest = Arguments(arguments.positional[1:], arguments.keywords, arguments.complete)
    partial = Partial(arguments.positional[0].value, rest, state.fragment, node)
    state.partials.append(partial)
    return partial


@_known("builtins.dict", "collections.OrderedDict", "collections.defaultdict")
def _dict(_state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    items: dict[object, Value] = {}
    complete = arguments.complete
    for argument in arguments.positional:
        if isinstance(argument.value, Map):
            items.update(argument.value.items)
        else:
            complete = False
    items.update((name, argument.value) for name, argument in arguments.keywords.items())
    return Map(items, complete)


@_known("builtins.vars")
def _vars(_state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    return Ref("builtins.vars().__dict__", base=_first(arguments)) if arguments.positional else None


@_known("operator.attrgetter", "operator.methodcaller")
def _getter(state: State, ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    return Partial(Ref(f"{ref.name}.__call__"), arguments, state.fragment, node)


@_known("operator.attrgetter.__call__", "operator.methodcaller.__call__")
def _get(state: State, ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    if len(arguments.positional) < 2:  # noqa: PLR2004 - the name that was given first, and the object
        return UNKNOWN
    name, owner = arguments.positional[0].value, arguments.positional[-1].value
    if not isinstance(name, Const) or not isinstance(name.value, str):
        return UNKNOWN
    for part in name.value.split("."):
        owner = attribute(state, owner, part)
    if "methodcaller" in ref.name:
        return state.invoke(owner, Arguments(arguments.positional[1:-1], arguments.keywords), node)
    return owner


@_known("operator.itemgetter")
def _itemgetter(_state: State, _ref: Ref, _arguments: Arguments, _node: ast.Call) -> Value | None:
    return UNKNOWN


@_known(
    "builtins.staticmethod",
    "builtins.classmethod",
    "functools.lru_cache",
    "functools.cache",
    "contextlib.closing",
    "contextlib.nullcontext",
    "copy.copy",
    "copy.deepcopy",
    "asyncio.run",
    "functools.wraps",
)
def _passed_on(_state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    return arguments.positional[0].value if arguments.positional else None


@_known(
    "builtins.iter",
    "builtins.str",
    "builtins.list",
    "builtins.tuple",
    "builtins.sorted",
    "builtins.reversed",
    "os.fspath",
    "os.path.expanduser",
    "os.path.abspath",
    "textwrap.dedent",
)
def _same(_state: State, ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    value = _first(arguments)
    if isinstance(value, Const) and not isinstance(value.value, str) and ref.name == "builtins.str":
        return Const(str(value.value)) if isinstance(value.value, int | float) else None
    return value if isinstance(value, Const | Built | Seq | Map | Func | Partial) else None


@_known("typing.cast")
def _cast(_state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    return arguments.find("val", 1)


@_known("builtins.bool", "builtins.int")
def _bool(_state: State, ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    value = _first(arguments)
    return Const(bool(value.value)) if isinstance(value, Const) and ref.name == "builtins.bool" else None


@_known("os.path.join", "pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath")
def _path(_state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    if not arguments.positional:
        return None
    whole = arguments.positional[0].value
    for part in arguments.positional[1:]:
        whole = join_path(whole, part.value)
    return whole if isinstance(whole, Const | Built) else Built((whole,))


@_known("os.environ.setdefault", "os.putenv", "os.environ.__setitem__")
def _setenv(state: State, _ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    name, value = _first(arguments), arguments.find("", 1)
    if isinstance(name, Const) and isinstance(name.value, str) and value is not None:
        environment_set(state, name.value, value, node)
    return UNKNOWN


@_known("os.environ.update")
def _update_env(state: State, _ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    given = dict(_first(arguments).items) if isinstance(_first(arguments), Map) else {}  # type: ignore[union-attr]
    given.update((name, argument.value) for name, argument in arguments.keywords.items())
    for name, value in given.items():
        if isinstance(name, str):
            environment_set(state, name, value, node)
    return UNKNOWN


@_known("builtins.exec", "builtins.eval")
def _run_text(state: State, ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    value = _first(arguments)
    if isinstance(value, Ref) and value.name == "builtins.compile()" and value.made is not None:
        value = _first(value.made, "source")
    if isinstance(value, Const) and isinstance(value.value, str | bytes):
        text = value.value if isinstance(value.value, str) else value.value.decode("utf-8", "replace")
        fragment = _constant_fragment(state, value, text, node)
        return state.evaluate_text(fragment) if ref.name == "builtins.eval" else state.run_python(fragment)
    return None


def _constant_fragment(state: State, value: Const, text: str, node: ast.Call) -> Fragment:
    """Return a constant's text as code: where it is written if that is inside the call, else all of it at the call."""
    if value.fragment is state.fragment and value.node is not None and _inside(value.node, node):
        literal = literal_fragment(value.fragment, value.node, text)
        if literal is not None:
            return literal
    start, _ = state.fragment.inner(node)
    return state.fragment.derived(text, [start] * (len(text) + 1), exact=False)


def _inside(inner: ast.expr, outer: ast.Call) -> bool:
    begin, end = (outer.lineno, outer.col_offset), (outer.end_lineno or outer.lineno, outer.end_col_offset or 0)
    return begin <= (inner.lineno, inner.col_offset) <= end


_ARGV = ("subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output", "subprocess.Popen")
_TEXT = ("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput", "IPython.utils.process.system")


@_known(*_ARGV, *_TEXT, "pip.main", "pip._internal.main", "pip._internal.cli.main.main", "pexpect.run")
def _command(state: State, ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    value = arguments.find("args", 0) or arguments.find("command", 0) or arguments.find("cmd", 0) or UNKNOWN
    if isinstance(value, Const) and isinstance(value.value, str):
        state.run_shell(_constant_fragment(state, value, value.value, node), interpolate=False)
    elif isinstance(value, Built):
        text = "".join(
            part.value if isinstance(part, Const) and isinstance(part.value, str) else "$UNKNOWN"
            for part in value.parts
        )
        start, _ = state.fragment.inner(node)
        fragment = state.fragment.derived(text, [start] * (len(text) + 1), exact=False)
        state.run_shell(fragment, interpolate=False)
    elif isinstance(value, Seq) and value.items:
        _argv(state, ref, value, node)
    return None


def _argv(state: State, ref: Ref, value: Seq, node: ast.Call) -> None:
    words = ["pip"] if ref.name.startswith("pip.") else []
    for part in value.items:
        if isinstance(part, Const) and isinstance(part.value, str):
            words.append(_quoted(part.value))
        elif isinstance(part, Ref) and part.name == "sys.executable":
            words.append("python")
        else:
            words.append('"$UNKNOWN"')
    text = " ".join(words)
    start, _ = state.fragment.inner(node)
    state.run_shell(state.fragment.derived(text, [start] * (len(text) + 1), exact=False), interpolate=False)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _shell_method(state: State, name: str, arguments: Arguments) -> Value | None:
    """Run a method of IPython's shell object on constant text."""
    given = [
        literal_fragment(option.fragment, option.node, option.value)
        for argument in arguments.positional
        for option in (argument.value,)
        if isinstance(option, Const) and isinstance(option.value, str) and option.fragment and option.node
    ]
    fragments = [fragment for fragment in given if fragment is not None]
    if not fragments:
        return None
    if name in {"system", "getoutput", "system_piped", "system_raw"}:
        state.run_shell(fragments[0])
    elif name in {"run_cell", "ex", "ev", "run_code", "safe_execfile_ipy"}:
        state.run_cell(fragments[0])
    elif name == "magic":
        text = fragments[0].content.lstrip("%")
        skipped = len(fragments[0].content) - len(text)
        word = text.split(None, 1)[0] if text.split() else ""
        rest = fragments[0].part(skipped + len(word), len(fragments[0].content))
        state.run_magic(word, rest, 0)
    elif name == "run_line_magic" and len(fragments) > 1:
        state.run_magic(fragments[0].content, fragments[1], 0)
    elif name == "run_cell_magic" and fragments:
        header = fragments[0].content
        line = fragments[1].content if len(fragments) > 2 else ""  # noqa: PLR2004 - name, line, cell
        body = fragments[-1]
        text = f"%%{header} {line}\n"
        first = body.offsets[0] if body.offsets else 0
        offsets = [first] * len(text) + list(body.offsets or range(len(body.content) + 1))
        state.run_cell(Fragment(body.text, text + body.content, offsets, exact=False))
    return None


def _map_method(state: State, value: Map, name: str, arguments: Arguments, node: ast.Call) -> Value | None:
    if name in {"get", "pop", "setdefault"} and arguments.positional:
        found = item(state, value, arguments.positional[0].value, node)
        default = arguments.find("default", 1)
        return any_of(found, default) if default is not None else found
    if name == "values":
        return Seq(tuple(value.items.values()))
    if name == "items":
        return Seq(tuple(Seq((Const(key), known)) for key, known in value.items.items()))
    if name == "update":
        for argument in arguments.positional:
            if isinstance(argument.value, Map):
                value.items.update(argument.value.items)
            else:
                value.complete = False
        value.items.update((key, argument.value) for key, argument in arguments.keywords.items())
        return Const(None)
    return Map(dict(value.items), value.complete) if name == "copy" else None


def _write(state: State, ref: Ref, arguments: Arguments) -> None:
    """Remember what a cell writes to a Python file."""
    opened = ref.base
    if not isinstance(opened, Ref) or opened.made is None:
        return
    path, content = opened.made.find("file", 0), _first(arguments)
    if (
        not isinstance(path, Const)
        or not isinstance(path.value, str)
        or not path.value.endswith((".py", ".ipy", ".sh"))
    ):
        return
    if isinstance(content, Const) and isinstance(content.value, str) and content.fragment and content.node:
        literal = literal_fragment(content.fragment, content.node, content.value)
        if literal is not None:
            state.write_file(path.value, literal)
