"""Arguments: secrets that are told by the function that takes them, and names that are bound several at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.secrets.names import Says, what_it_says
from jupyter_mlsec.secrets.pair import Pair
from jupyter_mlsec.secrets.surface import Surface

_VALUE = r"""\s{0,20}[rbu]{0,2}(?P<quote>["'])(?P<value>[^"'\n]{6,300})(?P=quote)"""
_FIRST = re.compile(_VALUE)
_SECOND = re.compile(r"""[^"',()\n]{1,60},""" + _VALUE)
_ANY = r"""\s{0,20}["'][^"'\n]{1,100}["']\s{0,9},"""
_HOST = r"""\s{0,20}["'][\w-]{1,60}\.[\w.-]{1,80}["']\s{0,9},(?:\s{0,9}\d{1,5}\s{0,9},)?"""
_THIRD = re.compile(_ANY + _ANY + _VALUE)
_AFTER_HOST = re.compile(_HOST + _ANY + _VALUE)  # host, user, password
# The end of a function's name with its bracket, in lower case: which argument is the secret, and what it is.
_CALLS: dict[bytes, tuple[re.Pattern[str], Says]] = {
    b"fernet(": (_FIRST, Says.SECRET),
    b"hmac.new(": (_FIRST, Says.SECRET),
    b"jwt.encode(": (_SECOND, Says.SECRET),
    b"jwt.decode(": (_SECOND, Says.SECRET),
    b"secretstr(": (_FIRST, Says.SECRET),
    b"secretbox(": (_FIRST, Says.SECRET),
    b".login(": (_SECOND, Says.PASSWORD),
    b"basicauth(": (_SECOND, Says.PASSWORD),
    b"digestauth(": (_SECOND, Says.PASSWORD),
    b"connect(": (_AFTER_HOST, Says.PASSWORD),
    b"ftp(": (_AFTER_HOST, Says.PASSWORD),
    b"ftp_tls(": (_AFTER_HOST, Says.PASSWORD),
    b"keyring.set_password(": (_THIRD, Says.PASSWORD),
    b"set_password(": (_FIRST, Says.PASSWORD),
}
_NAMES_AT_ONCE = re.compile(r"(?<![\w.,])((?:[\w.]+[ \t]*,[ \t]*){1,7}[\w.]+)[ \t]*=(?!=)[ \t]*[(\[]?(.*)")
_REACH = 160  # characters of a line before the name, and twice as many after it
_STRING = re.compile(r"""[rbuf]{0,2}(["'])((?:(?!\1).)*)\1""")


def argument_pairs(surface: Surface) -> Iterator[Pair]:
    """Yield the arguments that a function's name gives away."""
    for word in surface.present(_CALLS) if surface.has_commands else ():
        pattern, says = _CALLS[word]
        for at in surface.occurrences(word):
            match = pattern.match(surface.content, at + len(word))
            if match is not None:
                yield Pair(word.decode(), says, *match.span("value"), sure=True, at=at)


def unpacked_pairs(surface: Surface, start: int, end: int) -> Iterator[Pair]:
    """Yield the value of a name that is bound together with others: ``user, password = "svc", "…"``."""
    content = surface.content
    if "," not in content[max(0, start - 3) : start] and content[end : end + 2].lstrip()[:1] != ",":
        return
    line_start = max(content.rfind("\n", max(0, start - _REACH), start) + 1, start - _REACH, 0)
    line_end = content.find("\n", end, end + 2 * _REACH)
    line = content[line_start : line_end if line_end >= 0 else end + 2 * _REACH]
    match = _NAMES_AT_ONCE.search(line) if "=" in line else None
    if match is None:
        return
    names = [name.strip() for name in match[1].split(",")]
    values = list(_STRING.finditer(match[2]))
    name = content[start:end]
    if len(names) == len(values) and name in names:
        value = values[names.index(name)]
        offset = line_start + match.start(2)
        says = what_it_says(name)
        yield Pair(name, says, offset + value.start(2), offset + value.end(2), sure=True, at=start)
