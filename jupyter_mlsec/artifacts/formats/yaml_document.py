"""YAML files in archives: tags that make Python objects, and configurations like those in JSON."""

from __future__ import annotations

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.document import show_nodes
from jupyter_mlsec.artifacts.format import Format, Reader
from jupyter_mlsec.errors import UnreadableError

_LONGEST = 2 << 20
_DEPTH = 200
_PICKLE_OR_ARCHIVE = (b"\x80", b"PK", b"\x1f\x8b")


def _claims(content: Content) -> Reader | None:
    is_named = content.name.lower().endswith((".yaml", ".yml"))
    return read_yaml if is_named and not content.head.startswith(_PICKLE_OR_ARCHIVE) else None


def read_yaml(content: Content) -> None:
    """Look at a YAML text: its tags, and its objects as configurations."""
    import yaml

    data = content.bytes(_LONGEST)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    stack: list[tuple[object, list[object]]] = []
    done: list[object] = []
    try:
        for event in yaml.parse(data, Loader=loader):
            content.budget.tick()
            content.budget.keep(200)
            tag = getattr(event, "tag", None)
            if isinstance(tag, str) and "python/" in tag:
                content.sights.add("python-object-in-yaml", "a tag that makes a Python object")
            if isinstance(event, yaml.CollectionStartEvent):
                stack.append((isinstance(event, yaml.MappingStartEvent), []))
                if len(stack) > _DEPTH:
                    raise UnreadableError("the document is nested too deeply")
            elif isinstance(event, yaml.CollectionEndEvent):
                is_mapping, items = stack.pop()
                value = dict(zip(map(_key, items[::2]), items[1::2], strict=False)) if is_mapping else items
                (stack[-1][1] if stack else done).append(value)
            elif isinstance(event, yaml.ScalarEvent):
                (stack[-1][1] if stack else done).append(event.value)
            elif isinstance(event, yaml.AliasEvent):
                (stack[-1][1] if stack else done).append(None)
    except yaml.YAMLError:
        raise UnreadableError("the YAML text is damaged") from None
    show_nodes(content, done)


def _key(value: object) -> object:
    return value if isinstance(value, str) else None


FORMAT = Format(name="a YAML document", read=read_yaml, claims=_claims)
