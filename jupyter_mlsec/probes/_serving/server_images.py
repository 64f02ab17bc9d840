"""Images of model servers, as they are declared and run: whether a key is asked for, and who gets there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jupyter_mlsec.probes._folder.structured import everything

KEYLESS = "a model server without a key"
REACHED = "a model server that anybody reaches"
_RUN = re.compile(r"\b(?:docker|podman|nerdctl)\s+(?:container\s+)?run\s")
_PUBLISHED = re.compile(r"(?:^|\s)(?:-p|--publish)[= ]?(?P<port>\S+)")
_HERE = re.compile(r"^[\"']?(?:127\.\d+\.\d+\.\d+|localhost|\[::1\]):")
_EVERYWHERE = re.compile(r"0\.0\.0\.0|\[::\]")
_HOST_NET = re.compile(r"--net(?:work)?[= ]host\b")
_LOOPBACK = re.compile(
    r"--host(?:name)?[= ,\"']+(?:127\.0\.0\.1|localhost)|OLLAMA_HOST[\"']?[=: ]+[\"']?(?:http://)?(?:127\.|localhost)"
)


@dataclass(frozen=True, slots=True)
class _Server:
    image: re.Pattern[str]
    key: re.Pattern[str] | None


@lru_cache(maxsize=1)
def _servers() -> tuple[_Server, ...]:
    text = (files("jupyter_mlsec.probes._serving") / "images.toml").read_text("utf-8")
    return tuple(
        _Server(re.compile(each["image"]), re.compile(each["key"]) if "key" in each else None)
        for each in tomllib.loads(text)["server"]
    )


def declared_servers(document: object) -> Iterator[str]:
    """Yield what the containers of a document leave open that serve models."""
    for _, value in (("", document), *everything(document)):
        if isinstance(value, dict) and isinstance(value.get("image"), str):
            known = _known(value["image"])
            if known is not None:
                yield from _container(value, known)


def started_servers(line: str) -> Iterator[str]:
    """Yield what a ``docker run`` of a model server leaves open."""
    if not _RUN.search(line):
        return
    ports = [match["port"] for match in _PUBLISHED.finditer(line)]
    outside = _HOST_NET.search(line) is not None or any(not _HERE.match(each) for each in ports)
    for word in line.split()[:200]:
        known = _known(word.strip("\"'"))
        if known is not None and outside and not word.startswith("-"):
            yield from _open(line, known)
            return


def unit_servers(text: str) -> Iterator[str]:
    """Yield what a unit of Podman leaves open that runs a model server and publishes its port."""
    image = re.search(r"^Image[ \t]*=[ \t]*(\S+)", text, re.MULTILINE)
    known = None if image is None else _known(image[1])
    ports = re.findall(r"^PublishPort[ \t]*=[ \t]*(\S+)", text, re.MULTILINE)
    if known is not None and any(not _HERE.match(each) for each in ports):
        yield from _open(text, known)


def _known(image: str) -> _Server | None:
    return next((each for each in _servers() if each.image.search(image[:300])), None)


def _container(value: dict[str, Any], known: _Server) -> Iterator[str]:
    """Look at one container: of a compose file where it is reached from outside, of a pod where it asks nobody."""
    ports = value.get("ports")
    pod = "name" in value and not any(isinstance(each, str | int) for each in ports or ())
    if pod and known.key is None:
        return
    if not pod and not _is_outside(ports, value):
        return
    said = str({key: inner for key, inner in value.items() if key != "image"})
    yield from _open(said, known)


def _is_outside(ports: object, value: dict[str, Any]) -> bool:
    if value.get("network_mode") == "host" or _EVERYWHERE.search(str(value.get("command", ""))):
        return True
    for each in ports if isinstance(ports, list) else ():
        if isinstance(each, dict):
            if not str(each.get("host_ip", "0")).startswith(("127.", "localhost")):
                return True
        elif not _HERE.match(str(each)):
            return True
    return False


def _open(said: str, known: _Server) -> Iterator[str]:
    if _LOOPBACK.search(said):
        return
    if known.key is None:
        yield REACHED
    elif not known.key.search(said):
        yield KEYLESS
