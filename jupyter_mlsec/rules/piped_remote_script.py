"""`curl … | sh` runs whatever the server sends at that moment, unseen and unrecorded.

What it sees: the output of `curl`, `wget` and the like that reaches a shell or another interpreter, through a pipe, a
substitution (`bash <(curl …)`, `sh -c "$(curl …)"`, `eval "$(wget …)"`) or a file that is downloaded and then run.
Downloads of data, and pipes into `tar`, `jq` or `python -m json.tool`, are left alone.

Exploit: the server tells apart a browser and a pipe, and sends the shell a different script from the one you read.

Use instead:

```bash
curl -sSLo install.sh https://example.org/install.sh
sha256sum --check install.sh.sha256 && sh install.sh
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.command import Command, CommandRule
from jupyter_mlsec.model.rule import Family, Hit, Severity
from jupyter_mlsec.rules._fetched import FETCHERS, fetched

_READERS = frozenset({"sh", "python", "perl", "ruby", "node", "nodejs", "php", "Rscript", "osascript", "pwsh", "lua"})
_SOURCES = frozenset({"source", ".", "eval"})
_PASSING = frozenset(
    {"tee", "gunzip", "zcat", "base64", "sed", "tr", "cat", "grep", "awk", "xxd", "bunzip2", "xz", "openssl"}
)


def _check(command: Command) -> Iterator[Hit]:
    if command.program in _READERS and _reads_stdin(command) and _fetches(command.upstream):
        yield command.hit(severity=Severity.HIGH)
    elif command.program in _READERS | _SOURCES and any(_fetches(inner) for inner in command.inner):
        if command.program != "python" or "-c" in command.values or any(word.streamed for word in command.words):
            yield command.hit(severity=Severity.HIGH)
    elif (script := _script(command)) and _downloaded(command, script):
        yield command.hit("a script is downloaded and run without being looked at", severity=Severity.MEDIUM)


def _reads_stdin(command: Command) -> bool:
    """Whether an interpreter takes its program from standard input: it is given no file, module or code."""
    values = list(command.values)
    if command.program == "sh" and "-s" in values:
        return True
    for value in values:
        if value in {"-", "/dev/stdin"}:
            return True
        if value in {"-c", "-m", "-e", "-n", "-p", "-ne", "-pe", "-ane", "-lane"}:
            return False
        if not value.startswith("-"):
            return False
    return True


def _fetches(command: Command | None) -> bool:
    while command is not None:
        if command.program in FETCHERS or any(_fetches(inner) for inner in command.inner):
            return True
        if command.program not in _PASSING:
            return False
        command = command.upstream
    return False


def _script(command: Command) -> str:
    """Return the file that a command runs as a program, or nothing."""
    if command.program in {"%run", "sh", "python", "perl", "ruby", "node", "source", ".", "Rscript"}:
        return next((value for value in command.values if not value.startswith("-")), "")
    if command.words and command.words[0].start < command.start:
        return ""
    if _made_executable(command):
        return command.program
    raw = command.fragment.content[command.start : command.end].split(None, 1)
    return raw[0] if raw and raw[0].startswith("./") else ""


def _made_executable(command: Command) -> bool:
    """Whether an earlier command of the cell made a program of this name executable."""
    earlier = command.run.commands[: command.position]
    changed = (one for one in earlier if one.program in {"chmod", "install"})
    return any(value.rsplit("/", 1)[-1] == command.program for one in changed for value in one.values)


def _downloaded(command: Command, script: str) -> bool:
    """Whether the notebook fetched the file before, and did not check it since then."""
    name = script.removeprefix("./").rsplit("/", 1)[-1]
    if not name or not re.search(r"\.(?:sh|bash|py|pl|rb|run|bin|js|R)$|^[\w-]+$", name):
        return False
    return fetched(name, command.history, command.time, command.earlier)


RULE = CommandRule(
    name="piped-remote-script",
    family=Family.CODE_EXECUTION,
    severity=Severity.HIGH,
    message="a script from the network is run without being looked at",
    remedy="Download it, check its digest, read it, then run it; or install a pinned package.",
    docs=__doc__,
    cwe=(494, 829),
    atlas=("AML.T0010.001", "AML.T0011.003"),
    programs=(),
    check=_check,
)
