"""SSH's wire format (RFC 4251, section 5): strings with their length in front, taken apart without trust."""

from __future__ import annotations

import struct

from jupyter_mlsec.errors import SigningError

_LENGTH = 4  # bytes


def string(data: bytes) -> bytes:
    """Return some bytes with their length in front."""
    return struct.pack(">I", len(data)) + data


def mpint(number: int) -> bytes:
    """Return a number that is not negative as SSH writes it: no byte more than needed, the first bit not set."""
    return string(number.to_bytes(number.bit_length() // 8 + 1, "big") if number else b"")


def take(data: bytes) -> tuple[bytes, bytes]:
    """Return the first string and what is behind it; raise SigningError where it is cut short."""
    length, rest = take_number(data)
    if length > len(rest):
        raise SigningError("a key or signature is cut short")
    return rest[:length], rest[length:]


def take_number(data: bytes, size: int = _LENGTH) -> tuple[int, bytes]:
    """Return a number of ``size`` bytes and what is behind it; raise SigningError where it is cut short."""
    if len(data) < size:
        raise SigningError("a key or signature is cut short")
    return int.from_bytes(data[:size], "big"), data[size:]
