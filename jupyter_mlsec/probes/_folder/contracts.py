"""Contracts of requests as they lie in a project, JSON schemas and OpenAPI: whether they hold a request to anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_mlsec.probes._folder.files import is_read, read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import YAML, parse_structured, within
from jupyter_mlsec.probes._ground.base import ProjectSubject

_SAYS = frozenset({
    "$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "not", "if", "enum", "const", "patternProperties",
    "propertyNames", "required", "minProperties", "maxProperties", "dependentRequired", "prefixItems",
})  # fmt: skip
_FIELD = frozenset({"type", "$ref", "enum", "const", "anyOf", "oneOf", "allOf", "pattern", "format", "minimum",
                    "maximum", "minLength", "maxLength", "items"})  # fmt: skip
_REQUEST = re.compile(
    r"request|input|payload|body|predict|scor|infer|contract|features|anfrage|eingabe|requete|entree|peticion|entrada"
    r"|richiesta|ingresso|requisicao|verzoek|invoer|zapytani|wejsc|入力|要求|リクエスト|请求|输入",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"response|output|answer|antwort|reponse|respuesta|risposta|resposta|応答|响应", re.IGNORECASE)
_MODEL = re.compile(
    r"predict|scor|infer|classif|generat|completion|recommend|embed|forecast|detect|vorhersag|prever", re.IGNORECASE
)
_LARGEST = 512 * 1024
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract. ``free``: it allows everything."""

    place: str
    free: bool


def contracts(subject: ProjectSubject) -> Iterator[Contract]:
    """Yield the contracts of requests that lie in a project."""
    for path in require_files(subject):
        suffix = path.suffix.lower()
        if suffix not in YAML | {".json"} or not is_read(path) or path.stat().st_size > _LARGEST:
            continue
        text = read_text(path)
        if "$schema" not in text and "openapi" not in text and "swagger" not in text:
            continue
        place = path.relative_to(subject.root).as_posix()
        for document in parse_structured(text, suffix) or ():
            if isinstance(document, dict):
                yield from (Contract(place, free) for free in _of(document, path))


def _of(document: dict[str, Any], path: Path) -> Iterator[bool]:
    if {"openapi", "swagger"} & set(document):
        yield from (is_free(schema, document) for schema in _bodies(document))
        return
    named = f"{path.parent.name} {path.stem} {document.get('title', '')}"
    schema = "json-schema" in str(document.get("$schema", ""))
    if schema and _REQUEST.search(named) and not _ANSWER.search(f"{path.stem} {document.get('title', '')}"):
        yield is_free(document, document)


def _bodies(document: dict[str, Any]) -> Iterator[object]:
    """Yield the schemas of what is sent to the routes of an interface that ask a model."""
    paths = within(document, "paths")
    for name, methods in paths.items() if isinstance(paths, dict) else ():
        for method, operation in methods.items() if isinstance(methods, dict) else ():
            if method not in {"post", "put", "patch"} or not isinstance(operation, dict):
                continue
            if not _MODEL.search(f"{name} {operation.get('operationId', '')} {operation.get('summary', '')}"):
                continue
            content = within(operation, "requestBody", "content")
            for media in content.values() if isinstance(content, dict) else ():
                if isinstance(media, dict) and "schema" in media:
                    yield media["schema"]


def is_free(schema: object, document: dict[str, Any], depth: int = 0) -> bool:
    """Tell whether a schema lets every mapping through."""
    if schema is True or schema == {}:
        return True
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return False
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/"):
        return is_free(within(document, *reference[2:].split("/")), document, depth + 1)
    more, fields = schema.get("additionalProperties"), schema.get("properties")
    if schema.get("type", "object") != "object" or more is False or (isinstance(more, dict) and more):
        return False
    if isinstance(fields, dict) and fields:
        return not any(isinstance(each, dict) and _FIELD & set(each) for each in fields.values())
    return not _SAYS & set(schema)
