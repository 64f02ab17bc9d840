"""Inline suppressions: ``# mlsec: allow[rule-name] reason``, on the line or alone on the line above."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.model.text import Position, Span, Text, line_starts

_ALLOW = re.compile(r"(?:#|<!--)\s{0,8}mlsec:\s{0,8}allow\[([^\]\r\n]{0,500})\]([^\r\n]{0,2000})")
_COMMENT_END = re.compile(r"\s*-->\s*$")


@dataclass(frozen=True, slots=True)
class Allowance:
    """One suppression comment. Without a reason it suppresses nothing."""

    rules: tuple[str, ...]
    reason: str
    line: int  # counted from 1, where the comment stands
    alone: bool  # nothing else on its line, so it speaks for the next one
    span: Span

    def covers(self, rule: str, position: Position) -> bool:
        """Whether this comment speaks for ``rule`` at ``position``."""
        if not self.reason or rule not in self.rules:
            return False
        return position.line <= self.line <= position.end_line or (self.alone and self.line == position.line - 1)


def allowances(text: Text) -> Iterator[Allowance]:
    """Yield the suppression comments of a source text, in order."""
    if "mlsec:" not in text.content:
        return
    starts = line_starts(text.content)
    for match in _ALLOW.finditer(text.content):
        span = Span(match.start(), match.end())
        line = text.position(span).line
        rules = tuple(name.strip() for name in match[1].split(",") if name.strip())
        reason = _COMMENT_END.sub("", match[2]).strip(" \t:-")
        alone = not text.content[starts[line - 1] : match.start()].strip()
        yield Allowance(rules, reason, line, alone, span)
