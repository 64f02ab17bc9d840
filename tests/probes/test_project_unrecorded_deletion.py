"""Deletions for good: with a record, without one, and those on the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
HEAD = "import os, json, shutil\nfrom pathlib import Path\n"
NOTE = "json.dump({'deleted': paths, 'sha256': digests, 'by': 'B'}, open('d.json', 'w'))\n"


@pytest.mark.parametrize(
    "code",
    [
        "# the model is retired\nos.remove('models/m.joblib')\n",
        "# Modell stillgelegt\nPath('daten/kunden.csv').unlink()\n",
        "# decommissioning\nshutil.rmtree('data/')\n",
        "def erasure(path='train.parquet'):\n    os.remove(path)\n",
        "# Löschantrag 17\nfor p in ['a.csv', 'b.csv']:\n    os.remove(p)\n",
        "shutil.rmtree('retired/speech-2', ignore_errors=True)\n",
        "# sunset of v1\n!rm -rf models/v1\n",
    ],
)
def test_what_is_deleted_for_good_and_written_down_nowhere(ask_project: Ask, code: str) -> None:
    said = ("warn", "Data or models are deleted for good, and nothing is written down about it: the notebook.")
    assert ask_project("unrecorded_deletion", {}, HEAD + code) == said


def test_what_is_written_down(ask_project: Ask) -> None:
    code = HEAD + "# the model is retired\nos.remove('models/m.joblib')\n" + NOTE
    assert ask_project("unrecorded_deletion", {}, code) == (
        "pass",
        "1 program that deletes for good writes down what went.",
    )


@pytest.mark.parametrize(
    "code",
    [
        "os.remove('data/yesterday.csv')\n",  # nobody speaks of an end
        "# the old model is retired\nos.remove('/tmp/cache/data.csv')\n",
        "job = 'retired'\nos.remove('data/clients.csv')\n",
        "# the model is retired\nnames.remove('models/m.joblib')\n",
        "# the model is retired\nos.remove('plot.png')\n",
    ],
)
def test_what_is_deleted_on_the_way(ask_project: Ask, code: str) -> None:
    said = ("not-applicable", "Does not apply: no program that speaks of an end deletes data or models.")
    assert ask_project("unrecorded_deletion", {}, HEAD + code) == said


def test_a_record_of_the_project_is_for_another_probe_to_read(ask_project: Ask) -> None:
    code = HEAD + "# the model is retired\nos.remove('models/m.joblib')\n"
    said = ("not-applicable", "Does not apply: the project keeps a record of deletions.")
    assert ask_project("unrecorded_deletion", {"deletion.md": "# Deletion\nm.joblib, 2026-11-02"}, code) == said
