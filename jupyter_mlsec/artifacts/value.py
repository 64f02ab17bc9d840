"""What a pickle's stack holds while nothing is made: imports, results of calls, containers, plain constants."""

from __future__ import annotations

from dataclasses import dataclass, field

from jupyter_mlsec.artifacts.names import Standing

MEMBERS = 64  # of a container that are remembered: calls and array headers need no more


class Unknown:
    """A constant that is not remembered: too long, or of no use to anybody."""


UNKNOWN = Unknown()


@dataclass(slots=True, eq=False)
class Import:
    """What ``module.name`` gives."""

    module: str
    name: str
    standing: Standing


@dataclass(slots=True, eq=False)
class Made:
    """The result of calling ``maker`` with ``arguments``; ``state`` is what BUILD set last."""

    maker: Value
    arguments: Value
    state: Value = None


@dataclass(slots=True, eq=False)
class Sequence:
    """A tuple, list or set: its first members."""

    members: list[Value] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Mapping:
    """A dictionary: the first entries that have a text as key."""

    entries: dict[str, Value] = field(default_factory=dict)


Value = None | bool | int | float | str | bytes | Unknown | Import | Made | Sequence | Mapping


def made_class(value: Value) -> Import | None:
    """Return the class whose instance ``value`` is, where the file says so directly or through ``copyreg``."""
    if not isinstance(value, Made) or not isinstance(value.maker, Import):
        return None
    arguments = value.arguments.members if isinstance(value.arguments, Sequence) else []
    if value.maker.module == "copyreg" and arguments:
        return arguments[0] if isinstance(arguments[0], Import) else None
    return value.maker
