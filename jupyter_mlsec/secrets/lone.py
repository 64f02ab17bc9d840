"""Lone values: keys that nothing names but the vendor's client they are passed to, or its command."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.secrets.found import BY_CONTEXT, Found
from jupyter_mlsec.secrets.kind import Kind, kinds
from jupyter_mlsec.secrets.rarity import looks_random
from jupyter_mlsec.secrets.standins import is_stand_in
from jupyter_mlsec.secrets.surface import Surface

_DIGIT = re.compile(r"[0-9]")
# What calls a vendor's client with nothing but a string: ``Exa("…")``, ``deepl.Translator("…")``.
_CALLEE = re.compile(r"([A-Za-z_][\w.]{0,60}\()\s{0,20}[rbu]?[\"']$")
# What logs a vendor's command in: ``wandb login …``, ``ngrok config add-authtoken …``.
_COMMAND = re.compile(
    r"(?:^|[!$%>;&|`(\s])([a-z][\w-]{1,30}(?:\s+[\w-]{1,30}){0,2}\s+(?:[\w-]{0,10}login|[\w-]{0,10}auth[\w-]{0,10}|add-authtoken|configure|token))"
    r"(?:\s+--?[\w-]{2,30}){0,3}\s+[\"']?$"
)
_LONGEST = 200


def lone_values(surface: Surface) -> Iterator[Found]:
    """Yield the keys that stand alone where a vendor's client or command takes one."""
    content, raw = surface.content, surface.raw
    for start, end in surface.runs:
        before = raw[start - 1 : start]
        if end - start > _LONGEST or before not in {b'"', b"'", b" "} or _DIGIT.search(content, start, end) is None:
            continue
        line = surface.line_before(start, 120)
        match = _COMMAND.search(line) if before == b" " else (_CALLEE.search(line) or _COMMAND.search(line))
        if match is not None:
            yield from _of_vendor(surface, match[1].lower(), start)


def _of_vendor(surface: Surface, named: str, start: int) -> Iterator[Found]:
    for kind in _by_context():
        if kind.near.search(named) is None:
            continue
        match = kind.regex.match(surface.content, start, start + 4 * _LONGEST)
        if match is None or surface.raw[match.end() : match.end() + 1].isalnum():
            continue
        if looks_random(match[0], 12) and not is_stand_in(match[0]):
            yield Found(*match.span(), kind, BY_CONTEXT)
            return


def _by_context() -> tuple[Kind, ...]:
    return tuple(kind for kind in kinds() if kind.context)
