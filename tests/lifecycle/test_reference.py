from __future__ import annotations

import re
from pathlib import Path

from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.lifecycle.profile import PROFILES
from jupyter_mlsec.lifecycle.reference import BEGIN, END, item_tables, with_tables
from jupyter_mlsec.magic.extension import subcommands

PAGE = (Path(__file__).parents[2] / "docs" / "checklist.md").read_text("utf-8")


def test_the_page_is_current() -> None:
    assert with_tables(PAGE) == PAGE, "run python -m tools.checklist_page"


def test_every_item_stands_in_it_once_with_its_probes() -> None:
    rows = re.findall(r"^\| \*\*([A-Z]{3}-\d\d)\*\* .* \| (.*) \|$", item_tables(), re.MULTILINE)
    assert [name for name, _ in rows] == [item.id for item in catalogue().items]
    assert [name for name, probes in rows if not probes] == []


def test_the_numbers_of_the_profiles() -> None:
    told = re.findall(r"^\| `(\w+)` \| (\d+)", PAGE, re.MULTILINE)
    assert told == [(profile, str(len(catalogue().profiles[profile]))) for profile in PROFILES]


def test_the_page_names_commands_that_exist() -> None:
    named = set(re.findall(r"%mlsec ([a-z]+)", PAGE.partition(BEGIN)[0] + PAGE.partition(END)[2]))
    assert named <= set(subcommands())
