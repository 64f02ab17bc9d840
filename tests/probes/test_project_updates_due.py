from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from jupyter_mlsec.config.settings import ChecklistSettings, Config
from tests.probes.conftest import NOW

Ask = Callable[..., tuple[str, str]]
FILES = {"model.skops": "x", "uv.lock": "x", "d.csv": "a\n1\n"}
READ = "import pandas as pd\ndf = pd.read_csv('d.csv')"


def touch(folder: Path, ages: dict[str, int], now: datetime = NOW) -> None:
    for name, days in ages.items():
        (folder / name).write_text("x")
        moment = (now - timedelta(days=days)).timestamp()
        os.utime(folder / name, (moment, moment))


def test_what_is_old(ask_project: Ask, tmp_path: Path) -> None:
    touch(tmp_path, {"model.skops": 400, "uv.lock": 10, "d.csv": 10})
    assert ask_project("updates_due", {}, READ) == (
        "warn",
        "The model should have been renewed by now (age in days: data 10, lock 10 and model 400).",
    )


def test_a_limit_that_the_team_declared(ask_project: Ask, tmp_path: Path) -> None:
    touch(tmp_path, {"uv.lock": 40})
    config = Config(checklist=ChecklistSettings(limits={"lock-age": "<= 30"}))
    assert ask_project("updates_due", {}, config=config) == (
        "fail",
        "The lock should have been renewed by now (age in days: lock 40).",
    )


def test_nothing_is_due(ask_project: Ask, tmp_path: Path) -> None:
    touch(tmp_path, {"model.skops": 30, "uv.lock": 10, "d.csv": 10})
    assert ask_project("updates_due", {}, READ) == (
        "pass",
        "Nothing is due (age in days: data 10, lock 10 and model 30).",
    )


def test_what_cannot_be_judged(ask_project: Ask, tmp_path: Path) -> None:
    assert ask_project("updates_due", {"a.txt": "x"}) == (
        "not-applicable",
        "Does not apply: the project holds no model, no lock and no data file that could grow old.",
    )
    touch(tmp_path, {"uv.lock": -5})
    assert ask_project("updates_due", {}) == ("error", "Not evidence: a file's time lies in the future.")
