"""Secrets in Python code: the literal, or the whole expression that amounts to it, is replaced by where to read it."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from jupyter_mlsec.model.rule import Edit, Fix
from jupyter_mlsec.scan.fixes.asked import PROMPT, SOURCES, Asked, Source
from jupyter_mlsec.scan.fixes.bindings import Code
from jupyter_mlsec.scan.fixes.expression import (
    Folded,
    circumstances,
    environment_default,
    folded_at,
    gives_bytes,
    path_to,
    writes_environment,
)
from jupyter_mlsec.scan.fixes.literals import Comment, Literal, braces, depth_at, tokens

_SCHEME = re.compile(r"([A-Za-z][\w+.-]{0,30})://[^\s]{0,300}$")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "{": "{{", "}": "}}"}


@dataclass(frozen=True, slots=True)
class Spot:
    """What is replaced: ``start..end`` by a template with ``{}`` for the expression, and edits beside it.

    ``quote`` is what the expression may quote with; ``path`` leads to the expression in the tree.
    """

    start: int
    end: int
    path: list[ast.AST]
    template: str = "{}"
    quote: str = '"'
    beside: tuple[Edit, ...] = ()
    whole: bool = True
    safe: bool = True


def python_fixes(asked: Asked, code: Code) -> tuple[Fix, ...]:
    """Return the fixes for a secret in Python code, the one to prefer first; none where no literal holds it."""
    start, end = asked.span.start - code.base, asked.span.end - code.base
    folded = folded_at(code, start, end)
    known = _tokens(code)
    first = max(0, bisect_right(known, start, key=lambda each: each.start) - 1)
    within = [each for each in takewhile(lambda each: each.start < end, known[first:]) if start < each.end]
    if within and isinstance(within[0], Comment):
        return asked.masked() if within[0].end >= end else ()
    literals = [each for each in within if isinstance(each, Literal)]
    if not literals:
        return ()
    spot = _spot(code, start, end, literals, folded)
    if folded is not None:
        asked = replace(asked, value=folded.part.value[folded.first : folded.last])
    if spot is None or _is_no_value(spot.path):
        return asked.masked(safe=spot is not None)
    return tuple(_fixes(asked, code, spot))


def line_fixes(asked: Asked, code: Code, start: int, end: int) -> tuple[Fix, ...]:
    """Return the fixes for a secret in Python behind ``%time`` and its like: ``start..end`` is that line."""
    first, last = asked.span.start - code.base, asked.span.end - code.base
    shift = start
    for each in tokens(code.content[start:end]):
        if isinstance(each, Literal) and each.start + shift <= first and last <= each.end + shift:
            literal = replace(
                each,
                start=each.start + shift,
                end=each.end + shift,
                inner_start=each.inner_start + shift,
                inner_end=each.inner_end + shift,
            )
            is_whole = code.content[literal.inner_start : literal.inner_end].strip() == code.content[first:last]
            ending = "{}.encode()" if literal.is_bytes else "{}"
            spot = Spot(*_whole(literal), [], ending) if is_whole else _in_literal(code, first, last, literal, [])
            return tuple(_fixes(asked, code, spot)) if spot is not None else asked.masked()
    return asked.masked()


@lru_cache(maxsize=4)
def _tokens(code: Code) -> Sequence[Literal | Comment]:
    """Return the tokens of the code without its magics and shell lines, whose quotes are not Python's."""
    content = code.content
    for _, begin, _, end in code.ranges:
        content = f"{content[:begin]}{' ' * (end - begin)}{content[end:]}"
    return tuple(tokens(content))


def _spot(code: Code, start: int, end: int, literals: list[Literal], folded: Folded | None) -> Spot | None:
    first, last = literals[0], literals[-1]
    if folded is not None and (len(literals) > 1 or folded.is_whole or list(folded.elsewhere())):
        return _of_folded(code, folded)
    if first is not last:
        return _of_several(code, start, end, first, last)
    path = path_to(code, first.start, first.end)
    if code.content[first.inner_start : first.inner_end].strip() == code.content[start:end]:
        node = path[-1] if path else None
        if node is None or (isinstance(node, (ast.Constant, ast.JoinedStr)) and code.range(node) == _whole(first)):
            return Spot(*_whole(first), path, "{}.encode()" if first.is_bytes else "{}")
    return _in_literal(code, start, end, first, path)


def _whole(literal: Literal) -> tuple[int, int]:
    return literal.start, literal.end


