"""Values that a name gives away, and the vendor that their surroundings give away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from jupyter_mlsec.model.rule import Confidence
from jupyter_mlsec.secrets.checksum import holds
from jupyter_mlsec.secrets.found import BY_CONTEXT, BY_NAME, BY_NAMED_FORMAT, Found
from jupyter_mlsec.secrets.judge import is_app_password, is_passphrase, is_secret
from jupyter_mlsec.secrets.kind import Kind, kinds, kinds_by_name
from jupyter_mlsec.secrets.names import Says
from jupyter_mlsec.secrets.pair import Pair
from jupyter_mlsec.secrets.rarity import looks_random, wordiness
from jupyter_mlsec.secrets.standins import is_stand_in
from jupyter_mlsec.secrets.surface import Surface

_HYPHENATED = re.compile(r"[A-Za-z]+(?:[-/](?:[A-Za-z]+|[0-9]{1,2})){2,}")
_CONNECTION = re.compile(
    r"(?:(?:server|data source|host|driver|uid|user id|database|initial catalog|endpoint)\s{0,2}=|jdbc:)"
    r"(?:[^\"'\n,]|,(?=\S)){0,400}$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _kinds_in_context() -> tuple[Kind, ...]:
    return tuple(kind for kind in kinds() if kind.context)


def judged(surface: Surface, pair: Pair) -> Iterator[Found]:
    """Yield what a pair is: a vendor's key where the surroundings name one, else a password or secret by its name."""
    value = surface.content[pair.start : pair.end]
    if not value or _is_wrong_token(value):
        return
    kind = None if pair.says is Says.PASSWORD and len(value) < 20 else _vendor(surface, pair, value)  # noqa: PLR2004
    if kind is not None:
        has_prefix = kind.pattern[:1].isalnum() and kind.near.search(pair.name.lower()) is not None
        yield Found(pair.start, pair.end, kind, BY_NAMED_FORMAT if has_prefix else BY_CONTEXT)
        return
    if pair.says is Says.PASSWORD and _is_in_quotes(surface, pair) and (is_passphrase(value) or is_app_password(value)):
        yield Found(pair.start, pair.end, _by_name(surface, pair), BY_NAME, Confidence.MEDIUM)
    elif is_secret(pair.says, value, sure=pair.sure) and not _is_hyphenated_prose(surface, pair, value):
        confidence = Confidence.HIGH if pair.sure and pair.says is not Says.MAYBE else Confidence.MEDIUM
        yield Found(pair.start, pair.end, _by_name(surface, pair), BY_NAME, confidence)


def _is_in_quotes(surface: Surface, pair: Pair) -> bool:
    quote = surface.content[max(0, pair.start - 1) : pair.start]
    return quote in {'"', "'"} and surface.content[pair.end : pair.end + 1] == quote


def _is_hyphenated_prose(surface: Surface, pair: Pair, value: str) -> bool:
    """Whether words joined by hyphens or slashes follow a name without quotes: "Password: at-least-8-characters"."""
    return (
        _HYPHENATED.fullmatch(value) is not None and not _is_in_quotes(surface, pair) and wordiness(value) > 0.7  # noqa: PLR2004 - nearly all of it
    )


def _is_wrong_token(value: str) -> bool:
    """Whether ``value`` has a format whose checksum it fails: made up, however random it looks."""
    return any(
        value.startswith(kind.starts) and kind.regex.fullmatch(value) and not holds(kind.checksum, value)
        for kind in kinds()
        if kind.checksum
    )


def _by_name(surface: Surface, pair: Pair) -> Kind:
    table = kinds_by_name()
    if pair.says is not Says.PASSWORD:
        return table["hardcoded-secret"]
    is_connection = _CONNECTION.search(surface.line_before(pair.at)) is not None
    return table["connection-string-password" if is_connection else "hardcoded-password"]


def _vendor(surface: Surface, pair: Pair, value: str) -> Kind | None:
    """Return the kind whose format the value has and whose words stand nearest before it."""
    if len(value) < 16 or any(map(str.isspace, value)):  # noqa: PLR2004 - no vendor's key is shorter
        return None
    fitting = [kind for kind in _kinds_in_context() if _fits(kind, pair.name.lower(), value)]
    if not fitting:
        return None
    name = pair.name.lower()
    for kind in fitting:
        if kind.near.search(name):
            return kind
    near = surface.window(pair.at, pair.at, 160, max(0, pair.end - pair.at) + 40)
    distances = [
        (max(match.start() for match in kind.near.finditer(near)), kind) for kind in fitting if kind.near.search(near)
    ]
    return max(distances, key=lambda each: each[0])[1] if distances else None


def _fits(kind: Kind, name: str, value: str) -> bool:
    if kind.names and not any(word in name for word in kind.names):
        return False
    return kind.regex.fullmatch(value) is not None and looks_random(value, 12) and not is_stand_in(value)
