"""Clients of servers that encrypt nothing unless they are told to, and whether they were told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from jupyter_mlsec.code.call import Call
from jupyter_mlsec.probes._names.read import entries
from jupyter_mlsec.probes._notebook.addresses import host_of, is_local, is_protected, scheme_of
from jupyter_mlsec.probes._notebook.folded import GAP, all_texts
from jupyter_mlsec.probes._notebook.options import Option, options_of, plain_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One kind of client, as ``_names/transport/clients.toml`` describes it.

    ``host`` are the options that name the other side, ``later`` the methods that protect a connection once it is made.
    One that is ``always`` plain has no option for it.
    """

    functions: frozenset[str]
    host: frozenset[str] = frozenset()
    position: int | None = None
    always: bool = False
    protecting: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    what: str = ""


@cache
def _clients() -> dict[str, Client]:
    found: dict[str, Client] = {}
    for entry in entries("transport", "client"):
        client = Client(
            functions=frozenset(entry["functions"]),
            host=frozenset(plain_name(each) for each in entry.get("host", ())),
            position=entry.get("position"),
            always=entry.get("always", False),
            protecting=tuple(entry.get("protecting", ())),
            later=tuple(entry.get("later", ())),
            what=entry.get("what", ""),
        )
        found.update(dict.fromkeys(client.functions, client))
    return found


def unprotected(call: Call, given: list[Option], called: set[str]) -> str | None:
    """Return what a call reaches without encryption, or None. ``called`` are the names of all calls of the notebook."""
    client = _clients().get(call.name.removeprefix("?."))
    if client is None or _is_protected_later(call, client, called):
        return None
    places = _places(call, client)
    more = {option.name: " ".join(option.words) or "given" for option in given if not option.off}
    if client.always:
        safe = bool(places) and all(_is_inside(place) or scheme_of(place) == "https" for place in places)
    else:
        safe = not places or _asks(client, more) or all(_is_safe(place, more) for place in places)
    return None if safe else client.what or f"what {call.name.removeprefix('?.')} reaches"


def _is_protected_later(call: Call, client: Client, called: set[str]) -> bool:
    owner = call.name.rpartition(".")[0]
    return any(f"{call.name}().{method}" in called or f"{owner}.{method}" in called for method in client.later)


def _asks(client: Client, more: dict[str, str]) -> bool:
    """Tell whether an option that protects this kind of client is given: by its name, or with its value."""
    for known in client.protecting:
        name, separator, wanted = known.partition("=")
        if name in more and (not separator or plain_name(more[name]) == wanted):
            return True
    return False


def _is_safe(place: str, more: dict[str, str]) -> bool:
    """Tell whether a place is reached safely; addresses with a scheme are looked at where addresses are."""
    return _is_inside(place) or bool(scheme_of(place)) or is_protected(place, more)


def _is_inside(place: str) -> bool:
    host = host_of(place)
    return place.startswith("/") or host == GAP or is_local(host)


def _places(call: Call, client: Client) -> Iterable[str]:
    """Return what a client connects to, where that is known."""
    found = [option.value for option in options_of(call) if option.name in client.host]
    if client.position is not None and client.position < len(call.arguments.positional):
        found.append(call.arguments.positional[client.position].value)
    return tuple(dict.fromkeys(text for value in found for text in all_texts(value)))
