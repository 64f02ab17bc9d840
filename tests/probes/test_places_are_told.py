"""What probes say of commands and places: names and paths, never a key or a password that stands beside them."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("probe", "line"),
    [
        ("ignored_advisories", "safety --key={} scan || true"),
        ("unheeded_signatures", "gpg --homedir={} --verify model.asc model.bin || true"),
        ("open_trackers", "mlflow server --host 0.0.0.0 --backend-store-uri postgresql://ml:{}@db.example/x"),
        ("unverified_fetches", "curl -u ml:{} https://data.example.org/train.csv -o train.csv"),
        ("opened_data", "aws s3 cp data.csv s3://b/?k={} --acl public-read"),
    ],
)
def test_commands_are_named_without_their_options(ask_project: Ask, probe: str, line: str) -> None:
    secret = secrets.token_hex(12)
    status, said = ask_project(probe, {"run.sh": f"#!/bin/sh\n{line.format(secret)}\ntrue\n"})
    assert status in {"fail", "warn"}
    assert secret not in said


@pytest.mark.parametrize(
    ("probe", "cell"),
    [
        (
            "unscreened_answers",
            (
                "import pandas as pd\nfrom sklearn.svm import SVC\n"
                "d = pd.read_json('https://ml:{0}@host.example/public_votes.json?sig={0}')\nSVC().fit(d[['a']], d['y'])"
            ),
        ),
        (
            "kept_columns",
            (
                "import pandas as pd\nfrom sklearn.svm import SVC\nd = pd.read_parquet('https://ml:{0}@h.example/a.parquet')\n"
                "d.to_parquet('b.parquet')\nSVC().fit(d[['a']], d['y'])"
            ),
        ),
        (
            "released_tables",
            (
                "import pandas as pd\nd = pd.read_csv('a.csv')[['dob', 'zip', 'sex']]\n"
                "d.to_csv('https://ml:{0}@h.example/public.csv?sig={0}')"
            ),
        ),
    ],
)
def test_addresses_are_told_without_what_is_secret_in_them(ask_notebook: Ask, probe: str, cell: str) -> None:
    secret = secrets.token_hex(12)
    status, said = ask_notebook(probe, cell.format(secret))
    assert status in {"fail", "warn"}
    assert secret not in said
