"""Commands in scripts, and whether what they answer can stop anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SAID = re.compile(
    r"^[ \t]*@?(?:echo|printf|cat|grep|which|type|ls|:|true|command\s+-v|pip3?(?=\s)|uv\s+(?:pip|add|tool\s+install))\b"
)
_INSTALLED = re.compile(r"\b(?:install|add|upgrade|get)\b[^;&|\n]*$")
_SWALLOWED = re.compile(
    r"\|\|\s*(?!\s*(?:exit\s+[1-9]|exit\s+\$|false\b|\(|\{|return\s+[1-9]|die\b|fail\b))\S|;\s*(?:true|exit\s+0|:)\s*(?:[\"')}]|$)"
    r"|--exit-zero|(?<!&)&\s*$|\|\|\s*\{?\s*(?:true|:)",
    re.MULTILINE,
)
_PIPED = re.compile(r"(?<!\|)\|(?!\|)")
_DASH = re.compile(r"^[ \t]*@?-@?[ \t]*")  # make goes on after "-command"
_LISTED = re.compile(r"^[ \t]*-[ \t]")  # an entry of a list
_KEPT_CODE = re.compile(r"\|\|\s*\w+=(?:\$\?|1)")
_EXITS = re.compile(r"\bexit\s+(?:[1-9]|\$)|\bfalse\b|\breturn\s+[1-9]|\bthrow\b|\bdie\b")
_ANSWERED = re.compile(r"&&|\|\|")  # what follows hangs on the answer
_STRICT = re.compile(r"^#![^\n]*\s-\w*e|\bset\s+-o\s+errexit\b")
_NOTHING = re.compile(r"^\s*(?:#.*|fi|done|esac|\}|\)|)\s*$")


@dataclass(frozen=True, slots=True)
class Fate:
    """One command of a script: what of it was looked for, its line, and whether the script throws its answer away."""

    found: re.Match[str]
    line: str
    lost: bool


def fates(text: str, wanted: re.Pattern[str], *, strict: bool = True, pipefail: bool = True) -> Iterator[Fate]:
    """Yield the commands of a script that are ``wanted``.

    ``strict``: a command that fails ends the script, unless it says otherwise; ``pipefail``: one in a pipe as well.
    """
    strict = strict or _STRICT.search(text[:4_000]) is not None
    soft = pipefail or "pipefail" in text
    lines, off = re.sub(r"\\\s*\n", " ", text).splitlines(), False
    last = max((place for place, line in enumerate(lines) if _EXITS.search(line)), default=-1)
    end = max((place for place, line in enumerate(lines) if not _NOTHING.match(line)), default=-1)
    for place, line in enumerate(lines):
        if re.search(r"\bset\s+\+\w*e", line):
            strict, off = False, True
        elif re.search(r"\bset\s+-\w*e", line):
            strict, off = True, False
        match = None if _SAID.search(line) else wanted.search(line)
        if match is None or _INSTALLED.search(line[: match.start()]):
            continue
        rest = line[match.start() :]
        goes_on = not strict and last <= place and (off or place < end) and not _ANSWERED.search(rest)
        yield Fate(match, line, _is_lost(line, rest, ends=last > place, soft=soft) or goes_on)


def _is_lost(line: str, rest: str, *, ends: bool, soft: bool) -> bool:
    """Tell whether a line by itself throws away what its command answers; ``ends``: the script exits further down."""
    kept = _KEPT_CODE.search(rest) is not None and (ends or _EXITS.search(rest) is not None)
    if _SWALLOWED.search(rest) is not None and not kept:
        return True
    if _PIPED.search(rest) is not None and not soft:
        return True
    if re.match(r"\s*(?:el)?if\b", line) is not None and not ends:
        return True
    return _DASH.match(line) is not None and _LISTED.match(line) is None
