"""Random pickle programs: mostly well formed, so that they run far; now and then not, because files are not either."""

# ruff: noqa: PLR0911 - one branch a kind of operation
from __future__ import annotations

import io
import struct
from random import Random

import joblib
import numpy as np

MODULES = (
    "zz_one", "zz_two.deep", "os", "collections", "builtins", "copyreg", "_codecs", "numpy", "joblib.numpy_pickle",
    "torch.storage", "__main__", "__builtin__", "copy_reg", "numpy._core.multiarray", "numpy.random._pickle",
    "datetime",
)  # fmt: skip
NAMES = (
    "run", "system", "Counter", "OrderedDict", "getattr", "a.b", "_reconstructor", "__newobj__", "encode", "dtype",
    "ndarray", "NumpyArrayWrapper", "_load_from_bytes", "object", "type", "scalar", "__generator_ctor", "timedelta",
    "_reconstruct", "set", "partial", "xrange", "tuple",
)  # fmt: skip
TEXTS = (*MODULES, *NAMES, "latin1", "storage", "__class__", "dtype", "shape", "f8", "O", "é", "", "x" * 300)


def program(random: Random) -> bytes:
    """Return one program; its bytes are never loaded outside the guarded process."""
    parts = [b"\x80" + bytes([random.choice((0, 2, 3, 4, 5))])] if random.random() < 0.8 else []
    depth, marks = 0, 0
    for _ in range(random.randint(1, 40)):
        part, change = step(random, depth, marks)
        parts.append(part)
        if part == b"(":
            marks += 1
        elif change is None:
            marks, depth = max(0, marks - 1), depth + 1
        else:
            depth = max(0, depth + change)
    if random.random() < 0.1:
        at = random.randrange(len(parts))
        parts.insert(at, b"\x95" + struct.pack("<Q", random.choice((0, 1, 5, 40, 1 << 40))))
    return b"".join(parts) + b"." + (program(random) if random.random() < 0.1 else b"")


def step(random: Random, depth: int, marks: int) -> tuple[bytes, int | None]:
    """Return one operation and by how much the stack grows; None where it takes all down to a mark."""
    kind = random.random()
    if kind < 0.3 or not depth:
        return constant(random), 1
    if kind < 0.45:
        return imported(random)
    if kind < 0.55:
        return memo(random)
    if kind < 0.62 or (kind < 0.75 and not marks):
        return random.choice((b"(", b"(", b"]", b"}", b")", b"\x8f")), 1
    if kind < 0.75:
        return random.choice((b"t", b"l", b"d", b"\x91", b"o", b"e", b"u", b"\x90", b"1")), None
    if kind < 0.9 and depth > 1:
        return random.choice(((b"R", -1), (b"R", -1), (b"\x81", -1), (b"b", -1), (b"a", -1), (b"\x92", -2), (b"s", -2)))
    return random.choice(
        ((b"\x85", 0), (b"\x86", -1), (b"\x87", -2), (b"0", -1), (b"2", 1), (b"Q", 0), (b"\x98", 0), (b"\x85R", -1))
    )


def memo(random: Random) -> tuple[bytes, int]:
    number = random.choice((0, 0, 1, 1, 2, 3, 7, 255))
    return random.choice(
        (
            (b"\x94", 0),
            (b"q" + bytes([number]), 0),
            (b"r" + struct.pack("<I", random.choice((number, 70_000))), 0),
            (f"p{number}\n".encode(), 0),
            (b"h" + bytes([number]), 1),
            (b"j" + struct.pack("<I", number), 1),
            (f"g{number}\n".encode(), 1),
        )
    )


def constant(random: Random) -> bytes:
    value = random.choice(TEXTS)
    data = value.encode()
    kinds = (
        lambda: b"X" + struct.pack("<I", len(data)) + data,
        lambda: b"\x8d" + struct.pack("<Q", len(data)) + data,
        lambda: b"T" + struct.pack("<i", len(data)) + data,
        lambda: b"S'" + escaped(random, value) + b"'\n",
        lambda: b"V" + value.encode("raw-unicode-escape") + b"\n",
        lambda: b"\x8c" + bytes([len(data[:255])]) + data[:255] if data.isascii() else b"N",
        lambda: b"U" + bytes([len(data[:255])]) + data[:255],
        lambda: b"C" + bytes([len(data[:255])]) + data[:255],
        lambda: random.choice((b"N", b"\x88", b"\x89", b"I01\n", b"I0x10\n", b"L5L\n", b"F1.5\n", b"\x97", b"Pid\n")),
        lambda: random.choice(
            (b"K\x05", b"M\x05\x01", b"J\xff\xff\xff\xff", b"\x8a\x01\x05", b"G" + bytes(8), b"\x82\x01")
        ),
        lambda: b"B" + struct.pack("<I", len(NESTED)) + NESTED,
        lambda: b"\x96" + struct.pack("<Q", len(NESTED)) + NESTED,
    )
    return random.choice(kinds)()


NESTED = b"\x80\x02czz_nested\nrun\n)R."


def escaped(random: Random, value: str) -> bytes:
    """Write a text with escapes where none are needed."""
    ways = (
        lambda c: f"\\x{c:02x}",
        lambda c: f"\\{c:03o}",
        lambda c: chr(c) if 32 <= c < 127 and chr(c) not in "\\'" else f"\\x{c:02x}",
    )
    return "".join(random.choice(ways)(byte) for byte in value.encode()).encode()


def imported(random: Random) -> tuple[bytes, int]:
    module, name = random.choice(MODULES).encode(), random.choice(NAMES).encode()
    kind = random.random()
    if kind < 0.4:
        return b"c" + module + b"\n" + name + b"\n", 1
    if kind < 0.5:
        return b"(i" + module + b"\n" + name + b"\n", 1
    if kind < 0.6:
        return b"\x93", -1
    return b"\x8c" + bytes([len(module)]) + module + b"\x8c" + bytes([len(name)]) + name + b"\x93", 1


def arrays() -> list[bytes]:
    """Return files that joblib writes, whose arrays hold operations."""
    hidden = b"\x80\x04czz_hidden\nrun\n)R."
    files = []
    for value in (
        np.frombuffer(hidden * 3, np.uint8),
        [np.frombuffer(hidden, np.uint8), {"a": np.arange(3)}, np.array([[], "x"], object)],
        np.array([(1, "a")], dtype="i4,U3"),
    ):
        for protocol in (2, 4, 5):
            stream = io.BytesIO()
            joblib.dump(value, stream, protocol=protocol)
            files.append(stream.getvalue())
    return files


def mutated(random: Random, data: bytes) -> bytes:
    """Change a file a little: flip, insert, delete, splice, cut; frames that lie among what is inserted."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 4))):
        at = random.randrange(len(changed) + 1)
        kind = random.randrange(6)
        if kind == 0 and at < len(changed):
            changed[at] = random.randrange(256)
        elif kind == 1:
            changed[at:at] = constant(random)
        elif kind == 2:
            changed[at:at] = b"\x95" + struct.pack("<Q", random.choice((0, 3, 20, 60, 200)))
        elif kind == 3:
            del changed[at : at + random.randint(1, 6)]
        elif kind == 4:
            changed[at:at] = step(random, 3, 1)[0]
        else:
            other = random.randrange(len(changed) + 1)
            changed[at:at] = changed[other : other + random.randint(1, 40)]
    return bytes(changed)
