"""Model servers that are configured and not written: the command lines that start them, and their settings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from jupyter_mlsec.probes._folder.command_lines import command_lines
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import YAML, everything, read_structured, within
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._serving.server_images import (
    KEYLESS,
    REACHED,
    declared_servers,
    started_servers,
    unit_servers,
)

_TORCHSERVE = re.compile(r"^[ \t]*(?:inference|management)_address\s*[=:]", re.MULTILINE)
_PROPERTIES = {
    "TorchServe without its token": re.compile(
        r"^[ \t]*disable_token_authorization\s*[=:]\s*true", re.MULTILINE | re.IGNORECASE
    ),
    "TorchServe managed from anywhere": re.compile(
        r"^[ \t]*management_address\s*[=:]\s*https?://0\.0\.0\.0", re.MULTILINE
    ),
    "TorchServe loads models from any address": re.compile(
        r"^[ \t]*allowed_urls\s*[=:]\s*(?:\.\*|https?://\.\*)\s*$", re.MULTILINE
    ),
}
_KEY = re.compile(r"\b(?:VLLM|SGLANG|LLAMA|LITELLM_MASTER|INFINITY|API)_(?:API_)?KEY\b")
_SCRIPTED = frozenset({".bash", ".conf", ".container", ".fish", ".ksh", ".service", ".sh", ".zsh"})
_OLLAMA = re.compile(r"OLLAMA_HOST[\"']?[ \t]{0,9}[=:][ \t]{0,9}[\"']?(?:http://)?(?:0\.0\.0\.0|\[::\]|\*)")
_EVERYWHERE = re.compile(r"0\.0\.0\.0|::")
_PROTECTIONS = ("enableXsrfProtection", "enableCORS")
_DEBUG = re.compile(
    r"^[ \t]*(?:export\s+)?(?:FLASK_DEBUG|DJANGO_DEBUG|APP_DEBUG|UVICORN_RELOAD)\s*=\s*[\"']?(?:1|true|on)\b"
    r"|^[ \t]*(?:export\s+)?FLASK_ENV\s*=\s*[\"']?development"
    r"|^(?:reload|debug)\s*=\s*True\b",
    re.MULTILINE | re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _commands() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None, re.Pattern[str] | None], ...]:
    text = (files("jupyter_mlsec.probes._serving") / "commands.toml").read_text("utf-8")
    return tuple(
        (
            fact,
            re.compile("|".join(table["starts"])),
            re.compile(table["opens"]) if "opens" in table else None,
            re.compile(table["unless"]) if "unless" in table else None,
        )
        for fact, table in tomllib.loads(text).items()
    )


def server_facts(subject: ProjectSubject) -> Iterator[str]:
    """Yield what command lines and settings of model servers leave open, in the notebook and in the project."""
    for line in command_lines(subject):
        yield from (fact for fact in line_facts(line.text) if fact != KEYLESS or not _given_key(subject, line.place))
    for path in require_files(subject):
        yield from _settings(path)


def _given_key(subject: ProjectSubject, place: str) -> bool:
    """Tell whether the file that starts a model server hands it a key as a variable."""
    path = subject.root / place
    if place != "the notebook":
        return path.is_file() and _KEY.search(read_text(path)) is not None
    return any(_KEY.search(cell.source.content) for cell in subject.notebook.cells)


def line_facts(line: str) -> Iterator[str]:
    """Yield what one command line leaves open."""
    for fact, starts, opens, unless in _commands():
        if (
            starts.search(line)
            and (opens is None or opens.search(line))
            and (unless is None or not unless.search(line))
        ):
            yield fact
    yield from started_servers(line)


def _settings(path: Path) -> Iterator[str]:
    suffix = path.suffix.lower()
    if suffix in _SCRIPTED or path.name.startswith((".env", "Dockerfile")):
        yield from _scripted(path, suffix)
    if suffix == ".properties":
        text = read_text(path)
        if _TORCHSERVE.search(text):
            yield from (fact for fact, pattern in _PROPERTIES.items() if pattern.search(text))
    elif path.name == "config.toml" and path.parent.name == ".streamlit":
        yield from _streamlit(path)
    elif path.name == "config.toml" and path.parent.name == ".chainlit":
        yield from _chainlit(path)
    elif path.name == "function.json":
        yield from _azure(path)
    elif path.name.startswith((".flaskenv", ".env", "gunicorn")):
        if _DEBUG.search(read_text(path)):
            yield "debug mode on"
    elif suffix in YAML:
        yield from _deployed(path)


def _scripted(path: Path, suffix: str) -> Iterator[str]:
    """Yield what units, scripts and files of variables say of servers that are told where to listen by a variable."""
    text = read_text(path)
    if suffix == ".container":
        yield from unit_servers(text)
    if _OLLAMA.search(text):
        yield REACHED


def _streamlit(path: Path) -> Iterator[str]:
    server = within((read_structured(path) or [{}])[0], "server")
    if any(server.get(name) is False for name in _PROTECTIONS):
        yield "a Streamlit page without protection against forged requests"


def _chainlit(path: Path) -> Iterator[str]:
    project = within((read_structured(path) or [{}])[0], "project")
    if "*" in (project.get("allow_origins") or ()):
        yield "any origin allowed (CORS)"


def _azure(path: Path) -> Iterator[str]:
    for key, value in everything((read_structured(path) or [{}])[0]):
        if key == "authLevel" and str(value).lower() == "anonymous":
            yield "a function that asks for no key"


def _deployed(path: Path) -> Iterator[str]:
    """Yield what settings of platforms say about who may call: functions of a cloud, proxies of language models."""
    for document in read_structured(path) or ():
        yield from declared_servers(document)
        if "import_path" in str(within(document, "applications")) and _EVERYWHERE.search(
            str(within(document, "http_options", "host"))
        ):
            yield REACHED  # Ray Serve
        for key, value in everything(document):
            if key in {"FunctionUrlConfig", "functionUrlConfig"} and within(value, "AuthType") == "NONE":
                yield "everybody may call its address"
            elif (
                key == "environment" and isinstance(value, dict) and str(value.get("FLASK_DEBUG", "")) in {"1", "true"}
            ):
                yield "debug mode on"
            elif key == "Members" and "allUsers" in str(value):
                yield "everybody may call it without a login"
