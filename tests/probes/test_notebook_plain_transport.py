from __future__ import annotations

from collections.abc import Callable

import pytest

from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.model.rule import Family

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("import pandas as pd\npd.read_csv('http://data.lab/a.csv')", "http://data.lab/a.csv"),
        ("from pandas import read_csv as r\nr('ftp://data.lab/a.csv')", "ftp://data.lab/a.csv"),
        ("import pandas\nHOST = 'http://data.lab'\npandas.read_json(HOST + '/a.json')", "http://data.lab/a.json"),
        ("import polars as pl\nh = 'data.lab'\npl.scan_csv(f'http://{h}/a.csv?key=1')", "http://data.lab/a.csv"),
        (
            "import sqlalchemy\nsqlalchemy.create_engine('postgresql+psycopg://me@db.lab/x')",
            "postgresql+psycopg://db.lab/x",
        ),
        ("import sqlalchemy as s\ns.create_engine('mysql://db.lab/x?ssl=false')", "mysql://db.lab/x"),
        ("import urllib.request\nurllib.request.urlretrieve('http://data.lab/a')", "http://data.lab/a"),
    ],
)
def test_planted_addresses(ask_notebook: Ask, source: str, shown: str) -> None:
    assert ask_notebook("plain_transport", source) == (
        "fail",
        f"Data travel unprotected: {shown} read without encryption.",
    )


@pytest.mark.parametrize(
    "source",
    [
        "import pandas as pd\npd.read_csv('https://data.lab/a.csv')",
        "import pandas as pd\npd.read_parquet('s3://bucket/a.parquet')",
        "import sqlalchemy\nsqlalchemy.create_engine('postgresql://db.lab/x?sslmode=verify-full')",
        "import sqlalchemy\nsqlalchemy.create_engine('postgresql://localhost/x')",
        "from datasets import load_dataset\nload_dataset('imdb')",
    ],
)
def test_clean_twins(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("plain_transport", source) == ("pass", "1 remote source, all encrypted in transit.")


def test_what_the_scan_found_counts(ask_notebook: Ask, finding: Callable[..., Finding]) -> None:
    assert ask_notebook("plain_transport", "x", findings=(finding(Family.TRANSPORT),)) == (
        "fail",
        "Data travel unprotected: 1 unprotected connection.",
    )


def test_local_data_do_not_travel(ask_notebook: Ask) -> None:
    assert ask_notebook("plain_transport", "import pandas as pd\npd.read_csv('a.csv')") == (
        "not-applicable",
        "Does not apply: the notebook reads nothing over a network.",
    )


def test_an_address_that_is_not_known_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("plain_transport", "import pandas as pd\npd.read_csv(input())") == (
        "error",
        "Not evidence: it is not known where 1 call read from (what pandas.read_csv reads in cell 1).",
    )


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("!wget http://data.lab/d.csv", "http://data.lab"),
        ("%%bash\ncurl -O ftp://data.lab/d.csv", "ftp://data.lab"),
        ("!scp -o StrictHostKeyChecking=no me@data.lab:d.csv .", "what scp reaches"),
        ("!aws s3 cp s3://b/d.csv . --no-verify-ssl", "what aws reaches"),
        ("!psql 'host=db.lab sslmode=disable' -c 'select 1'", "what psql reaches"),
        ("%sql postgresql://reader@db.lab/x", "postgresql://db.lab"),
    ],
)
def test_what_a_shell_fetches(ask_notebook: Ask, line: str, shown: str) -> None:
    said = f"Data travel unprotected: {shown} read without encryption."
    assert ask_notebook("plain_transport", line) == ("fail", said)
    for weak, strong in (("http:", "https:"), ("ftp:", "https:"), ("=no ", "=yes "), (" --no-verify-ssl", ""),
                         ("=disable", "=verify-full"), ("db.lab/x", "db.lab/x?sslmode=require")):  # fmt: skip
        line = line.replace(weak, strong)
    assert ask_notebook("plain_transport", line)[0] == "not-applicable"
    assert ask_notebook("plain_transport", "!curl http://localhost:8000/health")[0] == "not-applicable"


@pytest.mark.parametrize(
    ("call", "status"),
    [
        ("import psycopg2\nc = psycopg2.connect(host='db.lab', user='r')", "fail"),
        ("import psycopg2\nc = psycopg2.connect(host='db.lab', user='r', sslmode='require')", "pass"),
        ("import psycopg2\nc = psycopg2.connect('host=db.lab user=r')", "fail"),
        ("import pymysql\nc = pymysql.connect(host='db.lab', ssl_ca='ca.pem')", "pass"),
        ("import pymysql\nc = pymysql.connect(host='localhost')", "pass"),
        ("from pymongo import MongoClient\nc = MongoClient('mongodb://db.lab/')", "fail"),
    ],
)
def test_connections_by_keyword(ask_notebook: Ask, call: str, status: str) -> None:
    assert ask_notebook("plain_transport", call)[0] == status


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("import boto3\nboto3.client('s3', use_ssl=False)", "what boto3.client reaches"),
        ("import boto3\nboto3.Session().resource('s3', verify=False)", "what boto3.Session().resource reaches"),
        ("from minio import Minio\nMinio('m.lab', secure=False)", "what minio.Minio reaches"),
        (
            "from kafka import KafkaConsumer\nKafkaConsumer('a', security_protocol='SASL_PLAINTEXT')",
            "what kafka.KafkaConsumer reaches",
        ),
        ("import duckdb\nduckdb.sql(\"SELECT a FROM 'http://data.lab/a.parquet'\")", "http://data.lab"),
    ],
)
def test_clients_without_encryption(ask_notebook: Ask, source: str, shown: str) -> None:
    said = f"Data travel unprotected: {shown} read without encryption."
    assert ask_notebook("plain_transport", source) == ("fail", said)


@pytest.mark.parametrize(
    "source",
    [
        "import boto3\nboto3.client('s3', verify='ca.pem')",
        "from minio import Minio\nMinio('localhost:9000', secure=False)",
        "from kafka import KafkaConsumer\nKafkaConsumer('a', security_protocol='SSL')",
        "import duckdb\nduckdb.sql('SELECT a FROM b')",
        "plot(secure=False, verify=False)",
    ],
)
def test_clients_with_encryption(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("plain_transport", source)[0] == "not-applicable"
