"""What settings and infrastructure say about encryption, at rest and on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jupyter_mlsec.probes._folder.infrastructure import Setting, canonical, facts, settings
from jupyter_mlsec.probes._folder.plain_settings import Settings
from jupyter_mlsec.probes._folder.structured import everything, within
from jupyter_mlsec.probes._names.read import entries, words
from jupyter_mlsec.probes._notebook.addresses import host_of, is_local, is_plain_address, scheme_of
from jupyter_mlsec.probes._notebook.options import OFF, ON

AT_REST, ON_THE_WAY = "keeps data unencrypted", "speaks without TLS"
FACTS = frozenset({AT_REST, ON_THE_WAY, "speaks an old TLS"})
_WEB = frozenset({"http", "ws", "git", "svn", "smtp", "ldap", "rtsp", "imap", "pop3", "rsync", "gopher", "nfs"})
_VARIABLES = frozenset({"environment", "env", "variables", "envvars", "properties", "extraenv", "config"})
_DEEPEST = 40
_LONGEST = 2_000  # characters of an address


def of_infrastructure(document: object) -> Iterator[str]:
    """Yield what a declaration of infrastructure says or leaves out about encryption."""
    yield from (fact for fact in facts(document, "cloud", "encryption") if fact in FACTS)
    for kind, resource in resources(document):
        for entry in entries("resources", "resource"):
            if kind not in entry["kinds"]:
                continue
            said = {canonical(key) for key, _ in (*resource.items(), *everything(resource))}
            if said.isdisjoint(entry["needs"]) and said.isdisjoint(entry.get("unless", ())):
                yield AT_REST


def resources(document: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the resources of a document, each with its kind in small letters without signs."""
    declared = within(document, "resource")
    for each in declared if isinstance(declared, list) else ():
        labels = within(each, "labels")
        if isinstance(each, dict) and isinstance(labels, list) and labels:
            yield canonical(str(labels[0])), each
    named = within(document, "Resources")
    for each in named.values() if isinstance(named, dict) else ():
        if isinstance(each, dict) and isinstance(each.get("Type"), str):
            properties = each.get("Properties")
            yield canonical(each["Type"]), properties if isinstance(properties, dict) else {}
    for each in document if isinstance(document, list) else ():  # calls of a program
        if isinstance(each, dict) and len(each) == 1:
            name, given = next(iter(each.items()))
            if isinstance(given, dict):
                yield canonical(str(name)), given


def is_about_stores(file: Settings) -> bool:
    """Tell whether a file of settings says where data are or how they are reached."""
    names = words("transport", "settings_places") | words("transport", "settings_off")
    return any(setting.name in names for document in file.documents for setting in settings(document))


def of_settings(file: Settings) -> Iterator[str]:
    """Yield what a file of settings says: options that switch encryption off, and addresses without it."""
    server = file.path.name in words("transport", "settings_servers")
    for document in file.documents:
        beside = _hosts(document)
        for setting in _set(document):
            given = setting.value if isinstance(setting.value, list) else [setting.value]
            if any(isinstance(each, str) and _is_open(each) for each in given):
                yield ON_THE_WAY
            elif not isinstance(setting.value, list | dict) and not _is_near(beside.get(setting.around, [])):
                yield from _switched(setting, server=server)


def _set(document: object, around: tuple[str, ...] = (), depth: int = 0) -> Iterator[Setting]:
    """Yield the settings of a document; entries ``NAME=value`` of lists where they are variables, and not words."""
    if depth > _DEEPEST:
        return
    if isinstance(document, dict):
        for key, inner in document.items():
            short = canonical(str(key))
            yield Setting(short, ".".join(around), inner)
            yield from _set(inner, (*around, short), depth + 1)
    elif isinstance(document, list):
        for inner in document:
            if isinstance(inner, str) and around and around[-1] in _VARIABLES:
                name, _, given = inner.partition("=")
                yield Setting(canonical(name), ".".join(around), given)
            yield from _set(inner, around, depth + 1)


def _hosts(document: Any) -> dict[str, list[str]]:  # noqa: ANN401 - a document of a stranger
    """Return the hosts that are named, by the names around them."""
    found: dict[str, list[str]] = {}
    places = words("transport", "settings_places")
    for setting in settings(document):
        if setting.name in places or setting.name.endswith(("bootstrapservers", "endpoint", "host")):
            for each in setting.value if isinstance(setting.value, list) else [setting.value]:
                if isinstance(each, str):
                    found.setdefault(setting.around, []).append(each)
    return found


def _is_near(hosts: list[str]) -> bool:
    """Tell whether all hosts that are named are this machine, or containers beside it."""
    names = [host_of(each if "://" in each else f"x://{each}") for one in hosts for each in one[:_LONGEST].split(",")]
    return bool(names) and all(is_local(each) or "." not in each for each in names)


def _switched(setting: Setting, *, server: bool) -> Iterator[str]:
    value = str(setting.value).strip().lower()
    said = f"{setting.name}={canonical(value)}"
    if setting.name in words("transport", "settings_off") and value in OFF:
        yield AT_REST if "encrypt" in setting.name and "transport" not in setting.name else ON_THE_WAY
    elif (setting.name in words("transport", "settings_on") and value in ON) or _ends(said):
        yield ON_THE_WAY
    elif setting.name in words("transport", "settings_short") and value in OFF - {"none"}:
        around = set(setting.around.split("."))
        if server or any(each in words("transport", "settings_stores") for each in around):
            yield ON_THE_WAY


def _ends(said: str) -> bool:
    """Tell whether a name and its value, or what they end with, are among those that send in the clear."""
    return any(said.endswith(each) for each in words("transport", "settings_said"))


def _is_open(text: str) -> bool:
    """Tell whether a text is the address of a store that is asked in the clear, on another machine."""
    text = text.strip()[:_LONGEST]
    if text.startswith("jdbc:") and ";" in text:
        pairs = dict(part.lower().partition("=")[::2] for part in text.split(";")[1:])
        away = not is_local(host_of(text.partition(";")[0]))
        return away and (pairs.get("encrypt") in OFF or pairs.get("trustservercertificate") in ON)
    scheme = scheme_of(text).partition("+")[0]
    host = host_of(text)
    return bool(scheme) and scheme not in _WEB and "." in host and "$" not in host and is_plain_address(text, {})
