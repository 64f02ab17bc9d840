"""Folding: the expressions of a Python cell that amount to a string which is not written in one piece."""

from __future__ import annotations

import ast
import binascii
import re
from collections.abc import Callable, Iterator

from jupyter_mlsec.model.text import line_starts
from jupyter_mlsec.secrets.constant import Constant, chained, decoded, filled, formatted, is_decoder, whole
from jupyter_mlsec.secrets.rarity import is_odd
from jupyter_mlsec.secrets.rewritten import Part, Segment
from jupyter_mlsec.secrets.surface import Surface

# What an expression that puts a string together has in it; a cell without any is not parsed.
_MARKS = (
    *(b"+", b".join(", b".format(", b"% ", b"%(", b"::-1]", b"chr", b"fromhex", b"decode", b"unhexlify", b"a2b_"),
    *(b"f'", b'f"', b".replace(", b"bytes(["),
)
_STRING = re.compile(r"""["'](?=([A-Za-z0-9_+/=.:~%@!#$^&*-]{8,2000})["'])""")
# What a login in an address, or characters by their codes, look like before they are put together.
ADDRESS = re.compile(r"://[^@]{0,330}(?<=\S)@\S")
CODES = re.compile(r"\\x[0-9a-f]{2}|\[\s{0,9}\d{2,3}\s{0,9},\s{0,9}\d{2,3}\s{0,9},|[\"'\w]\[::-1\]")
_DECODERS = re.compile(r"(?:fromhex|unhexlify|a2b_\w{1,9}|(?:[0-9]|codecs\.)decode|decodebytes)\(")
_SECRET_NAME = re.compile(r"(?i:passw|pwd|passphrase|_pass\b|secret|api_?key|credential)\w*[\"'\])]*\s*[:=]\s*[(\"'fF]")
_LONGEST_SOURCE = 200_000
_LONGEST_VALUE = 100_000
_LITERAL = re.compile(r"""([A-Za-z]{0,2})(\"\"\"|'''|"|')""")
_CHANGES = frozenset(
    ["strip", "lstrip", "rstrip", "replace", "lower", "upper", "removeprefix", "removesuffix", "swapcase"]
)


def folded(surface: Surface) -> Iterator[Part]:
    """Yield the largest expressions of a cell that amount to a string that is not written in one piece."""
    if surface.is_shell or len(surface.content) > _LONGEST_SOURCE:
        return
    if not any(mark in surface.raw for mark in _MARKS) or not _is_worth_it(surface):
        return
    if surface.tree is not None:
        yield from _Folder(surface.content, surface.tree).parts()


def _is_worth_it(surface: Surface) -> bool:
    """Whether any string in it could be a piece of something drawn by a machine: parsing costs a millisecond."""
    content = surface.content
    if surface.names and _SECRET_NAME.search(content):
        return True
    if _DECODERS.search(content) or ADDRESS.search(content) or CODES.search(content):
        return True
    return any(is_odd(piece) for piece in _STRING.findall(content))


