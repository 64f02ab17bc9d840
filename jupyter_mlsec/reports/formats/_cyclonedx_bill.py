"""The environment's part of a CycloneDX document: what a bill of materials says, taken over field by field.

A bill may come from a bundle that anybody could have written, so nothing is passed on that has not its known type.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.notebook import Json


class _Property(msgspec.Struct, omit_defaults=True):
    name: str
    value: str = ""


class _Reference(msgspec.Struct):
    type: str
    url: str


class _Component(msgspec.Struct, rename={"bom_ref": "bom-ref"}, omit_defaults=True, kw_only=True):
    """A distribution; ``licenses`` are checked one level deeper, by the keys that we write ourselves."""

    type: str
    bom_ref: str
    name: str
    version: str = ""
    licenses: list[dict[str, str | dict[str, str]]] = msgspec.field(default_factory=list)
    purl: str = ""
    externalReferences: list[_Reference] = msgspec.field(default_factory=list)  # noqa: N815 - CycloneDX's own word
    properties: list[_Property] = msgspec.field(default_factory=list)


class _Needs(msgspec.Struct):
    ref: str
    dependsOn: list[str] = msgspec.field(default_factory=list)  # noqa: N815 - CycloneDX's own word


class _Bill(msgspec.Struct):
    components: list[_Component] = msgspec.field(default_factory=list)
    dependencies: list[_Needs] = msgspec.field(default_factory=list)


def components_and_needs(bill: Mapping[str, Json] | None) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    """Return a bill's components and who needs whom by reference; both empty without a bill.

    Raises ``UnreadableError`` for a bill that is none. References to what is not there are left out.
    """
    if bill is None:
        return [], {}
    try:
        read = msgspec.convert(dict(bill), _Bill)
    except msgspec.ValidationError:
        raise UnreadableError(
            "the bill of the environment is malformed", help="ask its author for a new export"
        ) from None
    by_reference = {each.bom_ref: each for each in read.components}
    known = by_reference.keys()
    needs = {each.ref: sorted(known & set(each.dependsOn)) for each in read.dependencies}
    return [msgspec.to_builtins(each) for each in by_reference.values()], needs
