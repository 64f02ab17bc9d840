"""As whom a notebook connects to what holds its data."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call
from jupyter_mlsec.code.program import Program
from jupyter_mlsec.code.values import Seq, options
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.addresses import host_of, is_local, scheme_of, user_of
from jupyter_mlsec.probes._notebook.deeds import deeds
from jupyter_mlsec.probes._notebook.folded import all_texts, texts
from jupyter_mlsec.probes._notebook.options import Option, options_of

_CLICKHOUSE = ("clickhouse",)
_SETTERS = frozenset({"__setitem__", "option", "setdefault", "putenv"})


def administrators(program: Program) -> Iterator[str]:
    """Yield the accounts of administrators that are used, each as it is known."""
    known = words("accounts", "administrators")
    for call in program.calls:
        if not call.escaped:
            for account in accounts(call):
                if account.casefold() in known or (account == "default" and call.module.startswith(_CLICKHOUSE)):
                    yield account
    for command in program.commands:
        for value in command.values:
            user = user_of(value) if _is_database(value) else None
            if user is not None and user.casefold() in known:
                yield user
    for done in deeds(program, "accounts"):
        yield done.deed.what


def accounts(call: Call) -> Iterator[str]:
    """Yield as whom a call connects, from its options and from addresses that it is given."""
    asked = call.module in words("accounts", "data_roots") or call.name.rpartition(".")[2] in _SETTERS
    for option in options_of(call):
        if asked or _names_a_server(call):
            yield from _of_option(option)
    for value in call.arguments.values():
        for text in all_texts(value):
            if _is_database(text) or (asked and "=" in text and not scheme_of(text)):
                user = user_of(text)
                if user:
                    yield user


def _of_option(option: Option) -> Iterator[str]:
    if option.name in words("accounts", "account_options"):
        yield from texts(option.value)
    elif option.name in words("accounts", "pair_options"):
        for each in options(option.value):
            if isinstance(each, Seq) and each.items:
                yield from texts(each.items[0])


def _names_a_server(call: Call) -> bool:
    """Tell whether a call of anything at all names another machine: then ``user`` is an account there."""
    if any(_is_database(text) for value in call.arguments.values() for text in all_texts(value)):
        return True
    return any(
        option.name in {"host", "hostname", "server", "dsn"} and not all(map(is_local, texts(option.value)))
        for option in options_of(call)
    )


def _is_database(text: str) -> bool:
    scheme = scheme_of(text)
    return scheme.partition("+")[0] in words("accounts", "database_schemes") and bool(host_of(text))
