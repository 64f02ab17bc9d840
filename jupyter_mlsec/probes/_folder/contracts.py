"""Contracts of requests as they lie in a project: whether they hold a request to anything, and its values to bounds.

JSON schemas, OpenAPI, table schemas of Frictionless and schemas of pandera are read.
"""

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
_BOUNDS = frozenset({
    "enum", "const", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength",
    "multipleOf", "format", "not", "if", "contentEncoding", "isin", "checks", "constraints",
})  # fmt: skip
_TYPED = frozenset({"number", "integer", "string"})
_FEW = 2  # fields without bounds that are no slip
_LARGEST = 512 * 1024
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract. ``free``: it allows everything. ``unbounded``: its fields have types, and none has bounds."""

    place: str
    free: bool
    unbounded: bool


def contracts(subject: ProjectSubject) -> Iterator[Contract]:
    """Yield the contracts of requests that lie in a project."""
    for path in require_files(subject):
        suffix = path.suffix.lower()
        if suffix not in YAML | {".json"} or not is_read(path) or path.stat().st_size > _LARGEST:
            continue
        text = read_text(path)
        if not any(each in text for each in ("$schema", "openapi", "swagger", "schema_type", "fields")):
            continue
        place = path.relative_to(subject.root).as_posix()
        for document in parse_structured(text, suffix) or ():
            if isinstance(document, dict):
                for schema in _of(document, path):
                    yield Contract(place, is_free(schema, document), is_unbounded(schema, document))


def _of(document: dict[str, Any], path: Path) -> Iterator[object]:
    """Yield the schemas of what is sent."""
    if {"openapi", "swagger"} & set(document):
        yield from _bodies(document)
        return
    named = f"{path.parent.name} {path.stem} {document.get('title', '')}"
    schema = "json-schema" in str(document.get("$schema", ""))
    if schema and _REQUEST.search(named) and not _ANSWER.search(f"{path.stem} {document.get('title', '')}"):
        yield document
    elif _REQUEST.search(named) and not _ANSWER.search(path.stem):
        yield from _table(document)


def _table(document: dict[str, Any]) -> Iterator[object]:
    """Yield a table's schema of another kind as a JSON schema: each column with what it is held to."""
    columns, fields = document.get("columns"), document.get("fields")
    if document.get("schema_type") == "dataframe" and isinstance(columns, dict):
        named = {str(name): each for name, each in columns.items() if isinstance(each, dict)}
        yield {"properties": {name: {"type": "number"} | _said(each) for name, each in named.items()}}
    elif isinstance(fields, list) and all(isinstance(each, dict) and {"name", "type"} <= set(each) for each in fields):
        yield {"properties": {str(each["name"]): _said(each) for each in fields}}


def _said(field: dict[str, Any]) -> dict[str, Any]:
    """Return what a column is held to; that it must be there is no bound."""
    rules = field.get("constraints")
    if isinstance(rules, dict):
        field = field | {
            "constraints": {key: value for key, value in rules.items() if key not in {"required", "unique"}}
        }
    return {key: value for key, value in field.items() if value not in (None, {}, []) and key != "format"}


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


def is_unbounded(schema: object, document: dict[str, Any]) -> bool:
    """Tell whether a schema gives its fields types and holds none of their values to anything."""
    fields = [each for each in _fields(schema, document, 0) if each.get("type") in _TYPED]
    numbers = [each for each in fields if each["type"] != "string"]
    bounded = (_BOUNDS & set(each) - ({"format"} if each["type"] != "string" else set()) for each in numbers or fields)
    return len(numbers or fields) >= _FEW and not any(bounded)  # of a number, the format is its width


def _fields(schema: object, document: dict[str, Any], depth: int) -> Iterator[dict[str, Any]]:
    """Yield all fields of a schema, with those of what it refers to and of what it is made of."""
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return
    reference, kind = schema.get("$ref"), schema.get("type")
    if isinstance(reference, str) and reference.startswith("#/"):
        yield from _fields(within(document, *reference[2:].split("/")), document, depth + 1)
    if isinstance(kind, list):
        kind = next((each for each in kind if each != "null"), None)
    yield schema | {"type": kind if isinstance(kind, str) else None}
    named = schema.get("properties")
    parts = [*named.values()] if isinstance(named, dict) else []
    parts += [each for key in ("allOf", "anyOf", "oneOf", "prefixItems") for each in schema.get(key) or ()]
    for each in (*parts, schema.get("items"), schema.get("patternProperties")):
        yield from _fields(each, document, depth + 1)
