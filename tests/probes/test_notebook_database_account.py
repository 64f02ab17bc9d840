from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
ENGINE = "from sqlalchemy import create_engine\nengine = create_engine({!r})"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            ENGINE.format("postgresql://postgres@db.lab/x"),
            ("fail", "A database is read as its administrator (postgres)."),
        ),
        (
            "import pymysql\nc = pymysql.connect(host='db', user='root')",
            ("fail", "A database is read as its administrator (root)."),
        ),
        (
            "import psycopg2\nc = psycopg2.connect('host=db user=postgres dbname=x')",
            ("fail", "A database is read as its administrator (postgres)."),
        ),
        (
            ENGINE.format("postgresql://reader@db.lab/x"),
            ("pass", "1 database connection, none as an administrator."),
        ),
        (
            ENGINE.format("sqlite:///x.db"),
            ("not-applicable", "Does not apply: the notebook connects to no database server."),
        ),
        (
            "import os\nfrom sqlalchemy import create_engine\nengine = create_engine(os.environ['URL'])",
            ("error", "Not evidence: it cannot be seen as whom the database is read."),
        ),
    ],
)
def test_accounts(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("database_account", source) == said
