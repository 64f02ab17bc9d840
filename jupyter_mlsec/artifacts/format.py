"""Format: what one kind of file says about itself, so that the walk can find its reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.errors import UnreadableError

Reader = Callable[[Content], None]
Node = Mapping[str, object]


class OtherFormatError(UnreadableError):
    """A reader that was only a guess says that the content is something else."""


class Certainty(IntEnum):
    """How sure a format is that a content is its own."""

    NO = 0
    GUESS = 1  # the content has no mark: reading will tell
    LIKELY = 2  # a mark of so few bits that others bear it by chance
    AT_END = 3  # its mark stands at the end: what is inside an archive could have left it there
    SURE = 4  # its mark is there; a second format that is sure makes the file two files in one


def _nothing(_content: Content) -> None:
    """Read nothing: such a format is recognised by names or in documents only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One kind of file. Readers raise ``UnreadableError`` for what cannot be followed and tell the rest as sights.

    ``name`` is how a reader calls it ("a tar archive"). ``begins`` judges by bytes; ``claims`` gives the reader of what
    has a path, alone or among its siblings, that says what it is, and then nothing else looks at it; ``node`` gets
    every object of a JSON or YAML document. ``suffixes`` are those that a folder's walk takes, ``names`` patterns of
    whole names in lower case: only what is read in full belongs there. ``rank`` orders guesses. ``is_container`` says
    that the ends of what is inside may be mistaken for the file's own; ``can_hide``, that it needs no mark, so that a
    file with another's mark can be one, too.
    """

    name: str
    read: Reader = _nothing
    begins: Callable[[Content], Certainty] = lambda _content: Certainty.NO
    claims: Callable[[Content], Reader | None] = lambda _content: None
    node: Callable[[Content, Node], None] | None = None
    suffixes: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    rank: int = 0
    is_container: bool = False
    can_hide: bool = False
