"""Look for secrets in what is about to be signed: the known ones in every spelling, unknown ones in every text."""

from __future__ import annotations

import base64
import json
import re
import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from jupyter_mlsec.errors import RefusedError
from jupyter_mlsec.runs.canonical import joined
from jupyter_mlsec.runs.parameters import CommandLineText

ContainsSecret = Callable[[str], bool]
_SHORTEST = 6  # a "secret" of five letters is in every English text
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_BINARY = ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "video/", "audio/")


def refuse_known(members: Mapping[str, bytes], secrets: Iterable[str]) -> None:
    """Raise RefusedError where a secret that was passed by reference, or withheld, is in any file, plain or encoded."""
    needles = {spelling for secret in secrets if len(secret) >= _SHORTEST for spelling in spellings(secret)}
    for name, data in sorted(members.items()):
        if any(needle in data for needle in needles):
            raise RefusedError(
                f"a secret that was passed by reference, or is in your environment, ended up in {name}",
                help="do not print or return it in the notebook; nothing was signed and nothing was written",
            )


def refuse_unknown(document: Mapping[str, Any], contains_secret: ContainsSecret) -> None:
    """Raise RefusedError where a cell's source, output or metadata holds a secret, naming the cell only."""
    for index, cell in enumerate(document["cells"]):
        for place, text in _cell_texts(cell):
            if contains_secret(text):
                raise RefusedError(
                    f"cell {index + 1} holds a secret in its {place}",
                    help="run mlsec scan on the notebook; nothing was signed and nothing was written",
                )
    if any(contains_secret(text) for text in _texts(document["metadata"])):
        raise RefusedError("the notebook's metadata hold a secret", help="run mlsec scan on the notebook")


def refuse_in_parameters(parameters: Mapping[str, object], contains_secret: ContainsSecret) -> None:
    """Raise RefusedError where a parameter is a secret given by value: it would be stored in the bundle."""
    for name, given in parameters.items():
        value = given.text if isinstance(given, CommandLineText) else given
        if any(contains_secret(text) or contains_secret(f"{name} = {json.dumps(text)}") for text in _texts(value)):
            raise RefusedError(f"the parameter {name} holds a secret", help=f"pass it by reference: -p {name} env:NAME")


def refuse_in_members(members: Mapping[str, bytes], contains_secret: ContainsSecret) -> None:
    """Raise RefusedError where a file of the environment (a lock's address, for example) holds a secret."""
    for name, data in sorted(members.items()):
        if name.startswith("env/") and any(
            contains_secret(line) for line in data.decode("utf-8", "replace").splitlines()
        ):
            raise RefusedError(
                f"{name} holds a secret", help="take the password out of the package index's address; use a netrc file"
            )


def spellings(secret: str) -> Iterator[bytes]:
    """Yield how a text may be written in a file: plain, escaped, in a URL, in hex, in base64, reversed."""
    plain = secret.encode("utf-8", "surrogatepass")
    yield plain
    yield plain[::-1]
    yield json.dumps(secret)[1:-1].encode()
    yield json.dumps(secret, ensure_ascii=False)[1:-1].encode("utf-8", "surrogatepass")
    yield json.dumps(json.dumps(secret)[1:-1])[1:-1].encode()
    yield repr(secret)[1:-1].encode("utf-8", "surrogatepass")
    yield urllib.parse.quote(plain).encode()
    yield urllib.parse.quote(plain, safe="").encode()
    yield urllib.parse.quote_plus(plain).encode()
    yield plain.hex().encode()
    yield plain.hex().upper().encode()
    for old, new in (("&", "&amp;"), ("<", "&lt;"), ('"', "&quot;"), ("'", "&#39;"), ("'", "&#x27;")):
        secret = secret.replace(old, new)
    yield secret.encode("utf-8", "surrogatepass")
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + plain)
        whole = encoded[(0, 2, 3)[offset] : len(encoded) - (0, 3, 2)[(len(plain) + offset) % 3]]
        if len(whole) >= _SHORTEST:
            yield whole
            yield whole.translate(bytes.maketrans(b"+/", b"-_"))


def _cell_texts(cell: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "source", cell["source"]
    for output in cell.get("outputs", []):
        for text in _output_texts(output):
            yield "output", text
    for text in _texts(cell["metadata"]):
        yield "metadata", text


def _output_texts(output: Mapping[str, Any]) -> Iterator[str]:
    """Yield an output's texts as a reader sees them: a traceback as one text and without colours."""
    for key, value in output.items():
        if key in {"traceback", "text"}:
            yield _ANSI.sub("", "\n".join(value) if isinstance(value, list) else str(value))
        elif key == "data" and isinstance(value, dict):
            for kind, part in value.items():
                if not str(kind).startswith(_BINARY):
                    yield from _texts(part)
        else:
            yield from _texts(value)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        if value and all(isinstance(line, str) for line in value):
            yield joined(value)
        for part in value:
            if not isinstance(part, str):
                yield from _texts(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            if isinstance(part, str):
                yield f"{key} = {json.dumps(part, ensure_ascii=False)}"
            yield from _texts(part)
