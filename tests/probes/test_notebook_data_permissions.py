from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from secrets import token_hex
from tempfile import gettempdir

import pytest

Ask = Callable[..., tuple[str, str]]
READ = "import pandas as pd\npd.read_csv('train.csv')"


@pytest.fixture
def opened(tmp_path: Path) -> Path:
    """The data file, in folders that let everybody pass (pytest's own do not)."""
    path = tmp_path / "train.csv"
    path.write_text("a\n1\n")
    for folder in path.resolve().parents:
        if folder.is_relative_to(gettempdir()) and folder != Path(gettempdir()):
            folder.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        (0o666, ("fail", "Everybody on this machine may change the data file train.csv.")),
        (0o602, ("fail", "Everybody on this machine may change the data file train.csv.")),
        (0o644, ("warn", "Everybody on this machine may read the data file train.csv.")),
        (0o640, ("pass", "1 data file, none open to everybody.")),
        (0o600, ("pass", "1 data file, none open to everybody.")),
    ],
)
def test_modes(ask_notebook: Ask, opened: Path, mode: int, said: tuple[str, str]) -> None:
    opened.chmod(mode)
    assert ask_notebook("data_permissions", READ) == said


def test_a_closed_folder_protects_what_is_in_it(ask_notebook: Ask, opened: Path) -> None:
    opened.chmod(0o666)
    opened.parent.chmod(0o700)
    assert ask_notebook("data_permissions", READ)[0] == "pass"


def test_a_password_in_an_address(ask_notebook: Ask) -> None:
    word = token_hex(8)
    source = f"import sqlalchemy\nsqlalchemy.create_engine('postgresql://me:{word}@db.lab/x')"
    assert ask_notebook("data_permissions", source) == (
        "fail",
        "The address of postgresql://db.lab/x holds a password.",
    )


def test_a_file_that_is_not_here_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("data_permissions", READ) == ("error", "Not evidence: train.csv is not here.")


def test_no_file_is_read(ask_notebook: Ask) -> None:
    assert ask_notebook("data_permissions", "x = 1")[0] == "not-applicable"
