"""Writes ``labextension/src/shapes.ts`` from the types of the server's answers.

``python tools/shapes.py`` writes it; a test compares.
"""

from __future__ import annotations

import enum
import inspect
import sys
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "labextension" / "src" / "shapes.ts"
HEAD = """// The server's answers. Made from jupyter_mlsec/server/shapes.py by tools/shapes.py: do not edit.
"""
_PLAIN = {
    msgspec.inspect.IntType: "number",
    msgspec.inspect.FloatType: "number",
    msgspec.inspect.StrType: "string",
    msgspec.inspect.BoolType: "boolean",
    msgspec.inspect.NoneType: "null",
}


def typescript() -> str:
    """Return the whole file."""
    from jupyter_mlsec.server.shapes import ANSWERS

    written = _Written()
    for answer in ANSWERS:
        written.field_type(msgspec.inspect.type_info(answer))
    return "\n".join([HEAD, *written.enums.values(), *written.interfaces.values()])


class _Written:
    """What has been written, by name, in the order in which it was needed."""

    def __init__(self) -> None:
        self.enums: dict[str, str] = {}
        self.interfaces: dict[str, str] = {}

    def field_type(self, info: msgspec.inspect.Type) -> str:
        """Return the TypeScript type for a field, and write what it needs."""
        if type(info) in _PLAIN:
            return _PLAIN[type(info)]
        written = ""
        match info:
            case msgspec.inspect.StructType():
                written = self._interface(info)
            case msgspec.inspect.EnumType():
                written = self._enum(info.cls)
            case msgspec.inspect.LiteralType():
                written = " | ".join(f"'{value}'" for value in sorted(map(str, info.values)))
            case msgspec.inspect.ListType():
                item = self.field_type(info.item_type)
                written = f"({item})[]" if " | " in item else f"{item}[]"
            case msgspec.inspect.DictType():
                written = f"Record<{self.field_type(info.key_type)}, {self.field_type(info.value_type)}>"
            case msgspec.inspect.UnionType():
                members = [self.field_type(each) for each in info.types]
                written = " | ".join(sorted(members, key=lambda member: member == "null"))
        return written or sys.exit(f"error: no TypeScript for {info}")

    def _interface(self, info: msgspec.inspect.StructType) -> str:
        name = f"I{info.cls.__name__}"
        if name not in self.interfaces:
            self.interfaces[name] = ""  # its place in the order; a field may need itself
            lines = [f"  {self._field(field)};" for field in info.fields]
            del self.interfaces[name]  # after what it needs
            self.interfaces[name] = "\n".join([_comment(info.cls), f"export interface {name} {{", *lines, "}", ""])
        return name

    def _field(self, field: msgspec.inspect.Field) -> str:
        return f"{field.encode_name}{'' if field.required else '?'}: {self.field_type(field.type)}"

    def _enum(self, cls: type[enum.Enum]) -> str:
        name = cls.__name__
        values = " | ".join(f"'{member.value}'" for member in cls)
        self.enums.setdefault(name, "\n".join([_comment(cls), f"export type {name} = {values};", ""]))
        return name


def _comment(cls: type[Any]) -> str:
    return f"/** {' '.join(inspect.cleandoc(cls.__doc__ or '').split()).replace('``', '`')} */"


if __name__ == "__main__":
    TARGET.write_text(typescript(), encoding="utf-8")
