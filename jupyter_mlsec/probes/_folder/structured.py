"""Settings as values: YAML, JSON and TOML, with the tags and templates that tools put into them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from jupyter_mlsec.probes._folder.files import read_text

YAML = frozenset({".yaml", ".yml"})
_LINES = re.compile(r"^[ \t]*(?:-[ \t]+)?\{\{-?[^\n]*\}\}[ \t]*$|^[ \t]*\{%[^\n]*%\}[ \t]*$", re.MULTILINE)
_INLINE = re.compile(r"\{\{[^\n]{0,500}?\}\}|\{%[^\n]{0,500}?%\}")
_COMMENTS = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<comma>,)(?=\s*[}\]])", re.DOTALL)
_MOST = 200_000  # values of one file; aliases of aliases can be billions
_DEEPEST = 60  # levels of nesting; deeper ones are nobody's settings


def read_structured(path: Path) -> list[Any] | None:
    """Return the documents of a settings file, by its suffix; None where they cannot be read."""
    return parse_structured(read_text(path), path.suffix.lower())


@lru_cache(maxsize=512)
def parse_structured(text: str, suffix: str) -> list[Any] | None:
    """Return the documents of a text; the suffix says which language. None where it is not of that language.

    What a template fills in later is read as ``x``: its value is not known, and what stands around it is.
    """
    if suffix in {".json", ".jsonc"}:
        return _json(text)
    if suffix == ".toml":
        try:
            return [tomllib.loads(text)]
        except (RecursionError, tomllib.TOMLDecodeError):
            return None
    found = _yaml(text)
    if found is None and ("{{" in text or "{%" in text):
        found = _yaml(_INLINE.sub("x", _LINES.sub("", text)))
    return found


def everything(value: object, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield each key of nested settings with its value, the outer ones first; entries of lists under the key ``-``."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key), inner
            yield from everything(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield "-", inner
            yield from everything(inner, depth + 1)


def within(value: object, *keys: str) -> Any:  # noqa: ANN401 - any part of a document
    """Return what stands under some keys, one inside the other; an empty mapping where nothing does."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return {} if value is None else value


def _json(text: str) -> list[Any] | None:
    for attempt in (text, _COMMENTS.sub(lambda match: "" if match["comment"] or match["comma"] else match[0], text)):
        try:
            return [json.loads(attempt)]
        except (RecursionError, ValueError):
            continue
    return None


def _yaml(text: str) -> list[Any] | None:
    import yaml

    try:
        found = [each for each in yaml.load_all(text, Loader=_loader()) if each is not None]
        return found if _size(found, {}) <= _MOST else None
    except (yaml.YAMLError, RecursionError, ValueError, TypeError, AttributeError):
        return None


def _size(value: object, known: dict[int, int]) -> int:
    """Return how many values there are when aliases are written out; more than ``_MOST`` where they go in a circle."""
    if not isinstance(value, (dict, list)):
        return 1
    if id(value) not in known:
        known[id(value)] = _MOST + 1  # what holds itself is endless
        inner = value.values() if isinstance(value, dict) else value
        known[id(value)] = min(_MOST + 1, 1 + sum(_size(each, known) for each in inner))
    return known[id(value)]


@lru_cache(maxsize=1)
def _loader() -> Any:  # noqa: ANN401 - yaml is imported late
    """Return a safe loader that reads what an unknown tag stands before: ``!Ref Bucket``, ``!reference [a, b]``."""
    import yaml

    class Loader(yaml.SafeLoader):
        """Makes text, lists and mappings only, and no more entries by merging mappings than a file may have values."""

        merged = 0

        def flatten_mapping(self, node: yaml.MappingNode) -> None:
            super().flatten_mapping(node)
            self.merged += len(node.value)
            if self.merged > _MOST:
                raise yaml.YAMLError("mappings of mappings without end")

    def plain(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> object:
        if isinstance(node, yaml.ScalarNode):
            return loader.construct_scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        return loader.construct_mapping(node, deep=True) if isinstance(node, yaml.MappingNode) else None

    Loader.add_multi_constructor("!", plain)
    Loader.add_multi_constructor("tag:", plain)
    return Loader
