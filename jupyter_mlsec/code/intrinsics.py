"""Intrinsics: functions whose meaning the interpreter knows, because they hide a name, a string or a command."""

from __future__ import annotations

import ast
import shlex

from jupyter_mlsec.code.attributes import attribute, item
from jupyter_mlsec.code.constants import DECODERS, join_path, method, unmasked
from jupyter_mlsec.code.intrinsic_table import TABLE, first, known
from jupyter_mlsec.code.names import canonical
from jupyter_mlsec.code.running import shell_method, write
from jupyter_mlsec.code.state import State
from jupyter_mlsec.code.values import (
    UNKNOWN,
    Argument,
    Arguments,
    Built,
    Const,
    Func,
    Instance,
    Klass,
    Map,
    Partial,
    Ref,
    Seq,
    Value,
    any_of,
    options,
    strings,
)

_WORDS = 200  # words of a split command that are kept


def intrinsic(state: State, ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:  # noqa: PLR0911 - one return for each kind
    """Return what a call of a known function gives, or None where it is like any other."""
    function = TABLE.get(ref.name)
    if function is not None:
        return function(state, ref, arguments, node)
    base = ref.base
    if isinstance(base, Const) and isinstance(base.value, str | bytes):
        if isinstance(base.value, str) and ref.name in {"str.write_text", "str.write_bytes"}:
            write(state, base, first(arguments), node)
        made = method(base.value, ref.name.rpartition(".")[2], arguments)
        return Const(made.value, decoded=True) if base.decoded and isinstance(made, Const) else made
    if isinstance(base, Map):
        return _map_method(state, base, ref.name.rpartition(".")[2], arguments, node)
    if ref.name.startswith("builtins."):
        if ref.name.startswith("builtins.get_ipython()."):
            return shell_method(state, ref.name.rpartition(".")[2], arguments, node)
        if ref.name == "builtins.open().write":
            opened = base.made if isinstance(base, Ref) else None
            write(state, opened.find("file", 0) if opened else None, first(arguments), node)
            return None
    if ref.name.endswith(".__getattribute__") and base is not None:
        return _getattr(state, ref, Arguments((Argument(base, state.fragment), *arguments.positional)), node)
    if ref.name in DECODERS and arguments.positional:
        return unmasked(ref.name, arguments.positional[0].value, arguments.find("encoding", 1))
    return None


def environment_set(state: State, name: str, value: Value, node: ast.expr, *, lasting: bool = True) -> None:
    """Note that an environment variable is set: from now on, or (not ``lasting``) for one command or shell."""
    if lasting:
        state.run.environment.append((state.run.tick("os.environ"), name, value))
    arguments = Arguments((Argument(Const(name), state.fragment), Argument(value, state.fragment)))
    state.emit(Ref("os.environ.__setitem__"), arguments, node)
    if name.startswith(("PIP_", "UV_")):
        key = name.partition("_")[2].lower().replace("_", "-")
        text = value.value if isinstance(value, Const) and isinstance(value.value, str) else "$UNKNOWN"
        state.installer_setting(key, text, state.fragment, *state.fragment.inner(node))


@known("builtins.getattr")
def _getattr(state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    owner, name = first(arguments), arguments.find("", 1)
    found = [
        attribute(state, owner, option.value)
        for option in options(name)
        if isinstance(option, Const) and isinstance(option.value, str)
    ]
    return any_of(*found) if found else UNKNOWN


@known("builtins.setattr")
def _setattr(state: State, _ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    owner, name, value = first(arguments), arguments.find("", 1), arguments.find("", 2)
    if isinstance(owner, Ref) and isinstance(name, Const) and isinstance(name.value, str) and value is not None:
        full = f"{owner.name}.{name.value}"
        state.patch(canonical(full), value)
        state.emit(Ref(f"{full}.__set__"), Arguments((Argument(value, state.fragment),)), node)
    return UNKNOWN


@known("importlib.import_module", "importlib.__import__", "builtins.__import__", "pydoc.locate", "pkgutil.resolve_name")
def _import_module(state: State, ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    found: list[Value] = []
    for option in options(first(arguments, "name")):
        if isinstance(option, Const) and isinstance(option.value, str):
            name = option.value.replace(":", ".")
            top = ref.name.endswith("__import__") and arguments.find("fromlist", 3) is None
            found.append(state.module(name.partition(".")[0] if top else name, node=node))
    return any_of(*found) if found else None


@known("functools.partial", "functools.partialmethod")
def _partial(state: State, _ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    if not arguments.positional:
        return UNKNOWN
    rest = Arguments(arguments.positional[1:], arguments.keywords, arguments.complete)
    partial = Partial(state.journal, arguments.positional[0].value, rest, state.fragment, node)
    state.run.partials.append(partial)
    return partial


@known("builtins.dict", "collections.OrderedDict", "collections.defaultdict")
def _dict(state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    items: dict[object, Value] = {}
    complete = arguments.complete
    for argument in arguments.positional:
        if isinstance(argument.value, Map):
            items.update(argument.value.items)
        elif (pairs := _pairs(argument.value)) is not None:
            items.update(pairs)
        else:
            complete = False
    items.update((name, argument.value) for name, argument in arguments.keywords.items())
    return Map(state.journal, items, complete)


def _pairs(value: Value) -> dict[object, Value] | None:
    """Return what a sequence of known pairs makes as a dict."""
    found: dict[object, Value] = {}
    for pair in value.items if isinstance(value, Seq) else ():
        key = pair.items[0] if isinstance(pair, Seq) and len(pair.items) == 2 else None  # noqa: PLR2004 - a pair
        if not isinstance(pair, Seq) or not isinstance(key, Const) or not isinstance(key.value, str | int):
            return None
        found[key.value] = pair.items[1]
    return found or None


@known("sys.modules.get")
def _module(_state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    found = [Ref(canonical(name)) for name in strings(first(arguments))]
    return any_of(*found) if found else None


@known("builtins.globals().update", "builtins.locals().update", "builtins.get_ipython().push")
def _bind_names(state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    given = first(arguments)
    for name, value in (given.items if isinstance(given, Map) else {}).items():
        if isinstance(name, str):
            state.scope.names[name] = value
    state.scope.names.update({name: argument.value for name, argument in arguments.keywords.items()})
    return UNKNOWN


@known("builtins.vars")
def _vars(_state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    return Ref("builtins.vars().__dict__", base=first(arguments)) if arguments.positional else None


@known("operator.attrgetter", "operator.methodcaller")
def _getter(state: State, ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    return Partial(state.journal, Ref(f"{ref.name}.__call__"), arguments, state.fragment, node)


@known("operator.attrgetter.__call__", "operator.methodcaller.__call__")
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


@known("operator.itemgetter")
def _itemgetter(_state: State, _ref: Ref, _arguments: Arguments, _node: ast.Call) -> Value | None:
    return UNKNOWN


@known(
    "builtins.staticmethod",
    "builtins.classmethod",
    "functools.lru_cache",
    "functools.cache",
    "contextlib.closing",
    "contextlib.nullcontext",
    "copy.copy",
    "copy.deepcopy",
    "joblib.delayed",
    "joblib.parallel.delayed",
    "dask.delayed",
    "dask.delayed.delayed",
    "contextlib.contextmanager",
    "contextlib.asynccontextmanager",
    "asyncio.run",
    "functools.wraps",
)
def _passed_on(_state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    return arguments.positional[0].value if arguments.positional else None


@known(
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
    value = first(arguments)
    if ref.name == "builtins.reversed":
        if isinstance(value, Const) and isinstance(value.value, str):
            return Seq(tuple(Const(char, decoded=True) for char in reversed(value.value[:_WORDS])))
        return Seq(tuple(reversed(value.items))) if isinstance(value, Seq) else None
    if isinstance(value, Const) and not isinstance(value.value, str) and ref.name == "builtins.str":
        return Const(str(value.value)) if isinstance(value.value, int | float) else None
    return value if isinstance(value, Const | Built | Seq | Map | Func | Partial) else None


@known("builtins.type")
def _type(state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    members = arguments.find("", 2)
    if isinstance(members, Map):
        klass = Klass(state.journal, next(strings(first(arguments)), "?"), (), None)
        klass.put({name: value for name, value in members.items.items() if isinstance(name, str)})
        return klass
    found = [one.klass for one in options(first(arguments)) if isinstance(one, Instance)]
    return any_of(*found) if found and len(arguments.positional) == 1 else None


@known("shlex.split")
def _split(_state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    text = first(arguments, "s")
    if not isinstance(text, Const) or not isinstance(text.value, str):
        return None
    try:
        return Seq(tuple(Const(word) for word in shlex.split(text.value)[:_WORDS]))
    except ValueError:  # a quote is left open
        return None


@known("typing.cast")
def _cast(_state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    return arguments.find("val", 1)


@known("builtins.bool", "builtins.int")
def _bool(_state: State, ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    value = first(arguments)
    return Const(bool(value.value)) if isinstance(value, Const) and ref.name == "builtins.bool" else None


@known("os.path.join", "pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath")
def _path(_state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    if not arguments.positional:
        return None
    whole = arguments.positional[0].value
    for part in arguments.positional[1:]:
        whole = join_path(whole, part.value)
    return whole if isinstance(whole, Const | Built) else Built((whole,))


@known("os.environ.setdefault", "os.putenv", "os.environ.__setitem__")
def _setenv(state: State, _ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    name, value = first(arguments), arguments.find("", 1)
    if isinstance(name, Const) and isinstance(name.value, str) and value is not None:
        environment_set(state, name.value, value, node)
    return UNKNOWN


@known("os.environ.update")
def _update_env(state: State, _ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    mapping = first(arguments)
    given: dict[object, Value] = dict(mapping.items) if isinstance(mapping, Map) else {}
    given.update((name, argument.value) for name, argument in arguments.keywords.items())
    for name, value in given.items():
        if isinstance(name, str):
            environment_set(state, name, value, node)
    return UNKNOWN


def _map_method(state: State, value: Map, name: str, arguments: Arguments, node: ast.Call) -> Value | None:
    if name in {"get", "pop", "setdefault"} and arguments.positional:
        key, default = arguments.positional[0].value, arguments.find("default", 1)
        known = isinstance(key, Const) and isinstance(key.value, str) and key.value in value.items
        found = item(state, value, key, node)
        if isinstance(key, Const) and isinstance(key.value, str):
            if name == "setdefault" and not known:
                value.put({key.value: default or Const(None)})
            elif name == "pop" and known:
                value.drop(key.value)
        return found if known or default is None else any_of(found, default)
    if name == "values":
        return Seq(tuple(value.items.values()))
    if name == "items":
        return Seq(tuple(Seq((Const(key), known)) for key, known in value.items.items()))
    if name == "update":
        for argument in arguments.positional:
            if isinstance(argument.value, Map):
                value.put(argument.value.items)
            else:
                value.spoil()
        value.put({key: argument.value for key, argument in arguments.keywords.items()})
        return Const(None)
    return Map(state.journal, dict(value.items), value.complete) if name == "copy" else None
