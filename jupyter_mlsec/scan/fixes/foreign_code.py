"""Secrets in the code of other kernels: each language has its own way to read the environment."""

from __future__ import annotations

import re

from jupyter_mlsec.model.rule import Edit, Fix
from jupyter_mlsec.model.text import Span
from jupyter_mlsec.scan.fixes.asked import Asked
from jupyter_mlsec.scan.fixes.shell_code import shell_fixes
from jupyter_mlsec.scan.fixes.variable import Circumstances

# Those that need no import, and that stop or give nothing where the variable is not set.
_READS = {
    "r": 'Sys.getenv("{name}")',
    "julia": 'ENV["{name}"]',
    "javascript": "process.env.{name}",
    "typescript": "process.env.{name}",
    "ruby": 'ENV.fetch("{name}")',
    "scala": 'sys.env("{name}")',
    "kotlin": 'System.getenv("{name}")',
    "java": 'System.getenv("{name}")',
}
_SHELLS = frozenset({"bash", "sh", "zsh", "ksh"})
_NAMED = re.compile(r"([A-Za-z_.][\w.]*)[\"']?\]?\s*(?:<-|=>|:=|=|:)\s*$")
_COMMENT = re.compile(r"(?:^|\s)(?:#|//|--)")


def foreign_fixes(asked: Asked, language: str) -> tuple[Fix, ...]:
    """Return the fixes for a secret in code that is not Python: a whole literal is read from the environment."""
    if language in _SHELLS:
        return shell_fixes(asked, 0, strict=True)
    content, span = asked.text.content, asked.span
    quote = content[span.start - 1 : span.start]
    line = content[content.rfind("\n", 0, span.start) + 1 : span.start]
    is_literal = quote in {"'", '"'} and content[span.end : span.end + 1] == quote
    if language not in _READS or not is_literal or _COMMENT.search(line):
        return asked.masked()
    named = _NAMED.search(line[:-1])
    name = asked.variable(Circumstances((named[1],) if named else ()))
    change = Edit(asked.text, Span(span.start - 1, span.end + 1), _READS[language].format(name=name))
    return (Fix(f"read {name} from the environment", (change,), safe=True),)
