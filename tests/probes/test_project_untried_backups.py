"""Backups in code and in folders: tried ones, ones that are only ever written, and empty files."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
HEAD = "import shutil, hashlib, joblib, os\nfrom pathlib import Path\n"


@pytest.mark.parametrize(
    "code",
    [
        "shutil.copy2('models/m.joblib', 'backup/m.joblib')\n",
        "target = Path('backups') / 'm.joblib'\ntarget.write_bytes(data)\nprint(target.exists())\n",
        "def keep(a, b):\n    shutil.copytree(a, b)\nkeep('data', 'sauvegarde/data')\n",
        "df.to_parquet('sicherung/kunden.parquet')\n",
        "joblib.dump(model, f'backup/{day}.joblib')\n",
        "Path('m.joblib').rename('respaldo/m.joblib')\n",
        "with open('backup/m.bin', 'wb') as out:\n    out.write(data)\n",
        "!cp models/m.joblib backup/\n",
    ],
)
def test_what_is_written_and_never_read(ask_project: Ask, code: str) -> None:
    said = ("warn", "A backup is written, and nothing ever reads one: the notebook.")
    assert ask_project("untried_backups", {}, HEAD + code) == said


@pytest.mark.parametrize(
    "more",
    [
        "shutil.copy2('backup/m.joblib', 'restored/m.joblib')\n",
        "again = joblib.load('backup/m.joblib')\n",
        "with open('backup/m.joblib', 'rb') as kept:\n    hashlib.file_digest(kept, 'sha256')\n",
        "import filecmp\nassert filecmp.cmp('models/m.joblib', 'backup/m.joblib')\n",
        "!cp backup/m.joblib restored/\n",
    ],
)
def test_what_is_read_again(ask_project: Ask, more: str) -> None:
    code = HEAD + "shutil.copy2('models/m.joblib', 'backup/m.joblib')\n" + more
    assert ask_project("untried_backups", {}, code) == ("pass", "1 backup in code, and code that reads one.")


def test_a_program_that_restores_what_the_notebook_keeps(ask_project: Ask) -> None:
    code = HEAD + "shutil.copy2('models/m.joblib', 'backup/m.joblib')\n"
    restore = "import shutil\nshutil.unpack_archive('backup/m.zip', 'restored')\n"
    assert ask_project("untried_backups", {"restore.py": restore}, code)[0] == "pass"


def test_an_empty_file_is_no_backup(ask_project: Ask) -> None:
    said = ("fail", "A backup is an empty file: backup/m.joblib.")
    assert ask_project("untried_backups", {"backup/m.joblib": "", "backup/.gitkeep": ""}, "x = 1") == said


@pytest.mark.parametrize(
    ("files", "code", "why"),
    [
        ({}, "x = 1\n", "no program of the project makes a backup"),
        ({}, "backup = df.copy()\ndf = df.dropna()\n", "no program of the project makes a backup"),
        (
            {"docs/recovery.md": "# Recovery\nTried on 2026-11-02 by B. Kern."},
            HEAD + "shutil.copy2('m', 'backup/m')\n",
            "the project keeps a record of recovery",
        ),
    ],
)
def test_where_there_is_nothing_to_try(ask_project: Ask, files: dict[str, str], code: str, why: str) -> None:
    assert ask_project("untried_backups", files, code) == ("not-applicable", f"Does not apply: {why}.")
