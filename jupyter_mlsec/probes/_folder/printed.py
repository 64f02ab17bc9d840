"""Keys in the log of a pipeline: printed by name, with all variables, by a shell that shows each line, in disguise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.probes._folder.images import is_secret_name

_LONGEST = 4_000  # characters of one line that are looked at; longer ones are data
_REFERENCE = re.compile(
    r"\$\{\{\s*(?:secrets\.(?P<github>\w+)|env\.(?P<env>\w+))\s*\}\}|\$\((?P<azure>\w+)\)"
    r"|\$(?:env:)?\{?(?P<shell>[A-Za-z_]\w*)(?![:\w]*[:+])\}?|%(?P<dos>\w+)%"
)
_SAYS = re.compile(r"^(?:(?:@?echo|printf|Write-(?:Host|Output|Information)|print|logger)\b|cat\s*<<<)", re.IGNORECASE)
_LISTS = re.compile(
    r"^(?:(?:sudo\s+)?(?:/usr/bin/)?(?:printenv|env)(?:\s+(?:-0|--null|-v))*|export(?:\s+-p)?|(?:declare|typeset)\s+-\w*[xp]\w*|set|compgen\s+-[ve]"
    r"|(?:Get-ChildItem|gci|dir|ls|Get-Item|Get-Variable)\s+(?:-Path\s+)?[\"']?env:[\\/*]*[\"']?)\s*$",
    re.IGNORECASE,
)
_ONE = re.compile(r"^printenv\s+(?P<name>\w+)\s*$")
_SHOWS_LINES = re.compile(r"\bset\s+(?:-\w*x\w*|-o\s+xtrace)\b")
_SHOWS_NO_MORE = re.compile(r"\bset\s+(?:\+\w*x\w*|\+o\s+xtrace)\b")
_TRACED_SHELL = re.compile(r"^(?:sudo\s+)?(?:ba|z|k|da)?sh\s+-\w*x\w*\s")
_CHATTY = re.compile(
    r"^(?:curl\b.{0,600}?\s(?:-\w{0,20}v\w{0,20}|--verbose|--trace\S{0,40})\s|wget\b.*\s(?:-d|--debug)\s|http\b.*\s(?:-v|--verbose)\s)"
)
_INLINE = re.compile(
    r"\b(?:print|console\.log|puts|echo|sys\.stdout\.write)\b[^#]*?(?:os\.environ(?:\.get)?[\[(]|os\.getenv\(|process\.env[.\[]|ENV\[)"
    r"\s*[\"'\\]*(?P<name>\w+)|\b(?:print|console\.log|pprint)\(\s*(?:dict\()?(?:os\.environ|process\.env)\)?\s*\)"
)
# They hand on what they read, as it is or in disguise; what else a pipe ends in keeps it.
_HANDS_ON = frozenset({
    "rev", "base64", "base32", "sed", "awk", "tr", "xxd", "od", "hexdump", "hd", "cat", "fold", "cut", "head", "tail",
    "tee", "sort", "uniq", "nl", "jq", "paste", "column", "gzip", "openssl", "less", "more", "fmt", "pr", "basenc",
    "rot13", "perl", "Sort-Object", "Out-String", "Out-Host", "Format-Table",
})  # fmt: skip
_KEPT = re.compile(
    r"(?<![0-9&])>{1,2}\s*(?!/dev/(?:stdout|stderr|tty)|&|\s*\$?\{?GITHUB_STEP_SUMMARY|[\"']?\$\{?GITHUB_STEP_SUMMARY)\S"
)
_SINGLE = re.compile(r"'[^']*'")
_MASK = "::add-mask::"


def prints_keys(script: str, secrets: frozenset[str]) -> bool:
    """Tell whether a script writes a key into the log. ``secrets`` are variables that are known to hold one."""
    traced = False
    for line in _lines(script):
        if _SHOWS_NO_MORE.search(line):
            traced = False
        if traced and _refers(_SINGLE.sub("", line), secrets) and _MASK not in line:
            return True
        traced = traced or _SHOWS_LINES.search(line) is not None
        inline = _INLINE.search(line)
        if inline is not None and (inline["name"] is None or _is_secret(inline["name"], secrets)):
            return True
        if any(_prints(each, secrets) for each in _commands(line)):
            return True
    return False


def _lines(script: str) -> Iterator[str]:
    for line in re.sub(r"\\\n", " ", script).splitlines():
        yield line.strip()[:_LONGEST]


def _commands(line: str) -> Iterator[str]:
    """Yield what a line runs one after the other, each with its pipe."""
    for each in re.split(r"&&|\|\||;", line):
        yield each.strip().removeprefix("- ").lstrip("({@ ")


def _prints(command: str, secrets: frozenset[str]) -> bool:
    parts = [each.strip() for each in command.split("|")]
    if _MASK in command or not _is_shown(parts):
        return False
    first = parts[0]
    if _LISTS.match(first):
        return True
    one = _ONE.match(first)
    if one is not None:
        return _is_secret(one["name"], secrets)
    told = _SAYS.match(first) or _TRACED_SHELL.match(first) or _CHATTY.match(f"{first} ")
    return told is not None and _refers(_SINGLE.sub("", first), secrets)


def _is_shown(parts: list[str]) -> bool:
    """Tell whether what a pipe begins with comes out of its end, and not into a file or another program."""
    if _KEPT.search(parts[-1]):
        return False
    return all((words := each.split()) and words[0].rpartition("/")[2] in _HANDS_ON for each in parts[1:])


def _refers(text: str, secrets: frozenset[str]) -> bool:
    for match in _REFERENCE.finditer(text):
        if match["github"] and match["github"] != "GITHUB_TOKEN":
            return True
        name = match["env"] or match["azure"] or match["shell"] or match["dos"]
        if name and _is_secret(name, secrets):
            return True
    return False


def _is_secret(name: str, secrets: frozenset[str]) -> bool:
    return name in secrets or is_secret_name(name)
