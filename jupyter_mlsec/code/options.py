"""Options: what a parser of command lines gives where nobody says anything else, and fields with defaults."""

from __future__ import annotations

import ast

from jupyter_mlsec.code.intrinsic_table import first, known
from jupyter_mlsec.code.state import State
from jupyter_mlsec.code.values import UNKNOWN, Argument, Arguments, Const, Func, Map, Ref, Seq, Value, strings

_PARSER = "argparse.ArgumentParser()"


@known("argparse.ArgumentParser")
def _parser(state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    return Ref(_PARSER, arguments, Map(state.journal, {}))


def _defaults(ref: Ref) -> Map | None:
    """Return the defaults that a parser, whose method this is, has been told."""
    owner = ref.base
    return owner.base if isinstance(owner, Ref) and isinstance(owner.base, Map) else None


@known(f"{_PARSER}.add_argument_group", f"{_PARSER}.add_mutually_exclusive_group")
def _group(_state: State, ref: Ref, _arguments: Arguments, _node: ast.Call) -> Value | None:
    return ref.base


@known(f"{_PARSER}.add_argument")
def _add_argument(_state: State, ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    defaults = _defaults(ref)
    name = _destination(arguments)
    if defaults is not None and name:
        action = set(strings(arguments.find("action")))
        switched = "store_true" in action or "store_false" in action
        given = arguments.find("default")
        defaults.put({name: given or (Const("store_false" in action) if switched else Const(None))})
        for option in (text for argument in arguments.positional for text in strings(argument.value)):
            defaults.put({f" {option}": Const(name)})
    return UNKNOWN


def _destination(arguments: Arguments) -> str:
    for name in strings(arguments.find("dest")):
        return name
    names = [name for argument in arguments.positional for name in strings(argument.value)]
    chosen = next((name for name in names if name.startswith("--")), names[0] if names else "")
    return chosen.lstrip("-").replace("-", "_")


@known(f"{_PARSER}.set_defaults")
def _set_defaults(_state: State, ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    defaults = _defaults(ref)
    if defaults is not None:
        defaults.put({name: argument.value for name, argument in arguments.keywords.items()})
    return UNKNOWN


@known(f"{_PARSER}.parse_args", f"{_PARSER}.parse_known_args")
def _parse(state: State, ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    defaults = _defaults(ref)
    if defaults is None:
        return None
    found: dict[object, Value] = {name: value for name, value in defaults.items.items() if not _is_option(name)}
    found.update(_given(first(arguments, "args"), defaults))
    held = {str(name): Argument(value, state.fragment) for name, value in found.items()}
    space = Ref("argparse.Namespace()", Arguments((), held))
    return Seq((space, UNKNOWN)) if ref.name.endswith("known_args") else space


def _is_option(name: object) -> bool:
    return isinstance(name, str) and name.startswith(" ")  # how a parser spells a name, as no name begins


def _given(line: Value, defaults: Map) -> dict[object, Value]:
    """Return what a command line, given as a list of constants, sets."""
    words = line.items if isinstance(line, Seq) else ()
    found: dict[object, Value] = {}
    for place, word in enumerate(words):
        for text in strings(word):
            known = defaults.items.get(f" {text}")
            name = known.value if isinstance(known, Const) else None
            if not text.startswith("-") or name not in defaults.items:
                continue
            default = defaults.items[name]
            switch = isinstance(default, Const) and isinstance(default.value, bool)
            following = words[place + 1] if place + 1 < len(words) else UNKNOWN
            found[name] = Const(True) if switch else following  # noqa: FBT003 - a value, not a flag
    return found


@known("dataclasses.field", "pydantic.Field", "pydantic.fields.Field", "attr.ib", "attrs.field", "attr.field")
def _field(state: State, ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    given = arguments.find("default", None if ref.name == "dataclasses.field" else 0)
    if given is not None:
        return given
    factory = arguments.find("default_factory") or arguments.find("factory")
    return state.invoke(factory, Arguments(), node) if isinstance(factory, Func | Ref) else UNKNOWN
