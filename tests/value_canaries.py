"""Values planted in data, a thousand of many kinds, and the search for any trace of one: part, spelling, digest.

Every value has a random core of letters that English, HTML and hexadecimal digits hardly use in a row, or of digits.
Six letters of a core in a row, or eight digits, count as a leak, in plain text and in each encoding.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import io
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

LETTERS = "qxzjkvwy"
PART, DIGITS = 6, 8  # characters of a core that nobody may see
_BASE64 = re.compile(rb"[0-9A-Za-z+/_-]{40,}={0,2}")
_HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")


@dataclass(frozen=True)
class Value:
    """One planted value: what it is, its text in the data, and the part of it that stands nowhere else."""

    kind: str
    text: str
    core: str


def planted(random: Random) -> dict[str, list[Value]]:
    """Return a thousand values, by kind."""

    def letters(number: int) -> str:
        return "".join(random.choices(LETTERS, k=number))

    def digits(number: int) -> str:
        return str(random.randint(1, 9)) + "".join(random.choices("0123456789", k=number - 1))

    def word(kind: str, shape: str, number: int) -> list[Value]:
        cores = [letters(12) for _ in range(number)]
        return [Value(kind, shape.format(core, core.title(), core.upper()), core) for core in cores]

    def figure(kind: str, shape: str, number: int, length: int) -> list[Value]:
        cores = [digits(length) for _ in range(number)]
        return [Value(kind, shape.format(core), core) for core in cores]

    made = {
        "word": word("word", "{0}", 150),
        "name": word("name", "Ana-{1} Smith", 150),
        "email": word("email", "{0}@mail.example", 100),
        "upper": word("upper", "ID {2}", 50),
        "quoted": word("quoted", "<b>\"{0}\" & 'co'</b>", 50),
        "foreign": word("foreign", "{0} Größe 東京", 50),
        "path": word("path", "/home/{0}/x ray.csv", 50),
        "nested": word("nested", "{0}", 60),
        "index": word("index", "key-{0}", 60),
        "label": word("label", "{0}", 2),
        "group": word("group", "{0}", 4),
        "category": word("category", "{0}", 6),
        "header": word("header", "{0}@mail.example", 8),
        "shown": word("shown", "{0}", 60),
        "number": figure("number", "{0}", 80, 14),
        "account": figure("account", "DE{0}", 40, 18),
        "fraction": figure("fraction", "0.{0}", 40, 12),
    }
    start = datetime(1931, 2, 3, 4, 5, 6, 789_000)  # noqa: DTZ001 - as a table has it
    moments = [start + timedelta(microseconds=random.randrange(10**15)) for _ in range(40)]
    made["date"] = [Value("date", moment.isoformat(sep=" "), f"{moment:%H:%M:%S.%f}") for moment in moments]
    assert sum(map(len, made.values())) == 1_000
    return made


class Search:
    """Looks for traces of many values at once."""

    def __init__(self, values: list[Value]) -> None:
        self._letters: dict[bytes, Value] = {}
        self._digits: dict[bytes, Value] = {}
        self._exact: dict[bytes, Value] = {}  # twelve bytes from which something encoded begins
        self._dates: dict[bytes, Value] = {}
        for value in values:
            for part in _parts(value):
                self._take(part, value)
            for trace in _encoded(value):
                if len(trace) >= 12:
                    self._exact.setdefault(trace[:12], value)

    def _take(self, part: str, value: Value) -> None:
        if part.isalpha():
            self._letters[part.encode()] = value
        elif part.isdigit():
            self._digits[part.encode()] = value
        else:
            self._dates[part.encode()] = value

    def found(self, data: bytes | str) -> set[str]:
        """Return the kinds of values of which ``data`` holds a trace, however it is packed."""
        content = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
        return {kind for text in unpacked(content) for kind in self._look(text)}

    def _look(self, text: bytes) -> Iterator[str]:
        plain = _BASE64.sub(b" ", text)  # it is decoded and looked at as well; as it stands it looks like anything
        for form in (plain, plain.replace(b"\0", b"")):  # the last is UTF-16 and UTF-32
            for run in re.finditer(rb"[qxzjkvwy]{6,}|[QXZJKVWY]{6,}", form):
                yield from self._windows(run[0].lower(), PART, self._letters)
        for form in (text, text.replace(b"\0", b""), re.sub(rb"(?<=\d)[ ,_.'](?=\d)", b"", text)):
            for run in re.finditer(rb"\d{8,}", form):
                yield from self._windows(run[0], DIGITS, self._digits)
        for run in re.finditer(rb"\d\d:\d\d:\d\d\.\d{6}", text):
            yield from self._windows(run[0], 15, self._dates)
        for run in re.finditer(rb"[0-9A-Za-z+/_-]{12,}", text):
            yield from self._windows(run[0], 12, self._exact)
        for run in re.finditer(rb"[0-9a-f]{12,}|[0-9A-F]{12,}", text):
            for start in (0, 1):
                whole = run[0][start : start + (len(run[0]) - start) // 2 * 2]
                for inner in re.finditer(rb"[qxzjkvwy]{6,}", bytes.fromhex(whole.decode()).lower()):
                    yield from self._windows(inner[0], PART, self._letters)

    @staticmethod
    def _windows(run: bytes, size: int, known: dict[bytes, Value]) -> Iterator[str]:
        for start in range(len(run) - size + 1):
            if (value := known.get(run[start : start + size])) is not None:
                yield value.kind


def _parts(value: Value) -> Iterator[str]:
    if not value.core.isalnum():
        yield value.core
        return
    size = DIGITS if value.core.isdigit() else PART
    for start in range(len(value.core) - size + 1):
        yield value.core[start : start + size]
        yield value.core[::-1][start : start + size]


def _encoded(value: Value) -> Iterator[bytes]:
    """Yield forms of a value and of its core, of which the first twelve bytes tell it."""
    for text in {value.text, value.core}:
        for data in (text.encode(), text.encode("utf-16-le"), repr(text).encode()):
            for offset in range(3):
                form = base64.b64encode(b"\0" * offset + data)[4 * (offset > 0) : -4]
                yield from (form, form.replace(b"+", b"-").replace(b"/", b"_"))
            yield from (base64.b32encode(data), base64.b85encode(data))
            for name in _HASHES:
                digest = hashlib.new(name, data, usedforsecurity=False)
                yield from (digest.hexdigest().encode(), digest.hexdigest().upper().encode())
                yield base64.b64encode(digest.digest())
            yield hashlib.blake2b(data, digest_size=16).hexdigest().encode()


def unpacked(data: bytes) -> Iterator[bytes]:
    """Yield the bytes, what their escapes stand for, and what is in archives and compressed streams among them.

    Of an archive itself only the names and the comment: compressed bytes look like anything at times.
    """
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield archive.comment
            for name in archive.namelist():
                yield name.encode()
                yield from unpacked(archive.read(name))
        return
    yield data
    yield from _unescaped(data.decode("utf-8", "replace"))
    for run in _BASE64.findall(data):
        if re.search(rb"[A-Z]", run) and re.search(rb"[g-z]", run):
            whole = run.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
            yield base64.b64decode(whole[: len(whole) // 4 * 4])
    for packed in (*_compressed(data), *map(_decoded, re.findall(rb"H4sI[0-9A-Za-z+/]{20,}={0,2}", data))):
        try:
            yield from unpacked(gzip.GzipFile(fileobj=io.BytesIO(packed)).read())
        except (OSError, EOFError, zlib.error):
            continue


def _unescaped(text: str) -> Iterator[bytes]:
    if re.search(r"%[0-9A-Fa-f]{2}", text):
        yield urllib.parse.unquote(text).encode("utf-8", "surrogatepass")
    if re.search(r"&#?\w+;", text):
        yield html.unescape(text).encode("utf-8", "surrogatepass")
    if re.search(r"\\[ux][0-9a-fA-F]{2}", text):
        plain = re.sub(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})", lambda hit: chr(int(hit[1] or hit[2], 16)), text)
        yield plain.encode("utf-8", "surrogatepass")


def _compressed(data: bytes) -> Iterator[bytes]:
    return (data[hit.start() :] for hit in re.finditer(rb"\x1f\x8b\x08", data))


def _decoded(encoded: bytes) -> bytes:
    whole = encoded.rstrip(b"=")
    return base64.b64decode(whole[: len(whole) // 4 * 4] if len(whole) % 4 == 1 else whole + b"=" * (-len(whole) % 4))
