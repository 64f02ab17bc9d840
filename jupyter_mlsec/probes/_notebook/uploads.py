"""What a notebook sends to places where everybody may read it."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call
from jupyter_mlsec.code.command import Command
from jupyter_mlsec.code.program import Program
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.addresses import host_of, scheme_of
from jupyter_mlsec.probes._notebook.deeds import deeds
from jupyter_mlsec.probes._notebook.folded import all_texts

_SENDS = frozenset({"post", "put", "patch", "request", "upload", "send", "connect", "create_connection", "stream"})
_CARRIES = frozenset({"data", "files", "json", "content", "body", "fields"})
_SENDING_WORDS = ("-T", "-F", "-d", "-X", "--upload-file", "--form", "--data", "--post-file", "--body-file", "--put")
_PIPES = frozenset({"nc", "ncat", "netcat", "telnet", "socat"})


def published(program: Program) -> Iterator[str]:
    """Yield what is opened to everybody, in words that hold no value."""
    for done in deeds(program, "uploads"):
        yield done.deed.what
    for call in program.calls:
        if _sends(call) and any(_is_drop(text) for value in call.arguments.values() for text in all_texts(value)):
            yield "a file is shown to everybody with the link"
    for command in program.commands:
        if _carries(command) and any(_is_drop(value) for value in command.values):
            yield "a file is shown to everybody with the link"


def _sends(call: Call) -> bool:
    last = call.name.rpartition(".")[2]
    return last in _SENDS or (last in {"urlopen", "Request", "get"} and bool(_CARRIES & call.arguments.keywords.keys()))


def _carries(command: Command) -> bool:
    if command.program in _PIPES:
        return True
    return command.program in {"curl", "wget", "http", "https", "xh", "httpie"} and any(
        value.startswith(_SENDING_WORDS) or "@" in value for value in command.values
    )


def _is_drop(text: str) -> bool:
    host = host_of(text) if scheme_of(text) else text.strip().partition("/")[0].lower()
    drops = words("uploads", "drops")
    return host in drops or any(host.endswith(f".{drop}") for drop in drops)
