"""Where data travel in the clear, or to somebody whose certificate nobody looks at: calls, settings and commands.

No list of readers is asked: whatever is given an address without encryption reads or writes it, unless it is known
only to handle texts. What a library talks to without any address lies as data in ``_names/transport``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.call import Call
from jupyter_mlsec.code.command import Command
from jupyter_mlsec.code.program import Program
from jupyter_mlsec.code.values import Const, Ref, Value, options
from jupyter_mlsec.probes._names.read import entries, words
from jupyter_mlsec.probes._notebook.addresses import (
    host_of,
    is_local,
    is_plain_address,
    pairs_of,
    scheme_of,
    shown,
)
from jupyter_mlsec.probes._notebook.clients import unprotected
from jupyter_mlsec.probes._notebook.folded import all_texts, texts
from jupyter_mlsec.probes._notebook.options import Option, options_of, plain_name

_EMBEDDED = re.compile(r"(?P<scheme>\b[a-z][a-z0-9+]*)://[^\s'\"|)>]+", re.IGNORECASE)
_QUERIES = frozenset({"duckdb"})


def exposures(program: Program) -> Iterator[str]:
    """Yield what travels unprotected, in words that hold no secret, in the order of the program."""
    called = {call.name for call in program.calls}
    for call in program.calls:
        if not call.escaped:
            yield from _of_call(call, called)
    for command in program.commands:
        yield from _of_command(command)


def _of_call(call: Call, called: set[str]) -> Iterator[str]:
    given = list(options_of(call))
    found = list(_addresses(call, given)) if reaches(call) else []
    if call.module in _QUERIES:
        for argument in call.arguments.positional[:1]:
            found += [host for text in texts(argument.value) for host in _embedded(text)]
    if found:
        yield from found
    elif any(_switches(option, call) for option in (*given, *_written(call))) and not _stays(call):
        yield f"what {_named(call)} reaches"
    elif (what := unprotected(call, given, called)) is not None:
        yield what


def _written(call: Call) -> Iterator[Option]:
    """Yield the options inside texts: of connection strings, and of queries that set something."""
    if call.module in words("transport", "network_roots"):
        for value in call.arguments.values():
            for text in all_texts(value):
                for name, held in pairs_of(text).items():
                    yield Option(plain_name(name.rpartition("set ")[2]), Const(held))


def reaches(call: Call) -> bool:
    """Tell whether a call may do more than handle a text that is an address."""
    last = call.name.rpartition(".")[2]
    if call.module in words("transport", "handling_roots") or last in words("transport", "handling_methods"):
        return False
    return not last.startswith("__") or last == "__call__"


def _addresses(call: Call, given: list[Option]) -> Iterator[str]:
    more = {option.name: " ".join(option.words) or "given" for option in given if not option.off}
    naming = words("transport", "naming")
    skipped = {id(option.value) for option in given if option.name in naming}
    for value in call.arguments.values():
        if id(value) in skipped:
            continue
        for text in _texts_of(value, naming):
            if is_plain_address(text, {**more, **_made_with(value)}):
                yield shown(text)


def _texts_of(value: Value, naming: frozenset[str]) -> Iterator[str]:
    """Yield the texts in a value, without those under a key that only names something."""
    for each in options(value):
        held = getattr(each, "items", None)
        if held is not None and hasattr(held, "items"):
            for key, item in held.items():
                if not (isinstance(key, str) and plain_name(key) in naming):
                    yield from _texts_of(item, naming)
        else:
            yield from all_texts(each)


def _made_with(value: Value) -> dict[str, str]:
    """Return the options of the call that made a value: ``URL.create("postgresql", query={"sslmode": …})``."""
    found: dict[str, str] = {}
    for each in options(value):
        if isinstance(each, Ref) and each.made is not None:
            for keyword, argument in each.made.keywords.items():
                found[plain_name(keyword)] = " ".join(texts(argument.value)) or "given"
    return found


def _embedded(text: str) -> Iterator[str]:
    """Yield the hosts of plain addresses inside a text, such as a query that reads a file from elsewhere."""
    for match in _EMBEDDED.finditer(text):
        if is_plain_address(match[0], {}):
            yield f"{match['scheme'].lower()}://{host_of(match[0])}"


def _switches(option: Option, call: Call) -> bool:
    """Tell whether an option switches encryption or its check off."""
    networked = call.module in words("transport", "network_roots")
    if option.name in words("transport", "off_means_exposed") and option.off:
        return networked or option.name not in {"encrypt", "encryption"}
    if option.name in words("transport", "on_means_exposed") and option.on:
        return True
    if networked and option.off and option.name in words("transport", "short_off"):
        return True
    weak = words("transport", "exposed_values")
    return any(f"{option.name}={plain_name(word)}" in weak for word in option.words)


def _stays(call: Call) -> bool:
    """Tell whether a call names this machine as the other side."""
    found = [host_of(text) for value in call.arguments.values() for text in all_texts(value) if _is_place(text)]
    return any(is_local(host) for host in found if host) and all(is_local(host) for host in found)


def _is_place(text: str) -> bool:
    return bool(scheme_of(text)) or re.fullmatch(r"(?:localhost|127\.[\d.]+|::1|\[::1\])(?::\d+)?", text) is not None


def _named(call: Call) -> str:
    return call.name.removeprefix("?.").removesuffix(".__set__").removesuffix(".__setitem__")


def _of_command(command: Command) -> Iterator[str]:
    program = command.program.lower()
    if program in words("transport", "handling_programs"):
        return
    if program in words("transport", "plain_programs") and any(not value.startswith("-") for value in command.values):
        yield f"what {program} reaches"
    for value in command.values:
        yield from _embedded(value)
    line = " ".join(command.values).lower()
    given = {value.lower() if value.startswith("--") else value for value in command.values}
    for switch in entries("transport", "switch"):
        if program in switch["programs"] and (
            given & set(switch["words"]) or any(part in line for part in switch.get("parts", ()))
        ):
            yield f"what {program} reaches"
            return
