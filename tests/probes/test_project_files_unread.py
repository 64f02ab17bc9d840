"""A file that a probe would have followed and cannot read is no clean file: who collects evidence makes it none."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.files import MAX_BYTES

Ask = Callable[..., tuple[str, str]]
FILLING = "# nothing\n" * (MAX_BYTES // 10 + 1)


@pytest.mark.parametrize(
    ("probe", "name"),
    [
        ("opened_data", "grants.sql"),
        ("dataset_metadata", "croissant.json"),
        ("bom_card", "model.cdx.json"),
        ("stage_inputs", "dvc.yaml"),
        ("unverified_fetches", "fetch.sh"),
        ("ignored_advisories", ".trivyignore"),
    ],
)
def test_a_file_too_large_to_be_read_is_not_clean(ask_project: Ask, probe: str, name: str) -> None:
    with pytest.raises(UnreadableError, match=re.escape(f"{name} is no file below 2 MiB")):
        ask_project(probe, {name: FILLING})


def test_a_script_too_long_to_be_followed_is_not_clean(ask_project: Ask) -> None:
    script = "echo filling\n" * 40_000 + "curl -O https://data.example/d.csv\n"
    with pytest.raises(UnreadableError, match=r"fetch\.sh is too long to be followed"):
        ask_project("unverified_fetches", {"fetch.sh": script})


def test_a_register_with_more_rows_than_are_looked_at_is_not_clean(ask_project: Ask) -> None:
    row = "| 2026-11-{day:02} | Ute Sommer | accepted |\n"
    head = "# Reviews of the model\nAuthor: Lars Fink\n\n| Date | Reviewer | Decision |\n|---|---|---|\n"
    few = head + "".join(row.format(day=1 + n % 20) for n in range(20))
    many = head + "".join(row.format(day=1 + n % 20) for n in range(3_000))
    assert ask_project("review_record", {"reviews.md": few})[0] == "pass"
    said = ask_project("review_record", {"reviews.md": many})
    assert said == ("error", "Not evidence: reviews.md holds more than is looked at.")


def test_a_record_that_is_too_long_is_not_clean(ask_project: Ask) -> None:
    sound, filling = "# Retirement\nLeftover scan: done\n", "Note: nothing\n" * 20_000
    assert ask_project("leftover_record", {"retirement.md": sound})[0] == "pass"
    assert ask_project("leftover_record", {"retirement.json": f'["{filling.strip()}"]'})[0] == "pass"  # data
    said = ask_project("leftover_record", {"retirement-2.md": sound + filling})
    assert said == ("error", "Not evidence: retirement-2.md could not be looked at.")
    said = ask_project("leftover_record", {"retirement.md": "# Retirement\nLeftover scan: no\n"})
    assert said[0] == "fail"
