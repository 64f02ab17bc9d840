"""Holds a licence against the ones that a configuration allows: SPDX expressions with OR, AND and WITH."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from jupyter_mlsec.errors import ConfigError

_TOKEN = re.compile(r"[()]|[^\s()]+")


def checked(allowed: Collection[str]) -> frozenset[str]:
    """Return the allowed licences in SPDX's own spelling; raise ConfigError for one that SPDX does not know."""
    found = set()
    for licence in allowed:
        try:
            found.add(str(canonicalize_license_expression(licence)))
        except InvalidLicenseExpression:
            raise ConfigError(
                f"audit.allow-licences names {licence!r}, which is no SPDX licence",
                help="see https://spdx.org/licenses/",
            ) from None
    return frozenset(found)


def is_allowed(expression: str, allowed: Collection[str]) -> bool:
    """Whether an SPDX expression can be satisfied by allowed licences alone: any side of OR, both sides of AND.

    What stands with an exception is allowed where its licence is: an exception only ever permits more.
    """
    return _either(_Tokens(expression), allowed)


class _Tokens:
    def __init__(self, expression: str) -> None:
        self._left: Iterator[str] = iter(_TOKEN.findall(expression))
        self.next = next(self._left, "")

    def take(self) -> str:
        """Return the next token and go on."""
        taken, self.next = self.next, next(self._left, "")
        return taken


def _either(tokens: _Tokens, allowed: Collection[str]) -> bool:
    found = _both(tokens, allowed)
    while tokens.next.upper() == "OR":
        tokens.take()
        found = _both(tokens, allowed) or found
    return found


def _both(tokens: _Tokens, allowed: Collection[str]) -> bool:
    found = _one(tokens, allowed)
    while tokens.next.upper() == "AND":
        tokens.take()
        found = _one(tokens, allowed) and found
    return found


def _one(tokens: _Tokens, allowed: Collection[str]) -> bool:
    if tokens.next == "(":
        tokens.take()
        found = _either(tokens, allowed)
        tokens.take()
        return found
    licence = tokens.take()
    if tokens.next.upper() == "WITH":
        tokens.take()
        whole = f"{licence} WITH {tokens.take()}"
        return whole in allowed or licence in allowed
    later = licence.removesuffix("+")  # GPL-2.0+ may be taken as GPL-2.0
    return licence in allowed or (later != licence and later in allowed)
