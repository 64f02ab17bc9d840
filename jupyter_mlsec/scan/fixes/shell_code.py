"""Secrets in shell lines, shell cells and magics: ``$NAME`` where a shell reads, ``{…}`` where IPython does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.model.rule import Edit, Fix
from jupyter_mlsec.scan.fixes.asked import ENVIRONMENT, PROMPT, Asked
from jupyter_mlsec.scan.fixes.bindings import Code
from jupyter_mlsec.scan.fixes.python_code import line_fixes
from jupyter_mlsec.scan.fixes.variable import Circumstances

# Line magics whose argument is Python, and those whose line goes to a shell.
_PYTHON = frozenset({"time", "timeit", "prun", "memit", "mprun", "lprun", "snakeviz", "debug"})
_SHELL = frozenset({"", "sx", "system", "sc", "pip", "conda", "mamba", "uv", "bash", "sh"})
_SETS = frozenset({"env", "set_env"})
_SETTING = re.compile(r"[ \t]*([A-Za-z_]\w*)[ \t]*(?:=|[ \t])[ \t]*(?=\S)")
_NAMED = re.compile(r"(?:^|[\s;&|'\"?])(?:-{1,2})?([A-Za-z_][\w-]{0,40})(?:=|:[ \t]?|[ \t]+)[\"']?(?:Bearer[ \t]+)?$")
_ASSIGNED = re.compile(r"(?:^|[\s;&|(])(?:export[ \t]+|declare -x[ \t]+|setx[ \t]+)?([A-Za-z_]\w*)=[\"']?$")
_SCHEME = re.compile(r"([A-Za-z][\w+.-]{0,30})://[^\s]{0,300}$")
_HEREDOC = re.compile(r"<<-?[ \t]*(?P<quote>[\\'\"]?)(?P<word>[A-Za-z_]\w*)[\"']?[^\n]*\n")
_WORD = re.compile(r"[A-Za-z0-9_]")


def magic_fixes(asked: Asked, code: Code, magic: tuple[str, int, int, int]) -> tuple[Fix, ...]:
    """Return the fixes for a secret in a magic or shell line of Python code."""
    name, begin, start, end = magic
    if name in _PYTHON:
        return line_fixes(asked, code, start, end)
    if name in _SETS:
        return tuple(_setting(asked, code, begin, start, end))
    if name in _SHELL:
        return shell_fixes(asked, code.base + start, strict=False)
    line = code.content[start:end]
    if "{" in line or "\n" in line:
        return asked.masked()  # IPython expands all of a line's braces, or none
    at = asked.span.start - code.base
    variable = asked.variable(_circumstances(code.content[start:at]))
    quote = '"' if code.content[at - 1 : at] == "'" else "'"
    expression, imports = ENVIRONMENT.read(asked, code, begin, variable, quote)
    change = Edit(asked.text, asked.span, f"{{{expression}}}")
    return (Fix(ENVIRONMENT.title.format(name=variable), (*imports, change), safe=True),)


def _setting(asked: Asked, code: Code, begin: int, start: int, end: int) -> Iterator[Fix]:
    """Yield the fix that turns ``%env NAME=value`` into Python that asks for the value."""
    setting = _SETTING.match(code.content, start, end)
    first, last = asked.span.start - code.base, asked.span.end - code.base
    value = code.content[setting.end() : end].rstrip() if setting else ""
    if setting is None or first < setting.end() or "{" in value or "\\" in value:
        yield from asked.masked()
        return
    environ, imports = asked.bindings.access(code, begin, "os", "environ")
    head, tail = value[: first - setting.end()], value[last - setting.end() :]
    whole = not head.strip("\"'") and not tail.strip("\"'")
    variable = asked.variable(Circumstances((setting[1],), is_variable=True, whole=whole, scheme=_scheme(head)))
    prompt, more = PROMPT.read(asked, code, begin, variable, "'")
    if whole:
        prompt, more = PROMPT.read(asked, code, begin, variable, '"')
        new = f'{environ}["{setting[1]}"] = {prompt}'
    elif '"' in head + tail:
        yield from asked.masked()
        return
    else:
        new = f'{environ}["{setting[1]}"] = f"{head}{{{prompt}}}{tail}"'
    yield Fix(PROMPT.title, (*more, *imports, code.edit(begin, end, new)), safe=True)


def shell_fixes(asked: Asked, start: int, *, strict: bool) -> tuple[Fix, ...]:
    """Return the fixes for a secret in shell code from ``start`` on; ``strict`` where only a shell reads it.

    A variable that is not set would be an empty word: ``${NAME:?}`` stops there, where IPython leaves braces alone.
    """
    content = asked.text.content
    before = content[start : asked.span.start]
    document = _open_document(before)
    line = before[before.rfind("\n") + 1 :]
    if "#" in line and re.search(r"(?:^|\s)#", line) and not ({"'", '"'} & {*line}):
        return asked.masked()
    around = _circumstances(line)
    assigned = _ASSIGNED.search(line)
    if assigned is not None and around.is_variable and not strict and "export" not in line:
        around = Circumstances((assigned[1],))
    name = asked.variable(around)
    if document is not None:
        replacement = f"${{{name}:?}}"
        if document:
            return asked.masked()  # a quoted here-document is not expanded
    else:
        replacement = _quoted(asked, before, name, must=strict or assigned is not None)
    fix = Fix(f"read it from ${name}", (Edit(asked.text, asked.span, replacement),), safe=True)
    return (fix,)


def _quoted(asked: Asked, before: str, name: str, *, must: bool) -> str:
    """Return the variable as it has to be written between the quotes that are open."""
    variable = f"${{{name}:?}}" if must else f"${name}"
    quote = _open_quote(before[before.rfind("\n") + 1 :])
    if quote == "'":
        return f"'\"{variable}\"'"
    following = asked.text.content[asked.span.end : asked.span.end + 1]
    if quote == '"':
        return variable if must or not _WORD.match(following) else f'"{variable}"'
    return f'"{variable}"'


def _open_quote(line: str) -> str:
    """Return the quote that is open at the end of a piece of shell code, or nothing."""
    quote, escaped = "", False
    for char in line:
        if escaped:
            escaped = False
        elif char == "\\" and quote != "'":
            escaped = True
        elif char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
    return quote


def _open_document(before: str) -> str | None:
    """Return how the word of the here-document is quoted that is open at the end of ``before``; None without one."""
    at, found = 0, None
    while (match := _HEREDOC.search(before, at)) is not None:
        closing = re.compile(rf"^\t*{match['word']}[ \t]*$", re.MULTILINE).search(before, match.end())
        if closing is None:
            return match["quote"]
        at = closing.end()
    return found


def _circumstances(line: str) -> Circumstances:
    scheme = _scheme(line)
    assigned = _ASSIGNED.search(line)
    if assigned is not None:
        return Circumstances((assigned[1],), is_variable=True, whole=True)
    named = _NAMED.search(line)
    return Circumstances((named[1],) if named else (), whole=not scheme, scheme=scheme)


def _scheme(before: str) -> str:
    match = _SCHEME.search(before)
    return match[1] if match else ""
