"""Pictures, sounds and pages are followed to their end; what stands behind it is looked at."""

from __future__ import annotations

import io
import struct
import wave
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from tests.artifacts.conftest import Seen
from tests.artifacts.made import EVIL, REACHES, changed

Look = Callable[[bytes], Seen]


def drawn(kind: str, **options: object) -> bytes:
    picture = Image.effect_noise((64, 40), 60).convert("RGB" if kind in {"JPEG", "WEBP", "TIFF"} else "P")
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def animated(kind: str) -> bytes:
    frames = [Image.new("P", (9, 9), colour) for colour in range(4)]
    stream = io.BytesIO()
    frames[0].save(stream, kind, save_all=True, append_images=frames[1:])
    return stream.getvalue()


def sound() -> bytes:
    stream = io.BytesIO()
    with wave.open(stream, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(1)
        target.setframerate(8000)
        target.writeframes(bytes(801))
    return stream.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "png": lambda: drawn("PNG"),
    "png with notes": lambda: drawn("PNG", dpi=(72, 72), icc_profile=b"icc" * 50),
    "jpeg": lambda: drawn("JPEG"),
    "jpeg in steps": lambda: drawn("JPEG", progressive=True, quality=95),
    "jpeg with marks": lambda: drawn("JPEG", restart_marker_blocks=2),
    "gif": lambda: drawn("GIF"),
    "gif that moves": lambda: animated("GIF"),
    "bmp": lambda: drawn("BMP"),
    "tiff": lambda: drawn("TIFF"),
    "tiff packed": lambda: drawn("TIFF", compression="tiff_lzw"),
    "tiff of pages": lambda: animated("TIFF"),
    "webp": lambda: drawn("WEBP"),
    "wave": sound,
    "pdf": lambda: drawn("PDF"),
}


@pytest.mark.parametrize("name", FILES)
def test_whole_files_are_clean_and_what_is_behind_them_is_told(look: Look, name: str) -> None:
    data = FILES[name]()
    assert look(data) == (set(), ())
    assert look(data + bytes(9)) == (set(), ())
    found, problems = look(data + EVIL)
    assert REACHES in found
    assert {rule for rule, _ in found} == {"dangerous-pickle-import", "bytes-after-pickle"}
    assert problems == ()
    assert [rule for rule, _ in look(data + b"some more of something")[0]] == ["bytes-after-pickle"]


@pytest.mark.parametrize("name", [name for name in FILES if name != "pdf"])
def test_cut_files_are_not_checked(look: Look, name: str) -> None:
    data = FILES[name]()
    for end in (len(data) // 2, len(data.rstrip(b"\0")) - 3):
        assert look(data[:end])[1] == ("the file ends too early",)


def test_a_picture_with_a_wrong_checksum_is_damaged(look: Look) -> None:
    data = drawn("PNG")
    assert look(changed(data, len(data) // 2, b"????")) == (set(), ("the picture is damaged",))
    assert look(data.replace(b"IHDR", b"IHXR")) == (set(), ("the picture is damaged",))


def test_a_chunk_of_ones_own_is_no_place_for_a_loader(look: Look) -> None:
    data = drawn("PNG")
    chunk = struct.pack(">I", len(EVIL)) + b"teXt" + EVIL + struct.pack(">I", zlib.crc32(b"teXt" + EVIL))
    end = data.index(b"IEND") - 4
    assert look(data[:end] + chunk + data[end:]) == (set(), ())


def test_a_page_without_an_end(look: Look) -> None:
    problem = "the PDF document has no end: it is cut or damaged"
    assert look(b"%PDF-1.4\n1 0 obj\n") == (set(), (problem,))
