"""The pickle format's opcodes, protocols 0 to 5: their names and the form of their arguments (PEP 307, 3154, 574)."""

from __future__ import annotations

from enum import Enum, auto


class Form(Enum):
    """How an opcode's argument stands in the stream; numbers are little-endian."""

    NONE = auto()
    BYTES_1 = auto()  # one byte
    BYTES_2 = auto()
    BYTES_4 = auto()
    BYTES_8 = auto()
    COUNTED_1 = auto()  # a length of one byte, then that many bytes
    COUNTED_4 = auto()
    COUNTED_8 = auto()
    LINE = auto()  # up to a line feed
    TWO_LINES = auto()


_NAMES: dict[Form, dict[int, str]] = {
    Form.NONE: {
        0x28: "MARK", 0x2E: "STOP", 0x30: "POP", 0x31: "POP_MARK", 0x32: "DUP", 0x4E: "NONE", 0x51: "BINPERSID",
        0x52: "REDUCE", 0x61: "APPEND", 0x62: "BUILD", 0x64: "DICT", 0x65: "APPENDS", 0x29: "EMPTY_TUPLE",
        0x5D: "EMPTY_LIST", 0x7D: "EMPTY_DICT", 0x6C: "LIST", 0x6F: "OBJ", 0x73: "SETITEM", 0x74: "TUPLE",
        0x75: "SETITEMS", 0x81: "NEWOBJ", 0x85: "TUPLE1", 0x86: "TUPLE2", 0x87: "TUPLE3", 0x88: "NEWTRUE",
        0x89: "NEWFALSE", 0x8F: "EMPTY_SET", 0x90: "ADDITEMS", 0x91: "FROZENSET", 0x92: "NEWOBJ_EX",
        0x93: "STACK_GLOBAL", 0x94: "MEMOIZE", 0x97: "NEXT_BUFFER", 0x98: "READONLY_BUFFER",
    },
    Form.BYTES_1: {0x4B: "BININT1", 0x68: "BINGET", 0x71: "BINPUT", 0x80: "PROTO", 0x82: "EXT1"},
    Form.BYTES_2: {0x4D: "BININT2", 0x83: "EXT2"},
    Form.BYTES_4: {0x4A: "BININT", 0x6A: "LONG_BINGET", 0x72: "LONG_BINPUT", 0x84: "EXT4"},
    Form.BYTES_8: {0x47: "BINFLOAT", 0x95: "FRAME"},
    Form.COUNTED_1: {0x55: "SHORT_BINSTRING", 0x8A: "LONG1", 0x8C: "SHORT_BINUNICODE", 0x43: "SHORT_BINBYTES"},
    Form.COUNTED_4: {0x54: "BINSTRING", 0x58: "BINUNICODE", 0x42: "BINBYTES", 0x8B: "LONG4"},
    Form.COUNTED_8: {0x8D: "BINUNICODE8", 0x8E: "BINBYTES8", 0x96: "BYTEARRAY8"},
    Form.LINE: {
        0x46: "FLOAT", 0x49: "INT", 0x4C: "LONG", 0x50: "PERSID", 0x53: "STRING", 0x56: "UNICODE",
        0x67: "GET", 0x70: "PUT",
    },
    Form.TWO_LINES: {0x63: "GLOBAL", 0x69: "INST"},
}  # fmt: skip

OPCODES: dict[int, tuple[str, Form]] = {
    code: (name, form) for form, names in _NAMES.items() for code, name in names.items()
}
WIDTHS = {Form.BYTES_1: 1, Form.BYTES_2: 2, Form.BYTES_4: 4, Form.BYTES_8: 8}
COUNTS = {Form.COUNTED_1: 1, Form.COUNTED_4: 4, Form.COUNTED_8: 8}
SIGNED_COUNTS = frozenset({"BINSTRING", "LONG4"})
HOLDS_BYTES = frozenset({"SHORT_BINBYTES", "BINBYTES", "BINBYTES8", "BYTEARRAY8"})
