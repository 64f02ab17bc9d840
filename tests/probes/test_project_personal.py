"""People in data files beside the notebook, and in columns that it names: without a written basis they are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
READS = "import pandas as pd\ndf = pd.read_csv('data/rows.csv')"
ACCOUNTS = ("DE89370400440532013000", "AT611904300234573201", "ES9121000418450200051332", "NL91ABNA0417164300")
ROWS = {
    "iban": lambda n: ACCOUNTS[n % 4],
    "contact": lambda n: f"p{n}@mail-{n}.org",
    "tel": lambda n: f"+49 30 12345{n:03d}",
    "ssn": lambda n: f"{100 + n}-2{n % 10}-12{n:02d}",
}


def table(name: str, value: Callable[[int], str], mark: str = ",") -> str:
    """Return a table with one column beside two harmless ones."""
    rows = [f"{n}{mark}{value(n)}{mark}{n % 2}" for n in range(12)]
    return "\n".join([f"row{mark}{name}{mark}y", *rows]) + "\n"


def without_basis(what: str) -> str:
    return f"No legal basis is written down for {what}."


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_values_that_show_whose_they_are(ask_project: Ask, name: str, mark: str) -> None:
    files = {"data/rows.csv": table("b", ROWS[name], mark)}
    assert ask_project("personal_files", files, READS) == ("fail", without_basis("the people in rows.csv (b)"))


@pytest.mark.parametrize("cell", [
    "import csv\nrows = list(csv.DictReader(open('rows.csv')))",
    "import duckdb\ndf = duckdb.sql('select * from read_csv_auto(?)', params=['data/rows.csv']).df()",
    "from pathlib import Path\nimport polars as pl\nHERE = Path('data')\ndf = pl.read_csv(HERE / 'rows.csv')",
    "import glob\nimport pandas as pd\nparts = [pd.read_csv(f) for f in glob.glob('data/ro*.csv')]",
    "df = spark.read.option('header', True).csv('/mnt/lake/rows.csv')",
])  # fmt: skip
def test_whoever_opens_it(ask_project: Ask, cell: str) -> None:
    assert ask_project("personal_files", {"data/rows.csv": table("iban", ROWS["iban"])}, cell)[0] == "fail"


def test_other_kinds_of_files(ask_project: Ask) -> None:
    lines = "\n".join(f'{{"tel": "+49 30 12345{n:03d}", "y": {n % 2}}}' for n in range(12))
    cell = "import json\nrows = [json.loads(line) for line in open('rows.jsonl')]"
    assert ask_project("personal_files", {"rows.jsonl": lines}, cell)[0] == "fail"
    array = "[" + ", ".join(lines.splitlines()) + "]"
    cell = "import pandas as pd\ndf = pd.read_json('rows.json')"
    said = without_basis("the people in rows.json (tel)")
    assert ask_project("personal_files", {"rows.json": array}, cell) == ("fail", said)


def test_a_table_without_a_head_shows_no_value(ask_project: Ask) -> None:
    body = table("iban", ROWS["iban"]).partition("\n")[2]
    said = without_basis("the people in rows.csv (column 2)")
    assert ask_project("personal_files", {"data/rows.csv": body}, READS) == ("fail", said)


def test_names_of_columns_are_a_hint(ask_project: Ask) -> None:
    people = {"data/rows.csv": table("vorname,nachname", lambda n: f"Anna{chr(97 + n)},Mei{chr(97 + n)}er")}
    said = without_basis("the people in rows.csv (vorname and nachname)")
    assert ask_project("personal_files", people, READS) == ("warn", said)
    faith = {"data/rows.csv": table("age,religion", lambda n: f"{20 + n},{'abc'[n % 3]}")}
    said = without_basis("the people in rows.csv (religion)")
    assert ask_project("personal_files", faith, READS) == ("warn", said)


@pytest.mark.parametrize(("name", "value"), [
    ("age,income,sex", lambda n: f"{n},{1000 + n},{'fm'[n % 2]}"),
    ("product,name", lambda n: f"{n},Chair {n}"),
    ("mean,diagnosis", lambda n: f"{n},{'MB'[n % 2]}"),  # nobody but cells in the table
    ("order_number", lambda n: str(10_000_000_000 + 7 * n)),
])  # fmt: skip
def test_harmless_tables(ask_project: Ask, name: str, value: Callable[[int], str]) -> None:
    said = ("pass", "1 data file without columns that identify people.")
    assert ask_project("personal_files", {"data/rows.csv": table(name, value)}, READS) == said


@pytest.mark.parametrize(("file", "text"), [
    ("README.md", "# Data\n\n**Legal basis:** contract, Art. 6(1)(b) GDPR\n"),
    ("docs/dpia.md", "# DPIA\n\nThe participants gave informed consent in writing.\n"),
    ("ropa.yaml", "legal_basis: legitimate interest\n"),
    ("data/LIESMICH.md", "# Daten\n\n## Rechtsgrundlage\n\nVertrag mit den Mitgliedern.\n"),
    ("README.md", "All people in the table are made up: synthetic data for the course.\n"),
])  # fmt: skip
def test_a_basis_that_is_written_down(ask_project: Ask, file: str, text: str) -> None:
    files = {"data/rows.csv": table("iban", ROWS["iban"]), file: text}
    said = ("pass", "A legal basis is written down for the people in the data files.")
    assert ask_project("personal_files", files, READS) == said


@pytest.mark.parametrize(
    "text", ["Legal basis: to be clarified\n", "## Legal basis\n\nTBD\n", "Rechtsgrundlage: noch offen\n", "# Data\n"]
)
def test_a_basis_that_nobody_wrote(ask_project: Ask, text: str) -> None:
    files = {"data/rows.csv": table("iban", ROWS["iban"]), "README.md": text}
    assert ask_project("personal_files", files, READS)[0] == "fail"


def test_a_basis_that_is_declared_or_said_in_the_notebook(ask_project: Ask) -> None:
    files = {"data/rows.csv": table("iban", ROWS["iban"])}
    declared = {"dataset__df": {"legal-basis": "contract"}}
    assert ask_project("personal_files", files, READS, declare=declared)[0] == "pass"
    prose = {"cell_type": "markdown", "source": "Donors consented to the analysis in their contract."}
    assert ask_project("personal_files", files, prose, READS)[0] == "pass"
    assert ask_project("personal_files", files, READS, declare={"dataset__df": {"legal-basis": "tbd"}})[0] == "fail"


def test_what_cannot_be_looked_at(ask_project: Ask) -> None:
    accounts = {"data/rows.csv": table("iban", ROWS["iban"])}
    said = ("not-applicable", "Does not apply: the code names no data file that can be looked at here.")
    assert ask_project("personal_files", accounts, "x = 1") == said
    said = ("error", "Not evidence: rows.json could not be looked at.")
    assert ask_project("personal_files", {"rows.json": "[{"}, "open('rows.json')") == said
    assert (
        ask_project("personal_files", {"limits.json": '{"auc": 0.8, "k": [1, 2]}'}, "open('limits.json')")[0] == "pass"
    )


ASKED = [
    ("import polars as pl\ndf = pl.scan_parquet('hr.parquet').select('age', 'ethnicity').collect()", "ethnicity"),
    ("import pandas as pd\ndf = pd.read_sql('SELECT p.alter, p.konfession FROM personal p', con)", "konfession"),
    ("import pandas as pd\nF = ['age', 'sexual_orientation']\nX = pd.read_csv('m.csv')[F]", "sexual_orientation"),
    ("import duckdb\nX = duckdb.sql(\"select email, phone_number, spend from 'c.parquet'\")", "email and phone_number"),
    ("from pyspark.sql import functions as F\nX = p.select(F.col('gewerkschaft'), F.col('alter'))", "gewerkschaft"),
    ("import pandas as pd\ndf = pd.read_excel('hr.xlsx', usecols=['sex', 'disability', 'pay'])", "disability"),
    ("import pyarrow.parquet as pq\nt = pq.read_table('h.parquet', columns=['edad', 'sindicato'])", "sindicato"),
    ("%%sql\nselect geburtsdatum, schwerbehindert from personal", "schwerbehindert"),
]


@pytest.mark.parametrize(("cell", "what"), ASKED)
def test_columns_that_need_a_basis(ask_project: Ask, cell: str, what: str) -> None:
    assert ask_project("personal_columns", {}, cell) == ("warn", without_basis(what))
    basis = "# Rechtsgrundlage: Einwilligung aller Mitglieder\nx = 1"
    said = f"A legal basis is written down for {what}."
    assert ask_project("personal_columns", {}, cell, basis) == ("pass", said)


@pytest.mark.parametrize("cell", [
    "import pandas as pd\ndf = pd.read_csv('hr.csv')\ndf = df.drop(columns=['religion', 'iban'])\ndf['age'].mean()",
    "import pandas as pd\ndf = pd.read_csv('horses.csv')\ndf['race'].value_counts()",
    "import pandas as pd\ndf = pd.read_csv('wells.csv', usecols=['depth', 'diagnosis'])",
    "import pandas as pd\ndf = pd.read_csv('shop.csv', usecols=['name', 'address', 'price'])",
])  # fmt: skip
def test_columns_that_need_none(ask_project: Ask, cell: str) -> None:
    said = "Does not apply: the code asks for no column that is about people."
    assert ask_project("personal_columns", {}, cell) == ("not-applicable", said)


@pytest.mark.parametrize("load", [
    "from sklearn.datasets import fetch_openml\ndf = fetch_openml('adult', version=2).frame",
    "import seaborn as sns\ndf = sns.load_dataset('titanic')",
    "import pandas as pd\ndf = pd.read_csv('https://archive.example.org/adult.data')",
])  # fmt: skip
def test_what_others_published_is_another_question(ask_project: Ask, load: str) -> None:
    said = "Does not apply: all data that the code reads are published by others."
    assert ask_project("personal_columns", {}, f"{load}\ndf[['race', 'sex']]") == ("not-applicable", said)


def test_code_that_cannot_be_read_is_no_evidence(ask_project: Ask) -> None:
    assert ask_project("personal_columns", {}, "def (")[0] == "error"
    basis = "# Legal basis: contract\n" + ASKED[0][0]
    assert ask_project("personal_columns", {}, basis, "def (")[0] == "error"
