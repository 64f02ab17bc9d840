"""Model servers that are configured and not written: the command lines that start them, and their settings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._notebook.shell_lines import shell_lines

_SCRIPTS = frozenset({".bash", ".sh"})
_NAMES = frozenset({"Makefile", "Procfile"})
_ANY = r"(?=.*(?:\b0\.0\.0\.0\b|\[::\]))"
_LINES = {
    "a model server that anybody reaches": re.compile(
        rf"\bmlflow\s+(?:models\s+serve|server|ui)\b{_ANY}(?!.*basic-auth)|\bbentoml\s+serve\b{_ANY}"
        rf"|\bseldon-core-microservice\b{_ANY}|\bserve\s+run\b{_ANY}"
    ),
    "a model server without a key": re.compile(
        r"\bvllm\s+serve\b(?!.*--api-key)|\bvllm\.entrypoints\.openai\.api_server\b(?!.*--api-key)"
        r"|\btorchserve\b.*--disable-token"
    ),
}
_TORCHSERVE = re.compile(r"^\s*(?:inference|management)_address\s*[=:]", re.MULTILINE)
_PROPERTIES = {
    "TorchServe without its token": re.compile(r"^\s*disable_token_authorization\s*[=:]\s*true", re.MULTILINE),
    "TorchServe managed from anywhere": re.compile(
        r"^\s*management_address\s*[=:]\s*https?://0\.0\.0\.0", re.MULTILINE
    ),
    "TorchServe loads models from any address": re.compile(
        r"^\s*allowed_urls\s*[=:]\s*(?:\.\*|https?://\.\*)\s*$", re.MULTILINE
    ),
}
_PROTECTIONS = ("enableXsrfProtection", "enableCORS")


def server_facts(subject: ProjectSubject) -> Iterator[str]:
    """Yield what command lines and settings of model servers leave open, in the notebook and in the project."""
    yield from _lines(shell_lines(subject.notebook))
    for path in require_files(subject):
        if path.suffix.lower() in _SCRIPTS or path.name in _NAMES:
            yield from _lines(_commands(path))
        elif path.suffix.lower() == ".properties":
            text = read_text(path)
            if _TORCHSERVE.search(text):
                yield from (fact for fact, pattern in _PROPERTIES.items() if pattern.search(text))
        elif path.name == "config.toml" and path.parent.name == ".streamlit":
            yield from _streamlit(path)


def _commands(path: Path) -> Iterator[str]:
    text = read_text(path).replace("\\\n", " ")
    return (line for line in text.splitlines() if not line.lstrip().startswith("#"))


def _lines(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield from (fact for fact, pattern in _LINES.items() if pattern.search(line))


def _streamlit(path: Path) -> Iterator[str]:
    try:
        server = tomllib.loads(read_text(path)).get("server")
    except (RecursionError, tomllib.TOMLDecodeError):
        return
    if isinstance(server, dict) and any(server.get(name) is False for name in _PROTECTIONS):
        yield "a Streamlit page without protection against forged requests"
