"""Infrastructure as it is declared in HCL and Bicep: blocks and attributes as mappings, expressions as text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_TOKEN = re.compile(
    r"(?P<space>[ \t\r]+|#[^\n]*|//[^\n]*|/\*.*?\*/)"
    r"|(?P<line>\n)"
    r"|<<-?\s*\"?(?P<mark>\w+)\"?[^\n]*\n(?P<here>.*?)^[ \t]*(?P=mark)\b"
    r"|'''(?P<long>.*?)'''"
    r"|(?P<open><<-?[ \t]{0,20}\"?\w+\"?[^\n]*\n|/\*|''')"  # what begins one of these and does not end
    r"|\"(?P<double>(?:\\.|\$\{(?:[^{}\"]|\"[^\"]*\"|\{[^{}]*\})*+\}|[^\"\\])*+)\""
    r"|'(?P<single>(?:\\.|\$\{[^{}]*\}|[^'\\])*+)'"
    r"|(?P<number>-?\d+(?:\.\d+)?(?![\w]))"
    r"|(?P<name>[A-Za-z_@][\w.@/\-]*(?:\[[^\]\n]*\])?(?:\.[\w\-*]+)*)"
    r"|(?P<sign>[{}\[\](),:=?<>!&|+*/%\-.;])",
    re.DOTALL | re.MULTILINE,
)
_DEEPEST = 60
_WORDS = {"true": True, "false": False, "null": None}
_OPEN = {"(": ")", "[": "]", "{": "}"}

Token = tuple[str, Any]


class _UnreadableError(ValueError):
    """The text is in neither language."""


@lru_cache(maxsize=256)
def parse_hcl(text: str) -> dict[str, Any] | None:
    """Return the blocks and attributes of a text; None where it cannot be read.

    A block stands as a list of mappings under its type; its labels are the texts under ``"labels"`` of the mapping.
    """
    try:
        reader = _Reader(_tokens(text))
        return reader.body("")
    except (_UnreadableError, IndexError, RecursionError):
        return None


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match["open"] is not None:
            raise _UnreadableError
        place = match.end()
        kind = match.lastgroup or ""
        if match["space"] is not None:
            continue
        if match["mark"] is not None:
            found.append(("text", match["here"]))
        elif kind in {"long", "double", "single"}:
            found.append(("text", match[kind]))
        elif kind == "number":
            found.append(("value", float(match[kind]) if "." in match[kind] else int(match[kind])))
        elif kind == "name" and match[kind] in _WORDS:
            found.append(("value", _WORDS[match[kind]]))
        else:
            found.append((kind, match[kind]))
    return found


class _Reader:
    """Reads tokens once, from the first to the last."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = [*tokens, ("line", "\n"), ("end", "")]
        self.place = 0
        self.depth = 0

    def body(self, closer: str) -> dict[str, Any]:
        """Read attributes and blocks up to ``closer``."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _UnreadableError
        found: dict[str, Any] = {}
        while True:
            kind, value = self._next()
            if (kind, value) == ("sign", closer) or (kind == "end" and not closer):
                break
            if kind == "end":
                raise _UnreadableError
            if kind == "line" or (kind, value) in {("sign", ","), ("sign", ";")}:
                continue
            if kind not in {"name", "text", "value"} and value != "(":
                self._skip_line()
                continue
            self._entry(str(value), found)
        self.depth -= 1
        return found

    def _entry(self, name: str, found: dict[str, Any]) -> None:
        labels: list[str] = []
        while True:
            kind, value = self._peek()
            if kind in {"name", "text"}:
                labels.append(str(self._next()[1]))
            elif value in {"=", ":"} and kind == "sign":
                self._next()
                inner = self._value()
                if labels and isinstance(inner, dict):
                    found.setdefault(name, []).append({"labels": labels, **inner})
                else:
                    found[name] = inner
                return
            elif value == "{" and kind == "sign":
                self._next()
                block = self.body("}")
                found.setdefault(name, [])
                if isinstance(found[name], list):
                    found[name].append({"labels": labels, **block} if labels else block)
                return
            else:
                self._skip_line()
                return

    def _value(self) -> Any:  # noqa: ANN401 - any value of the language
        while self._peek()[0] == "line":
            self._next()
        kind, value = self._peek()
        found: Any
        if value == "[" and kind == "sign":
            self._next()
            found = self._list()
        elif value == "{" and kind == "sign":
            self._next()
            found = self.body("}")
        elif kind in {"text", "value"}:
            self._next()
            found = value
        else:
            found = self._expression()
        rest = self._peek()
        if rest[0] == "sign" and rest[1] in {"?", "&", "|", "+", "*", "/", "%", "<", ">", "!", "=", "-"}:
            return f"{found}{self._expression()}"
        return found

    def _list(self) -> list[Any]:
        found: list[Any] = []
        while True:
            kind, value = self._peek()
            if (kind, value) == ("sign", "]"):
                self._next()
                return found
            if kind == "end":
                raise _UnreadableError
            if kind == "line" or (kind, value) == ("sign", ","):
                self._next()
                continue
            before = self.place
            found.append(self._value())
            if self.place == before:
                self._next()

    def _expression(self) -> str | list[Any]:
        """Read what is computed as text, up to the end of the line or of what it stands in.

        What a function is given as a mapping is read as one: ``jsonencode({...})``.
        """
        parts: list[str] = []
        inner: list[Any] = []
        while True:
            kind, value = self._peek()
            if kind in {"line", "end"} or (kind == "sign" and value in {",", "]", "}", ")", ";"}):
                return inner if inner and parts[:1] == ["jsonencode"] else " ".join(parts)
            self._next()
            parts.append(str(value))
            if kind == "sign" and value in _OPEN:
                inner.extend(self._group(value, parts))

    def _group(self, opened: str, parts: list[str]) -> list[Any]:
        if opened == "{":
            return [self.body("}")]
        found: list[Any] = []
        while True:
            kind, value = self._peek()
            if (kind, value) == ("sign", _OPEN[opened]):
                self._next()
                return found
            if kind == "end":
                raise _UnreadableError
            if kind == "line" or (kind == "sign" and value in {",", ":"}):
                self._next()
                continue
            before = self.place
            read = self._value()
            if isinstance(read, (dict, list)):
                found.append(read)
            else:
                parts.append(str(read))
            if self.place == before:
                self._next()

    def _skip_line(self) -> None:
        while self._peek()[0] not in {"line", "end"} and self._peek()[1] not in {"}", "]", ")"}:
            kind, value = self._next()
            if kind == "sign" and value in _OPEN:
                self._group(value, [])

    def _peek(self) -> Token:
        return self.tokens[self.place]

    def _next(self) -> Token:
        token = self.tokens[self.place]
        self.place = min(self.place + 1, len(self.tokens) - 1)
        return token
