from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
WHOLE = ("warn", "1 query in cell 1 take every column.")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import pandas as pd\ndf = pd.read_sql('SELECT * FROM people', con)", WHOLE),
        ("import pandas as pd\nq = 'select p.* from p'\ndf = pd.read_sql_query(q, con)", WHOLE),
        ("rows = con.execute('SELECT DISTINCT * FROM t').fetchall()", WHOLE),
        ("df = spark.sql('select * from t')", WHOLE),
        ("import pandas as pd\ndf = pd.read_sql_table('people', con)", WHOLE),
        (
            "import pandas as pd\ndf = pd.read_sql('SELECT age, count(*) FROM people GROUP BY age', con)",
            ("pass", "1 query, each names the columns that it takes."),
        ),
        (
            "import pandas as pd\ndf = pd.read_sql(build(), con)",
            ("error", "Not evidence: the query in cell 1 is put together while it runs."),
        ),
        ("x = 1", ("not-applicable", "Does not apply: the notebook asks no database.")),
        ("cursor.execute('DROP TABLE x')", ("not-applicable", "Does not apply: the notebook asks no database.")),
    ],
)
def test_queries(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("whole_tables", source) == said
