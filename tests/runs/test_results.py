"""Results: what two equal runs have in common at each level, and what still tells different runs apart."""

from __future__ import annotations

import base64
import io
from typing import Any

from jupyter_mlsec.runs.results import (
    normalized_digest,
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
