"""A notebook's copy in which every secret that is found is masked, everywhere and in every spelling."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.notebook import Cell, CellKind, Notebook
from jupyter_mlsec.model.text import Place, Span, Syntax, Text
from jupyter_mlsec.notebook.read import decode_json, read_notebook
from jupyter_mlsec.scan.fixes.bindings import parses_as_before
from jupyter_mlsec.scan.fixes.literals import Literal, tokens
from jupyter_mlsec.scan.fixes.splice import Origin
from jupyter_mlsec.scan.subjects import texts_of
from jupyter_mlsec.secrets.located import located
from jupyter_mlsec.secrets.masking import MASK, PLAIN_MASK, Masking, Stain, covered

_MOST_ROUNDS = 6
_ROUNDS_OF_VALUES = 3  # rounds in which values alone are covered, and not all that stands around them
_SHAPE = frozenset({"output_type", "name"})  # strings of an output that say what it is
_INDENT = re.compile(r"\{\r?\n([ \t]+)")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Redacted:
    """``data`` is the copy; ``secrets`` how many different values were masked, ``places`` in how many texts."""

    data: bytes
    secrets: int
    places: int


def redact_notebook(path: str, data: bytes) -> Redacted:
    """Return a copy of a notebook in which no secret can be found any more. Pure, nothing is written.

    Raises ``UnreadableError`` where something could not be looked at, or could not be masked: then there is no copy.
    """
    document: Any = decode_json(data)
    values: set[str] = set()
    places: set[Origin] = set()
    for number in range(_MOST_ROUNDS):
        notebook = read_notebook(path, document)
        if notebook.problems:
            raise UnreadableError(
                f"not all of it can be looked at: {'; '.join(notebook.problems)}",
                help="repair the notebook (open it in JupyterLab and save it), then redact it",
            )
        found = [(text, located(text)) for text in texts_of(notebook)]
        found = [each for each in found if each[1]]
        if not found and not values and _says_all_once(data):
            return Redacted(data, 0, 0)  # git's filters run at every add: nothing may change where nothing is masked
        if not found:
            return Redacted(_written(document, data, Masking(values)), len(values), len(places))
        values |= {value for _, secrets in found for secret in secrets for value in secret.values}
        places |= {text.origin for text, _ in found}
        direct = {
            text.origin: [piece for secret in secrets for piece in secret.pieces]
            for text, secrets in found
            if text.place is Place.SOURCE
        }
        # What looks as before after it was masked stands there in a way that nobody knows: all of it is covered.
        wiped = {
            _part(text.origin) for text, _ in found if number >= _ROUNDS_OF_VALUES and text.place is not Place.SOURCE
        }
        blob = "\n".join(_strings(document))
        document = _Copy(Masking(values).narrowed(blob), direct, notebook, wiped).value(document, ())
    raise UnreadableError(
        f"{_named(found[0][0])} holds a secret that cannot be masked",
        help="take it out by hand (mlsec scan shows where it is), then redact the notebook",
    )


def _says_all_once(data: bytes) -> bool:
    """Whether no object of the document has a key twice: what was looked at is then all that stands there."""
    is_clear = True

    def pairs(found: list[tuple[str, object]]) -> None:
        nonlocal is_clear
        is_clear = is_clear and len({key for key, _ in found}) == len(found)

    try:
        json.loads(data.decode("utf-8-sig"), object_pairs_hook=pairs)
    except (ValueError, RecursionError):
        return False
    return is_clear


def _part(origin: Origin) -> Origin:
    """Return the output, attachment or metadata key that a text belongs to."""
    for name in ("outputs", "attachments"):
        if name in origin:
            return origin[: origin.index(name) + 2]
    return origin


def _named(text: Text) -> str:
    return f"cell {text.cell.number}" if text.cell else "the notebook's metadata"


def _written(document: object, before: bytes, masking: Masking) -> bytes:
    """Return the document's bytes, laid out like ``before``. Raises where a value is in them all the same."""
    head = before[:4096].decode("utf-8", "replace")
    indent = _INDENT.search(head)
    layout: dict[str, Any] = {"indent": indent[1]} if indent else {}
    if not indent and b'": ' not in before[:4096]:
        layout = {"separators": (",", ":")}
    text = json.dumps(document, ensure_ascii=False, **layout)
    if masking.narrowed(text).occurs_in(text):
        raise UnreadableError("a secret would have stayed in the copy", help="take it out by hand, then redact it")
    text += "\n" if before.rstrip(b" ").endswith(b"\n") else ""
    try:
        return text.encode()
    except UnicodeEncodeError:  # half a pair of surrogates
        return (json.dumps(document, **layout) + "\n").encode()


