"""Blocks: private keys in PEM, OpenSSH, PGP and PuTTY form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.secrets.found import BY_FORMAT, Found
from jupyter_mlsec.secrets.kind import kinds_by_name
from jupyter_mlsec.secrets.standins import is_made_up, is_masked
from jupyter_mlsec.secrets.surface import Surface

_HEAD = re.compile(r"-{4,5} ?BEGIN ((?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?|SSH2 ENCRYPTED PRIVATE KEY) ?-{4,5}")
_LONGEST = 20_000
_BODY = re.compile(r"[A-Za-z0-9+/]{20,}")
_FEWEST = 40  # characters of key material; an Ed25519 key has 64


def blocks(surface: Surface) -> Iterator[Found]:
    """Yield private keys as whole blocks; one that was cut off counts up to where its material ends."""
    content, find, at = surface.content, surface.raw.find, 0
    while (at := find(b"BEGIN ", at)) >= 0:
        head = _HEAD.match(content, max(0, at - 5)) or _HEAD.match(content, max(0, at - 6))
        at += 6
        if head is None:
            continue
        foot = content.find("-END " + head[1], head.end(), head.end() + _LONGEST)
        if foot < 0:
            foot = content.find("- END " + head[1], head.end(), head.end() + _LONGEST)
        if foot >= 0:
            closing = re.compile(r"-? ?END [A-Z0-9 ]+?-{4,5}").match(content, foot)
            end = closing.end() if closing else foot
            body = content[head.end() : foot]
        else:
            body, end = _material(content, head.end())
        pieces = _BODY.findall(body.replace("\\n", "\n").replace("\\r", ""))
        key = "".join(pieces)
        if len(key) >= _FEWEST and not is_masked(key.replace("A", "")) and not is_made_up(key[:200]):
            yield Found(head.start(), end, kinds_by_name()["private-key"], BY_FORMAT)
            at = end


_CUT = re.compile(r"(?:[A-Za-z0-9+/=:, -]|\\n|[\r\n]){0,20000}")


def _material(content: str, at: int) -> tuple[str, int]:
    match = _CUT.match(content, at)
    body = match[0] if match else ""
    return body, at + len(body.rstrip())
