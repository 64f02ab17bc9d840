"""Results: what two equal runs have in common at each level, and what still tells different runs apart."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest

from jupyter_mlsec.runs.results import (
    normalized_digest,
    normalized_text,
    numbers_digest,
    pixels_digest,
    raw_digest,
)


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def shown(**data: str) -> dict[str, Any]:
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {key.replace("_", "/"): v for key, v in data.items()},
    }


def image(color: str, level: int) -> dict[str, Any]:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (3, 2), color).save(file, "png", compress_level=level)
    return shown(image_png=base64.b64encode(file.getvalue()).decode())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<object object at 0x7f02f9bc54e0>", "<object object at 0x7f11aabbccdd>"),
        ("Wall time: 3.2 ms", "Wall time: 5 s"),
        ("CPU times: user 1 ms, sys: 2 ms, total: 3 ms", "CPU times: user 9 s, sys: 0 ns, total: 9 s"),
        (
            "123 ns ± 4.5 ns per loop (mean ± std. dev. of 7 runs)",
            "1.5 µs ± 9 ns per loop (mean ± std. dev. of 7 runs)",
        ),
        ("1min 3s ± 2 s per loop", "2min 1s ± 3 s per loop"),
        ("/a/ipykernel_12/3456.py:3: Warning", "/var/x/ipykernel_9/1.py:3: Warning"),
        ("10%\r 50%\rdone", "20%\rdone"),
        ("id='sk-container-id-1'", "id='sk-container-id-7'"),
        ("T_3f2a1_row0", "T_99aab_row0"),
        ("6ba7b810-9dad-41d1-80b4-00c04fd430c8", "6ba7b811-9dad-41d1-80b4-00c04fd430c8"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("10/10 - 1s 3ms/step - loss: 0.5", "10/10 - 2s 14ms/step - loss: 0.5"),
    ],
)
def test_chance_is_taken_out(one: str, other: str) -> None:
    assert one != other
    assert normalized_text(one) == normalized_text(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("accuracy 0.91", "accuracy 0.92"),
        ("0x1f", "0x2f"),
        ("2026-11-21", "2026-11-22"),
        ("line\r\nnext", "other\r\nnext"),
        ("10/10 - 1s 3ms/step - loss: 0.5", "10/10 - 1s 3ms/step - loss: 0.6"),
        ("3 s", "4 s"),
    ],
)
def test_results_are_not(one: str, other: str) -> None:
    assert normalized_text(one) != normalized_text(other)


def test_levels() -> None:
    assert raw_digest([]) is normalized_digest([]) is pixels_digest([]) is numbers_digest([]) is None
    quiet, loud = [stream("a")], [stream("a"), stream("warning", "stderr")]
    assert raw_digest(quiet) != raw_digest(loud)
    assert normalized_digest(quiet) == normalized_digest(loud)
    assert numbers_digest(quiet) is None
    assert numbers_digest([stream("x = 0.123456712")]) == numbers_digest([stream("x = 0.123456704")])
    assert numbers_digest([stream("x = 0.12345")]) != numbers_digest([stream("x = 0.12346")])
    assert numbers_digest([stream("v1.2.3 a1")]) is None


def test_records_of_our_own_probes_lose_their_times_only() -> None:
    def record(**changed: object) -> list[dict[str, Any]]:
        told = {"time": "2026-11-21T13:01:53Z", "duration": 0.1, "expires": None, "item": "A-1", "value": 1}
        kind = "application/vnd.jupyter-mlsec.record+json"
        return [{"output_type": "display_data", "data": {kind: [told | changed]}, "metadata": {}}]

    assert normalized_digest(record()) == normalized_digest(record(time="2027-01-01T00:00:00Z", duration=3.0))
    assert normalized_digest(record()) != normalized_digest(record(item="B-2"))


def test_pixels_forgive_the_encoder_only() -> None:
    assert normalized_digest([image("red", 0)]) != normalized_digest([image("red", 9)])
    assert pixels_digest([image("red", 0)]) == pixels_digest([image("red", 9)])
    assert pixels_digest([image("red", 0)]) != pixels_digest([image("#fe0000", 0)])
    assert pixels_digest([shown(image_png="bm90IGFuIGltYWdl")]) is None
    assert pixels_digest([stream("no image")]) is None
