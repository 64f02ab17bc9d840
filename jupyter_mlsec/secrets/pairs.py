"""Pairs: names that promise a secret, and the values beside them in code, shells, configuration and prose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.model.text import Syntax
from jupyter_mlsec.secrets.arguments import unpacked_pairs
from jupyter_mlsec.secrets.judge import is_secret
from jupyter_mlsec.secrets.names import Says, what_it_says
from jupyter_mlsec.secrets.pair import Pair
from jupyter_mlsec.secrets.rarity import looks_random
from jupyter_mlsec.secrets.surface import Surface

_LONGEST_VALUE = 512
_NAMES_A_LOGIN = ("credentials", "credential", "creds", "login")
_TAKES_LOGIN = ("auth", "login", "connect", "creds", "credentials")
_QUOTES = frozenset("\"'`\u201c\u2018")
_STARTS_PARAMETER = frozenset("?&;,\"'")
# From a name to its value: what closes the name, a type, what links them, a call around the value, its quote.
_LINK = re.compile(
    r"""(?:(?:\.[\w-]{1,60}){1,8}(?=["']))?(?P<close>(?:\\{0,3}["'`]|\]|\)|\*\*|__|\}){0,5})"""
    r"(?:[ ]{0,2}:[ ]{0,2}[A-Za-z_][\w.\[\], |]{0,40}(?=[ ]{0,2}=[^=]))?"
    r"(?:[ ]for[ ][\w@.-]{1,40}(?=[ ]?[:=]))?"
    r"(?P<link>[ \t]{0,60}(?:=>|:=|===?|=|<-|->|:|,|\||│|\bor\b|\bis\b|\()[ \t]{0,60}(?:\*\*|__)?[ \t]{0,4}"
    r"(?:\\?\r?\n[ \t]{0,60})?|[ \t]{1,60})"
    r"""(?:\{\s{0,9}["']value["']\s{0,3}:[ ]{0,3})?"""
    r"(?P<wrap>(?:\[|\(|\$?[A-Za-z_][\w.]{0,40}\([ ]{0,2}){0,2}\s{0,20})"
    r"""(?:[rRbBuUfF]{0,2}(?P<open>\\{0,3}(?:\"\"\"|'''|["'`\u201c\u2018])))?"""
)
_FORM_FIELD = re.compile(r"([A-Za-z0-9._~-]{16,400})&[A-Za-z_]\w{1,40}=")
_UNQUOTED = re.compile(r"""[^\s"'`,;<>|│]{4,512}""")
_NEXT_ITEM = re.compile(r"""\s{0,20},\s{0,40}(["'])""")
_TWO_STRINGS = re.compile(
    r"""\s{0,4}(?:=\s{0,2})?(?:\w{0,20})?\(\s{0,20}[rbu]?(["'])([^"'\n]{1,100})\1\s{0,4},\s{0,20}[rbuf]?(["'])([^"'\n]{4,200})\3"""
)
_CLOSERS = {"\u201c": "\u201d", "\u2018": "\u2019"}  # what word processors make of quotes
_LETTERS_BEYOND = re.compile(r"[à-ÿ]\w{0,20}")
_IDENTIFIER = re.compile(r"[A-Za-z_][\w.-]*")
_BARE_LINKS = frozenset("=:|│i-<")  # "i" as in "is"
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}
_CALL = re.compile(r"\$?[A-Za-z_][\w.]*\(")
# Calls that give back what they are given; what any other call gives back is not its argument.
_TRANSPARENT = re.compile(
    r"(?:[\w.]*\.)?(?:str|bytes|Secret(?:Str|Bytes)?|quote(?:_plus)?|fromhex|b\w*decode|encode|decode|Field|Option|Argument|Param(?:eter)?|"
    r"Variable|text|escape|Header|Depends|\w*(?:Credential|Token|Key|Auth|Password)s?)\(",
)
_SHELL_NAME = re.compile(r"(?:^|[\s;&|(`'\"])(?:-{1,2}|%env\s|%set_env\s|export\s|setx\s|ENV\s|ARG\s)[\w-]*$")
_ELEMENT = re.compile(r">\s{0,20}([^<>\s]{4,200})\s{0,20}</")
_NETRC = re.compile(r"(?:machine|default|login|user|account)\s{1,9}\S{1,100}\s{1,9}$")
# A login in one line: "Credentials: user / …".
_LOGIN = re.compile(r"[ \t]{0,3}[:=][ \t]{0,3}[\w.@+-]{2,60}[ \t]{0,2}[/|:,][ \t]{0,2}(?P<value>[^\s\"'`,;<>|]{6,200})")
_ONE_WORD = re.compile(r"[A-Za-z0-9]{20,200}(?![\w-])")


def pairs(surface: Surface) -> Iterator[Pair]:
    """Yield every pair of a name that promises something and a value, whatever the value is."""
    bare_until = 0  # a name inside a value without quotes is part of that value
    for start, ascii_end in surface.names:
        end = _whole_name(surface.content, ascii_end)
        if start < bare_until and surface.content[start - 1 : start] not in _STARTS_PARAMETER:
            continue
        name, says = _name(surface, start, end)
        if says is not Says.NOTHING:
            yield from unpacked_pairs(surface, start, end)
            for pair in _values(surface, name, says, start, end):
                if pair.says is not Says.NOTHING:
                    yield pair
                if surface.content[pair.start - 1 : pair.start] not in _QUOTES:
                    bare_until = max(bare_until, pair.end)
        if surface.content[start:end].lower().endswith(_TAKES_LOGIN):
            yield from _second_strings(surface, start, end)


def _whole_name(content: str, end: int) -> int:
    """Return where a name really ends: letters beyond ASCII are part of it ("contraseña")."""
    if content[end : end + 1].isascii():
        return end
    match = _LETTERS_BEYOND.match(content, end)
    return match.end() if match else end


def _name(surface: Surface, start: int, end: int) -> tuple[str, Says]:
    """Return the name, with the word before it where it says nothing alone: "API key", "secret access key"."""
    name = surface.content[start:end].strip("-")
    says = what_it_says(name)
    if name.lower() in {"key", "token", "id", "auth", "keys", "pat"} and start:
        before = surface.content[max(0, start - 24) : start]
        joined = re.search(r"[A-Za-z_]{2,20}[ .\-]?(?:[A-Za-z_]{2,20})?[ ._-]$", before)
        if joined is not None and "\n" not in joined[0]:
            longer = what_it_says(joined[0] + name)
            return joined[0] + name, longer
    return name, says


def _values(surface: Surface, name: str, says: Says, start: int, end: int) -> Iterator[Pair]:
    if surface.content[start - 1 : start] == "<":
        yield from _in_markup(surface, name, says, start, end)
        return
    link = _LINK.match(surface.content, end)
    if link is None or _is_fetched(link["wrap"]):
        return
    if link["open"]:
        yield from _quoted_values(surface, name, says, start, link)
    elif not ({"(", "["} & {*link["link"], *link["wrap"]}):
        yield from _bare_values(surface, name, says, start, link)


def _bare_values(surface: Surface, name: str, says: Says, start: int, link: re.Match[str]) -> Iterator[Pair]:
    """Yield the value without quotes that follows a name, where one can stand."""
    content = surface.content
    login = _LOGIN.match(content, link.start()) if name.lower().endswith(_NAMES_A_LOGIN) else None
    if login is not None:
        yield Pair("password", Says.PASSWORD, *login.span("value"), sure=False, at=start)
    first = link.end() - len(link["wrap"])
    match = _UNQUOTED.match(content, first)
    if match is None:
        return
    pair = _bare(surface, name, says, match, start)
    value = content[pair.start : pair.end]
    if not is_secret(says, value, sure=True) and not looks_random(value, 12):
        yield pair._replace(says=Says.NOTHING)  # before anything that has to parse the cell
        return
    if _may_be_bare(surface, start, link):
        yield pair
    elif not link["close"]:
        match = _ONE_WORD.match(content, first)  # no word of a language, and no name of a program
        if match is not None and _is_drawn(match[0], says):
            yield Pair(name, says, *match.span(), sure=False, at=start)


def _is_drawn(value: str, says: Says) -> bool:
    """Whether a word in a sentence or in code can only be a key: beside "key" alone, hexadecimal is a hash."""
    if not any(map(str.isdigit, value)) or (says is Says.MAYBE and value == value.lower()):
        return False
    return looks_random(value, 20)


def _in_markup(surface: Surface, name: str, says: Says, start: int, end: int) -> Iterator[Pair]:
    """Yield what an element of this name holds: ``<password>…</password>``."""
    match = _ELEMENT.match(surface.content, end)
    if match is not None:
        yield Pair(name, says, *match.span(1), sure=True, at=start)


def _quoted_values(surface: Surface, name: str, says: Says, start: int, link: re.Match[str]) -> Iterator[Pair]:
    content = surface.content
    by_space, is_flag = not link["link"].strip(), _is_flag(surface, start)
    if by_space and (link["close"] or (name == "pass" and not is_flag)):
        return  # two literals side by side, or prose: not a name and a value
    if "(" in link["link"] and says is not Says.MAYBE and not link["close"]:
        says = min(says, Says.TOKEN)  # a call's first argument need not be what the function is called for
    value = _quoted(content, link.end(), link["open"])
    if value is None:
        return
    sure = not by_space or is_flag
    if link["link"].strip() == "," and not _is_argument(content, start):  # strings in a list
        if says is Says.MAYBE or not link["close"] or not _is_no_name(content[value[0] : value[1]]):
            return
        sure = is_flag or content[start : start + 1] == "-"
    yield Pair(name, says, *value, sure, start)
    if "[" in link["wrap"]:
        yield from _further_items(content, name, says, value[1], start)


def _is_no_name(value: str) -> bool:
    """Whether a string in a list is more than another name: what a machine drew, or what no name consists of."""
    return looks_random(value, 20) if _IDENTIFIER.fullmatch(value) else True


def _bare(surface: Surface, name: str, says: Says, match: re.Match[str], start: int) -> Pair:
    """Cut what ends a sentence, a query's parameter or a bracket off a value without quotes."""
    value = match[0]
    is_parameter = surface.content[max(0, start - 1) : start] in {"?", "&"}
    if "&" in value and (is_parameter or ("=" in value[value.index("&") :] and "://" in surface.line_before(start))):
        value = value[: value.index("&")]
    is_constant = name.isupper()
    form = _FORM_FIELD.match(value)
    value = form[1] if form else value
    value = _without_ending(value, in_prose=not is_constant and not surface.is_shell)
    sure = surface.syntax is Syntax.DATA or surface.is_shell or is_constant or _is_flag(surface, start)
    return Pair(name, says, match.start(), match.start() + len(value), sure, start)


def _without_ending(value: str, *, in_prose: bool) -> str:
    """Cut off what belongs to the sentence: commas, a full stop, brackets opened before, stars of bold type."""
    while value:
        last = value[-1]
        opening = _BRACKETS.get(last)
        unbalanced = opening is not None and value.count(last) > value.count(opening)
        if not (last in ",;" or unbalanced or (in_prose and last in ".:")):
            break
        value = value[:-1]
    return value.removesuffix("**")


def _may_be_bare(surface: Surface, start: int, link: re.Match[str]) -> bool:
    """Whether a value without quotes may stand here: not in Python code, and not after any blank."""
    if surface.is_code(start):
        return False
    separator = link["link"].strip()[:1]
    if separator:
        return separator in _BARE_LINKS and not link["close"].strip("*_\"'`])}")
    if _is_flag(surface, start):
        return True
    if ("  " in link["link"] or "\t" in link["link"]) and surface.syntax in {Syntax.PLAIN, Syntax.MARKDOWN}:
        return True
    return _NETRC.search(surface.content, max(0, start - 130), start) is not None and "machine" in surface.window(
        start, start, 300, 0
    )


def _is_flag(surface: Surface, start: int) -> bool:
    """Whether the name is a command's flag or the variable of ``%env`` and the like, whose value follows a blank."""
    first = start
    while surface.raw[first : first + 1] == b"-":
        first += 1
    return _SHELL_NAME.search(surface.line_before(start, 120) + surface.content[start:first]) is not None


def _is_fetched(wrap: str) -> bool:
    """Whether a call stands around the value that gives back something else: ``os.getenv("NAME")``."""
    return any(not _TRANSPARENT.fullmatch(call) for call in _CALL.findall(wrap))


def _is_argument(content: str, start: int) -> bool:
    """Whether a quoted name opens a call or a pair: ``os.getenv("NAME", "…")``."""
    return content[max(0, start - 8) : start].rstrip("\"'rbuf\\ \n-").endswith(("(", "[("))


def _quoted(content: str, start: int, quote: str) -> tuple[int, int] | None:
    """Return the range of a quoted value on one line, or of what stands in triple quotes if that is one line."""
    closing = _CLOSERS.get(quote, quote)
    end = content.find(closing, start, start + _LONGEST_VALUE + len(closing))
    while end > start and len(closing) == 1 and content[end - 1] == "\\" and content[end - 2 : end - 1] != "\\":
        end = content.find(closing, end + 1, start + _LONGEST_VALUE + 1)
    if end < 0:
        return None
    value = content[start:end]
    stripped = value.strip()
    if "\n" in stripped or value[:1] in {")", ",", "]", "}"}:
        return None
    offset = start + len(value) - len(value.lstrip())
    return offset, offset + len(stripped)


def _further_items(content: str, name: str, says: Says, end: int, at: int) -> Iterator[Pair]:
    """Yield the other strings of a list: a column of a frame."""
    for _ in range(50):
        following = _NEXT_ITEM.match(content, end + 1)
        value = _quoted(content, following.end(), following[1]) if following else None
        if value is None:
            return
        yield Pair(name, says, *value, sure=True, at=at)
        end = value[1]


def _second_strings(surface: Surface, start: int, end: int) -> Iterator[Pair]:
    """``auth=("user", "…")``, ``server.login("user", "…")``: the second string is a password."""
    match = _TWO_STRINGS.match(surface.content, end)
    if match is not None:
        yield Pair("password", Says.PASSWORD, *match.span(4), sure=True, at=start)