def _strings(value: object) -> Iterator[str]:
    """Yield every string of a JSON value, keys included; lists of strings as one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _strings(item)
    elif isinstance(value, list):
        if value and all(isinstance(item, str) for item in value):
            yield "".join(value)
        else:
            for item in value:
                yield from _strings(item)
    elif value is not None:
        yield str(value)


class _Copy:
    """Copies JSON with everything masked. ``direct`` holds what was found in sources, by the path of each."""

    def __init__(
        self, masking: Masking, direct: Mapping[Origin, list[Span]], notebook: Notebook, wiped: AbstractSet[Origin]
    ) -> None:
        self._masking = masking
        self._wiped = wiped
        self._direct = direct
        self._cells = {cell.source.origin: cell for cell in notebook.cells}

    def value(self, value: Any, origin: Origin) -> Any:  # noqa: ANN401 - JSON of any shape
        """Return one value with every string, key and number in it masked."""
        if isinstance(value, str):
            return self._cell_id(value, origin) or self._text(value, origin)
        if isinstance(value, Mapping):
            return self._object(value, origin)
        if isinstance(value, list):
            if value and all(isinstance(item, str) for item in value):
                return self._lines(value, origin)
            return [self.value(item, (*origin, number)) for number, item in enumerate(value)]
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return 0 if is_number and self._masking.occurs_in(str(value)) else value

    def _object(self, value: Mapping[str, Any], origin: Origin) -> dict[str, Any]:
        copy: dict[str, Any] = {}
        for key, item in value.items():
            name = covered(key, self._masking.stains(key))
            while name != key and (name in copy or name in value):
                name += MASK  # two keys of one length must not become one
            copy[name] = self.value(item, (*origin, key))
        return copy

    def _lines(self, lines: list[str], origin: Origin) -> list[str]:
        """Mask a list of strings as the one text that it is; no mask is longer or shorter than what it covers."""
        whole = self._text("".join(lines), origin)
        copy, at = [], 0
        for line in lines:
            copy.append(whole[at : at + len(line)])
            at += len(line)
        is_set = origin[-1:] == ("tags",)
        return list(dict.fromkeys(copy)) if is_set else copy

    def _cell_id(self, value: str, origin: Origin) -> str | None:
        """Return another id for a cell whose own holds a value: ids are unique, of letters, digits, - and _."""
        if origin[-1:] != ("id",) or origin[:1] != ("cells",) or len(origin) != 3:  # noqa: PLR2004 - cells, number, id
            return None
        return f"redacted-{origin[1]}" if self._masking.occurs_in(value) else value

    def _text(self, content: str, origin: Origin) -> str:
        if origin[-1] not in _SHAPE and any(origin[:depth] in self._wiped for depth in range(len(origin) + 1)):
            return covered(content, (Stain(0, len(content)),), PLAIN_MASK)
        stains = [
            *(Stain(piece.start, piece.end) for piece in self._direct.get(origin, ())),
            *self._masking.stains(content),
        ]
        cell = self._cells.get(origin)
        if not stains:
            return content
        if cell is None or cell.kind is not CellKind.CODE or cell.source.syntax is not Syntax.PYTHON:
            return covered(content, stains)
        return _covered_code(cell, content, stains)


def _covered_code(cell: Cell, content: str, stains: list[Stain]) -> str:
    """Return a cell's code with stains covered, still code: the first cover that Python's parser takes."""
    ways: tuple[Callable[[], str], ...] = (
        lambda: covered(content, stains),
        lambda: covered(content, stains, PLAIN_MASK),
        lambda: covered(content, _words(content, stains), PLAIN_MASK),
        lambda: covered(content, _words(content, stains), "0"),
        lambda: covered(content, _literals(content, stains), PLAIN_MASK),
    )
    for way in ways:
        code = way()
        if parses_as_before(content, code):
            return code
    raise UnreadableError(
        f"a secret in cell {cell.ref.number} cannot be masked without breaking its code",
        help="move it to the environment (mlsec scan --fix), then redact the notebook",
    )


def _words(content: str, stains: Iterable[Stain]) -> Iterator[Stain]:
    """Yield what is to be covered of code outside of literals: its letters and digits, not its commas."""
    for stain in stains:
        for match in _WORD.finditer(content, stain.start, stain.end):
            yield Stain(*match.span())


def _literals(content: str, stains: Iterable[Stain]) -> Iterator[Stain]:
    """Yield the literals that the stains are in, as wholes."""
    known = [each for each in tokens(content) if isinstance(each, Literal)]
    for stain in stains:
        around = [each for each in known if each.start < stain.end and stain.start < each.end]
        yield from (Stain(each.inner_start, each.inner_end) for each in around)
        if not around:
            yield stain