def _in_literal(code: Code, start: int, end: int, literal: Literal, path: list[ast.AST]) -> Spot | None:
    """Turn the literal into an f-string, or use that it is one."""
    if not literal.inner_start <= start <= end <= literal.inner_end:
        return None
    if literal.is_formatted:
        return _in_formatted(code, start, end, literal, path)
    if literal.is_bytes and not (path and code.range(path[-1]) == _whole(literal)):  # type: ignore[arg-type]
        return None  # bytes side by side cannot become text one by one
    inner = code.content[literal.inner_start : literal.inner_end]
    beside = [code.edit(literal.start, literal.start + len(literal.prefix), "rf" if literal.is_raw else "f")]
    doubled = braces(code.content, literal.inner_start, literal.inner_end, raw=literal.is_raw)
    beside += [code.edit(at, at + 1, code.content[at] * 2) for at in doubled if not start <= at < end]
    if literal.is_bytes:
        encoding = "" if inner.isascii() and "\\" not in inner else '"latin-1"'
        beside.append(code.edit(literal.end, literal.end, f".encode({encoding})"))
    return Spot(start, end, path, "{{{}}}", literal.other_quote, tuple(beside), whole=False)


def _in_formatted(code: Code, start: int, end: int, literal: Literal, path: list[ast.AST]) -> Spot | None:
    if not depth_at(code.content, literal, start):
        return Spot(start, end, path, "{{{}}}", literal.other_quote, whole=False)
    before, after = code.content[start - 1 : start], code.content[end : end + 1]
    if before != after or before not in {"'", '"'} or before == literal.quote[0]:
        return None
    return Spot(start - 1, end + 1, path, quote=before)


def _of_several(code: Code, start: int, end: int, first: Literal, last: Literal) -> Spot | None:
    """Replace literals that stand side by side, or are added up."""
    if any(each.is_formatted or each.is_bytes != first.is_bytes for each in (first, last)):
        return None
    path = path_to(code, first.start, last.end)
    head, tail = code.content[first.inner_start : start].strip(), code.content[end : last.inner_end].strip()
    if head or tail or (path and not isinstance(path[-1], (ast.Constant, ast.BinOp))):
        return None
    return Spot(first.start, last.end, path, "{}.encode()" if first.is_bytes else "{}")


def _of_folded(code: Code, folded: Folded) -> Spot | None:
    start, end = folded.part.start, folded.part.end
    path = path_to(code, start, end)
    if not path:
        return None
    emptied = tuple(code.edit(*piece, "") for piece in folded.elsewhere())
    ending = ".encode()" if gives_bytes(path[-1]) else ""
    safe = not emptied or _is_only_reader(code, path, start, end)
    if folded.is_whole:
        return Spot(start, end, path, f"{{}}{ending}", beside=emptied, safe=safe)
    head, tail = ("".join(_ESCAPES.get(char, char) for char in text) for text in (folded.head, folded.tail))
    head, tail = head.replace("{", "{{").replace("}", "}}"), tail.replace("{", "{{").replace("}", "}}")
    return Spot(start, end, path, f'f"{head}{{{{{{}}}}}}{tail}"{ending}', "'", emptied, whole=False, safe=safe)


def _is_only_reader(code: Code, path: list[ast.AST], start: int, end: int) -> bool:
    """Whether the names in an expression are read nowhere else in the cell: their pieces can go."""
    read = {each.id for each in ast.walk(path[-1]) if isinstance(each, ast.Name)}
    others = [
        each
        for each in ast.walk(path[0])
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load) and each.id in read
    ]
    return all(start <= code.range(each)[0] < end for each in others)


def _is_no_value(path: list[ast.AST]) -> bool:
    """Whether a string stands where no expression can: a docstring, a pattern; or where nobody reads it."""
    return any(isinstance(node, ast.pattern) for node in path) or (
        len(path) > 1 and isinstance(path[-2], ast.Expr) and isinstance(path[-1], (ast.Constant, ast.JoinedStr))
    )


def _fixes(asked: Asked, code: Code, spot: Spot) -> Iterator[Fix]:
    before = _SCHEME.search(code.content[max(0, spot.start - 400) : asked.span.start - code.base])
    around = circumstances(code, spot.path, whole=spot.whole, scheme=before[1] if before else "")
    name = asked.variable(around)
    default = environment_default(code, spot.path)
    if default is not None:
        yield _without_default(asked, code, spot, default, around.names[0] if around.names else name)
        return
    sources: tuple[Source, ...] = SOURCES
    if spot.path and writes_environment(code, spot.path):
        sources = (replace(PROMPT, safe=True),)
    for source in sources:
        expression, imports = source.read(asked, code, spot.start, name, spot.quote)
        change = code.edit(spot.start, spot.end, spot.template.format(expression))
        safe = source.safe and spot.safe
        yield Fix(source.title.format(name=name), (*imports, *spot.beside, change), safe)


def _without_default(asked: Asked, code: Code, spot: Spot, default: tuple[ast.Call, str], name: str) -> Fix:
    """Return the fix for ``os.getenv("NAME", "…")``: the variable is read, and there is no default any more."""
    call, environment = default
    start, end = code.range(call)
    imports: tuple[Edit, ...] = ()
    if not environment:
        environment, imports = asked.bindings.access(code, start, "os", "environ")
    change = code.edit(start, end, f'{environment}["{name}"]')
    beside = (each for each in spot.beside if not change.span.start <= each.span.start <= change.span.end)
    return Fix(f'read it from os.environ["{name}"]', (*imports, *beside, change), spot.safe)
