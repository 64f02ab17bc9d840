"""Blocks: private keys in PEM, OpenSSH, PGP and PuTTY form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.secrets.found import BY_FORMAT, Found
from jupyter_mlsec.secrets.kind import kinds_by_name
from jupyter_mlsec.secrets.standins import is_made_up, is_masked
from jupyter_mlsec.secrets.surface import Surface

_HEAD = re.compile(r"-{5} ?BEGIN ((?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?|SSH2 ENCRYPTED PRIVATE KEY) ?-{5}")
_ACCOUNT = re.compile(r"service_account|private_key_id")  # the fields that stand before the key in Google's file
_LONGEST = 20_000
_FOOT = re.compile(r"-{5} ?END [A-Z0-9 ]{3,60}-{5}")
# What a key that was cut off still consists of: base64, and the headers of an encrypted one.
_CUT = re.compile(r"(?:[A-Za-z0-9+/=:, -]|\\n|[\r\n]){0,20000}")
_BODY = re.compile(r"[A-Za-z0-9+/]{20,}")
_FEWEST = 40  # characters of key material; an Ed25519 key has 64


def blocks(surface: Surface) -> Iterator[Found]:
    """Yield private keys as whole blocks; one that was cut off counts up to where its material ends."""
    content, find, at = surface.content, surface.raw.find, 0
    while (at := find(b"BEGIN ", at)) >= 0:
        head = _HEAD.match(content, max(0, at - 5)) or _HEAD.match(content, max(0, at - 6))
        at += len("BEGIN ")
        if head is None:
            continue
        body_end, end = _ending(surface, head.end())
        pieces = _BODY.findall(content[head.end() : body_end].replace("\\n", "\n").replace("\\r", ""))
        key = "".join(pieces)
        if len(key) >= _FEWEST and not is_masked(key.replace("A", "")) and not is_made_up(key[:200]):
            account = _ACCOUNT.search(surface.window(head.start(), head.start(), 600, 0))
            name = "gcp-service-account-key" if account else "private-key"
            yield Found(head.start(), end, kinds_by_name()[name], BY_FORMAT)
            at = end


def _ending(surface: Surface, at: int) -> tuple[int, int]:
    """Return where the key material that begins at ``at`` ends, and where its last line does."""
    following = surface.raw.find(b"-----", at, at + _LONGEST)
    foot = _FOOT.match(surface.content, following) if following >= 0 else None
    if foot is not None:
        return following, foot.end()
    match = _CUT.match(surface.content, at, following if following >= 0 else at + _LONGEST)
    end = at + len(match[0].rstrip()) if match else at
    return end, end