class _Folder:
    """Folds one cell. A name counts as a constant when the cell binds it once, and adds to it at most."""

    def __init__(self, content: str, tree: ast.Module) -> None:
        self._content = content
        self._starts = line_starts(content)
        self._tree = tree
        self._names: dict[str, ast.expr | None] = {}
        self._grown: dict[ast.expr, str] = {}  # the first value of a name that is added to later
        self._busy: set[str] = set()
        self._steps = 20_000

    def parts(self) -> Iterator[Part]:
        """Yield the parts, outermost first: what is inside one is not looked at again."""
        statements = [each for each in ast.walk(self._tree) if isinstance(each, ast.stmt)]
        for statement in sorted(statements, key=lambda each: each.lineno):
            self._bind(statement)
        pending: list[ast.AST] = [self._tree]
        while pending:
            node = pending.pop()
            if isinstance(node, (ast.BinOp, ast.JoinedStr, ast.Call, ast.Subscript, ast.Constant)):
                value = self._value(node)
                if value is not None:
                    start, end = self._range(node)
                    yield Part(start, end, value.text, value.segments)
                    continue
            pending.extend(ast.iter_child_nodes(node))

    def _bind(self, node: ast.stmt) -> None:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            self._names[name] = None if name in self._names else node.value  # two values are no constant
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and isinstance(node.op, ast.Add):
            before = self._names.get(node.target.id)
            if before is not None:
                self._names[node.target.id] = ast.copy_location(ast.BinOp(before, node.op, node.value), before)
                self._grown.setdefault(before, node.target.id)

    def _value(self, node: ast.expr) -> Constant | None:
        if node in self._grown:  # what the name holds in the end, in the place of what it held first
            bound = self._names.get(self._grown[node])
            return None if bound is None else self._fold(bound)
        return None if isinstance(node, ast.Constant) else self._fold(node)

    def _range(self, node: ast.expr) -> tuple[int, int]:
        return (
            self._offset(node.lineno, node.col_offset),
            self._offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset),
        )

    def _offset(self, line: int, column: int) -> int:
        """Convert ast's line and UTF-8 column to an offset in the content."""
        start = self._starts[min(line, len(self._starts)) - 1]
        head = self._content[start : start + column]
        if not head.isascii():
            head = head.encode(errors="replace")[:column].decode(errors="ignore")
        return start + len(head)

    def _fold(self, node: ast.expr) -> Constant | None:
        self._steps -= 1
        fold = self._FOLDS.get(type(node))
        if fold is None or self._steps < 0:
            return None
        try:
            value = fold(self, node)
        except (ValueError, TypeError, LookupError, binascii.Error, OverflowError, RecursionError, AttributeError):
            return None
        return value if value is not None and len(value.content) <= _LONGEST_VALUE else None

    def _constant(self, node: ast.expr) -> Constant | None:
        content = node.value if isinstance(node, ast.Constant) else None
        if not isinstance(content, (str, bytes)):
            return None
        start, end = self._range(node)
        segments, at = [], start
        while (opening := _LITERAL.search(self._content, at, end)) is not None:
            quote = opening[2]
            closing = self._content.find(quote, opening.end(), end)
            if closing < 0 or "\\" in self._content[opening.end() : closing]:
                break
            segments.append(Segment(closing - opening.end(), opening.end(), closing))
            at = closing + len(quote)
        if sum(segment.length for segment in segments) == len(content):
            return Constant(content, tuple(segments))
        opening = _LITERAL.match(self._content, start)
        if opening is None:  # the text inside an f-string has no quotes of its own
            return whole(content, start, end)
        return whole(content, opening.end(), max(opening.end(), end - len(opening[2])))

    def _name(self, node: ast.expr) -> Constant | None:
        name = node.id if isinstance(node, ast.Name) else ""
        bound = self._names.get(name)
        if bound is None or name in self._busy:
            return None
        self._busy.add(name)
        try:
            return self._fold(bound)
        finally:
            self._busy.discard(name)

    def _operation(self, node: ast.expr) -> Constant | None:
        if not isinstance(node, ast.BinOp):
            return None
        if isinstance(node.op, ast.Add):
            return chained(self._all([node.left, node.right]))
        if isinstance(node.op, ast.Mod):
            template = self._fold(node.left)
            values = self._all(node.right.elts if isinstance(node.right, ast.Tuple) else [node.right])
            return None if template is None else formatted(template, values)
        return None

    def _all(self, nodes: list[ast.expr]) -> list[Constant]:
        """Fold every node. Raises ``ValueError`` where one is no constant."""
        values = []
        for node in nodes:
            value = self._fold(node)
            if value is None:
                raise ValueError
            values.append(value)
        return values

    def _interpolated(self, node: ast.expr) -> Constant | None:
        if not isinstance(node, ast.JoinedStr) or not any(isinstance(each, ast.FormattedValue) for each in node.values):
            return None
        pieces = self._all([each.value if isinstance(each, ast.FormattedValue) else each for each in node.values])
        start, end = self._range(node)
        at = start
        placed = []
        for each, piece in zip(node.values, pieces, strict=True):
            found = self._content.find(piece.text, at, end) if isinstance(each, ast.Constant) else -1
            if found >= 0:  # before Python 3.12 the text inside an f-string has no position of its own
                at = found + len(piece.text)
                placed.append(Constant(piece.content, (Segment(len(piece.content), found, at),)))
            else:
                placed.append(piece)
        return chained(placed)

    def _slice(self, node: ast.expr) -> Constant | None:
        if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Slice):
            return None
        value = self._fold(node.value)
        bounds = (node.slice.lower, node.slice.upper, node.slice.step)
        cut = slice(*(None if bound is None else ast.literal_eval(bound) for bound in bounds))
        return None if value is None else value.changed(value.content[cut])

    def _call(self, node: ast.expr) -> Constant | None:
        if not isinstance(node, ast.Call):
            return None
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if node.args and name in {"str", "bytes"}:
            return self._fold(node.args[0]) or self._characters(node.args[0])
        argument = self._fold(node.args[0]) if node.args else None
        if argument is not None and is_decoder(name):
            return decoded(name, argument)
        if argument is not None and name == "decode" and len(node.args) > 1:  # codecs.decode("…", "rot13")
            return argument.recoded(str(ast.literal_eval(node.args[1])))
        return self._method_call(node, function, name) if isinstance(function, ast.Attribute) else None

    def _method_call(self, node: ast.Call, function: ast.Attribute, name: str) -> Constant | None:
        if name == "join" and len(node.args) == 1:
            return self._join(function.value, node.args[0])
        value = self._fold(function.value)
        return None if value is None else self._method(node, name, value)

    def _method(self, node: ast.Call, name: str, value: Constant) -> Constant | None:
        if name == "format":
            named = {each.arg: self._all([each.value])[0] for each in node.keywords if each.arg}
            return filled(value, self._all(node.args), named)
        arguments = [ast.literal_eval(argument) for argument in node.args]
        if name in {"encode", "decode"}:
            return value.recoded(str(arguments[0]) if arguments else "utf-8")
        return value.changed(getattr(value.content, name)(*arguments)) if name in _CHANGES else None

    def _join(self, separator: ast.expr, items: ast.expr) -> Constant | None:
        glue = self._fold(separator)
        if isinstance(items, ast.Name):
            items = self._names.get(items.id) or items
        reverse = isinstance(items, ast.Call) and getattr(items.func, "id", "") == "reversed"
        if isinstance(items, ast.Call) and reverse and items.args:
            items = items.args[0]
        if glue is None or not isinstance(items, (ast.List, ast.Tuple)):
            return self._characters(items)
        values = self._all(items.elts)
        between = Constant(glue.content, (Segment(len(glue.content), 0, 0),)) if glue.content else None
        ordered = values[::-1] if reverse else values
        return chained(
            [each for value in ordered for each in ((between, value) if between else (value,))][bool(between) :]
        )

    def _characters(self, node: ast.expr) -> Constant | None:
        """Fold lists of character codes: ``bytes([…])``, ``map(chr, […])``, ``(chr(x) for x in […])``."""
        bound = [self._names.get(each.id) for each in ast.walk(node) if isinstance(each, ast.Name)]
        found = next((each for each in (*ast.walk(node), *bound) if isinstance(each, (ast.List, ast.Tuple))), None)
        if found is None:
            return None
        start, end = self._range(found)
        return whole("".join(map(chr, ast.literal_eval(found))), start + 1, end - 1)

    _FOLDS: dict[type[ast.expr], Callable[[_Folder, ast.expr], Constant | None]] = {  # noqa: RUF012 - never written
        ast.Constant: _constant,
        ast.Name: _name,
        ast.BinOp: _operation,
        ast.JoinedStr: _interpolated,
        ast.Subscript: _slice,
        ast.Call: _call,
    }
