"""What a pickle's stack holds while nothing is made: imports, results of calls, containers, plain constants."""

from __future__ import annotations

from dataclasses import dataclass, field

from jupyter_mlsec.artifacts.names import Standing

MEMBERS = 64  # of a container that are remembered: calls and array headers need no more


class Unknown:
    """A constant whose value is not remembered."""


UNKNOWN = Unknown()  # of no use to anybody: a float, a long number
FORGOTTEN = Unknown()  # could have been of use, but there was no room: whoever needs it cannot follow the file


@dataclass(slots=True, eq=False)
class Import:
    """What ``module.name`` gives."""

    module: str
    name: str
    standing: Standing

    @property
    def full(self) -> tuple[str, str]:
        """Return module and name as a key."""
        return self.module, self.name


@dataclass(slots=True, eq=False)
class Made:
    """The result of a call of ``maker``, or an instance of that class.

    ``arguments`` and ``state`` are remembered only where somebody reads them; ``is_complete`` says that BUILD was
    there, after which no library changes an object any more.
    """

    maker: Import | None
    arguments: Value = None
    state: Value = None
    is_complete: bool = False


@dataclass(slots=True, eq=False)
class Sequence:
    """A tuple, list or set: its first members."""

    members: list[Value] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Mapping:
    """A dictionary: those of its entries that somebody reads.

    ``has_made_names`` says that a key is a text that a call gave: nobody knows which entry it is.
    """

    entries: dict[str, Value] = field(default_factory=dict)
    has_made_names: bool = False


@dataclass(slots=True, eq=False)
class Blob:
    """Bytes of the file that can be read again where they stand."""

    start: int
    length: int


Value = None | bool | int | float | str | bytes | Unknown | Import | Made | Sequence | Mapping | Blob
