"""What looks drawn by a machine is hidden from people; the path of a file that they have to open is not."""

from __future__ import annotations

import random
import string

import pytest

from jupyter_mlsec.secrets.chance import MASK, without_chance
from jupyter_mlsec.secrets.rarity import looks_random


@pytest.mark.parametrize(
    "path",
    [
        "incidents/2026-014.yaml",
        "docs/adr/0007-joint-training.md",
        "zgodnosc/macierz.csv",
        "../kunden_2024q3/stilllegung_v2.json",
        "./runs/2026-11-03/metrics.jsonl",
    ],
)
def test_a_path_of_words_and_numbers_is_shown(path: str) -> None:
    assert without_chance(f"The records say it themselves. {path}: nothing followed.") == (
        f"The records say it themselves. {path}: nothing followed."
    )
    assert without_chance(f"Look at {path}.") == f"Look at {path}."


@pytest.mark.parametrize("shape", ["{}", "{}.md", "keys/{}.json", "reports/{}/a.yaml", "{}/2026.csv", "a.{}.txt"])
def test_a_drawn_part_is_hidden_wherever_it_stands(shape: str) -> None:
    draw, hidden = random.Random(7), 0
    for letters in (string.ascii_letters + string.digits, string.ascii_lowercase + string.digits, "0123456789abcdef"):
        for _ in range(200):
            drawn = "".join(draw.choices(letters, k=24))
            run = shape.format(drawn)
            if looks_random(run):
                hidden += 1
                assert drawn not in without_chance(f"Look at {run} now")
    assert hidden > 300


def test_the_length_stays_the_same() -> None:
    drawn = "".join(random.Random(3).choices(string.ascii_letters + string.digits, k=40))
    assert without_chance(f"x {drawn} y") == f"x {MASK * len(drawn)} y"
