"""A fourth lot: where data come from, how they travel, who is in them. Labelled before anything was run."""

from __future__ import annotations

import hashlib

from benchmarks.lots.case import TABLE, Case
from benchmarks.lots.writing import COMMIT, DIGEST, cells, project

_MD5 = hashlib.md5(TABLE.encode(), usedforsecurity=False).hexdigest()
_SHA = hashlib.sha256(TABLE.encode()).hexdigest()


def _iban(account: str) -> str:
    """Return a German account number with its check digits; the account is made up."""
    return f"DE{98 - int(account + '131400') % 97:02d}{account}"


def _card(digits: str) -> str:
    """Return a made-up card number with its check digit."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits)))
    return digits + str(-sum(each // 10 + each % 10 for each in doubled) % 10)


_READ = "import pandas as pd\ndf = pd.read_csv('d.csv')\n"
_MAIL = "petra.sommer" + "@" + "stadtwerke-leipzig.de"
_IBAN = _iban("860555921170034417")
_CARD = _card("516820749135572")
_KEY = "AKIA" + "Q7ZJ2WX4" + "N5TKLM3P"

SOURCES: list[Case] = [
    cells("hub data set without a revision", "COL-03", "from datasets import load_dataset\nds = load_dataset('someone/loan-notes', split='train')\n", "split='train'", f"split='train', revision='{COMMIT}'"),
    cells("kagglehub takes the newest version", "COL-03", "import kagglehub\nfolder = kagglehub.dataset_download('jdoe/credit-risk')\n", "jdoe/credit-risk", "jdoe/credit-risk/versions/3"),
    cells("wget of a table over http from an unknown host", "COL-03", "!wget -q http://dumps.freedata-mirror.xyz/adult.csv\nimport pandas as pd\ndf = pd.read_csv('adult.csv')\n", "!wget -q http://dumps.freedata-mirror.xyz/adult.csv\n", ""),
    cells("wandb artifact by a moving alias", "COL-03", "import wandb\nrun = wandb.init(project='credit')\npath = run.use_artifact('acme/credit/loans:latest').download()\n", "loans:latest", "loans:v7"),
    cells("huggingface snapshot of a data set at its head", "COL-03", f"from huggingface_hub import snapshot_download\nfolder = snapshot_download('someone/xrays', repo_type='dataset', revision='main')  # {COMMIT[:2]}\n", "revision='main'", f"revision='{COMMIT}'"),
    cells("raw github file from a branch", "COL-03", "import polars as pl\ndf = pl.read_csv('https://raw.githubusercontent.com/jdoe/data/main/wages.csv')\n", "/main/", f"/{COMMIT}/"),
    project("dvc pin of other bytes", "COL-05", "d.csv.dvc", f"outs:\n- md5: {'0b' * 16}\n  size: {len(TABLE)}\n  hash: md5\n  path: d.csv\n", "0b" * 16, _MD5, notebook=_READ),
    project("a SHA256SUMS file that no longer holds", "COL-05", "SHA256SUMS", f"{DIGEST}  d.csv\n", DIGEST, _SHA, notebook=_READ),
    project("dvc.lock names another table", "COL-05", "dvc.lock", f"schema: '2.0'\nstages:\n  train:\n    cmd: python train.py\n    deps:\n    - path: d.csv\n      hash: md5\n      md5: {'1c' * 16}\n      size: {len(TABLE)}\n", "1c" * 16, _MD5, notebook=_READ),
    project("frictionless datapackage with a stale hash", "COL-05", "datapackage.json", f'{{"name": "loans", "resources": [{{"name": "d", "path": "d.csv", "hash": "sha256:{DIGEST}"}}]}}', DIGEST, _SHA, notebook=_READ),
    project("croissant with a stale sha256", "COL-05", "croissant.json", f'{{"@type": "sc:Dataset", "name": "loans", "distribution": [{{"@type": "cr:FileObject", "@id": "d.csv", "contentUrl": "d.csv", "sha256": "{DIGEST}"}}]}}', DIGEST, _SHA, notebook=_READ),
]  # fmt: skip

ACCESS: list[Case] = [
    cells("snowflake as account administrator", "COL-04", "import os, snowflake.connector\ncon = snowflake.connector.connect(user='etl', password=os.environ['SF'], account='ab12', role='ACCOUNTADMIN')\ndf = con.cursor().execute('select id, amount from loans').fetch_pandas_all()\n", "ACCOUNTADMIN", "LOANS_READER"),
    cells("odbc string as sa", "COL-04", "import os, pyodbc, pandas as pd\ncn = pyodbc.connect('DRIVER={ODBC Driver 18 for SQL Server};SERVER=dwh;DATABASE=risk;UID=sa;PWD=' + os.environ['PW'])\ndf = pd.read_sql('select id, amount from loans', cn)\n", "UID=sa;", "UID=risk_reader;"),
    cells("oracle as sysdba", "COL-04", "import os, oracledb\ncon = oracledb.connect(user='sys', password=os.environ['PW'], dsn='dwh/risk', mode=oracledb.AUTH_MODE_SYSDBA)\n", "user='sys', ", "user='risk_ro', ", ", mode=oracledb.AUTH_MODE_SYSDBA", ""),
    cells("jdbc of spark as root", "COL-04", "import os\ndf = spark.read.format('jdbc').option('url', 'jdbc:mysql://dwh/risk?sslMode=VERIFY_IDENTITY').option('user', 'root').option('password', os.environ['PW']).option('query', 'select id, amount from loans').load()\n", "'root'", "'risk_ro'"),
    cells("mongo with its password in the address", "COL-04", "from pymongo import MongoClient\nimport os\npw = os.environ['PW']\ndb = MongoClient('mongodb://reader:" + "Tr0ub4" + "dor9x" + "@mongo.bank.internal/?tls=true').risk\n", "'mongodb://reader:" + "Tr0ub4" + "dor9x" + "@mongo", "f'mongodb://reader:{pw}@mongo"),
    Case("a table that everybody may write", "COL-04", "import pandas as pd\ndf = pd.read_csv('d.csv')\n", "import pandas as pd\ndf = pd.read_csv('d.csv')\n", bad_modes={"d.csv": 0o666}),
]  # fmt: skip

TRAVEL: list[Case] = [
    cells("kafka without encryption", "COL-06", "from kafka import KafkaConsumer\nc = KafkaConsumer('tx', bootstrap_servers='kafka.bank.internal:9092', security_protocol='PLAINTEXT')\n", "'PLAINTEXT'", "'SSL', ssl_cafile='ca.pem'"),
    cells("s3fs over http", "COL-06", "import s3fs\nfs = s3fs.S3FileSystem(use_ssl=False)\nfs.get('lake/tx.parquet', 'tx.parquet')\n", "use_ssl=False", "use_ssl=True"),
    cells("minio client, secure=False", "COL-06", "import os\nfrom minio import Minio\nm = Minio('minio.corp.local:9000', os.environ['AK'], os.environ['SK'], secure=False)\nm.fget_object('lake', 'tx.parquet', 'tx.parquet')\n", "secure=False", "secure=True"),
    cells("psycopg with sslmode disabled", "COL-06", "import os, psycopg\ncon = psycopg.connect(host='dwh.bank.com', dbname='risk', user='ro', password=os.environ['PW'], sslmode='disable')\n", "'disable'", "'verify-full'"),
    cells("elasticsearch without certificates", "COL-06", "import os\nfrom elasticsearch import Elasticsearch\nes = Elasticsearch('https://es.corp.local:9200', api_key=os.environ['ES'], verify_certs=False)\n", "verify_certs=False", "ca_certs='ca.pem'"),
    cells("clickhouse in clear", "COL-06", "import os, clickhouse_connect\nch = clickhouse_connect.get_client(host='ch.corp.local', username='ro', password=os.environ['PW'], secure=False)\n", "secure=False", "secure=True"),
    cells("mssql trusts any certificate", "COL-06", "import os\nfrom sqlalchemy import create_engine\ne = create_engine('mssql+pyodbc://ro:' + os.environ['PW'] + '@dwh.corp.local/risk?driver=ODBC+Driver+18+for+SQL+Server&Encrypt=no')\n", "Encrypt=no", "Encrypt=yes"),
    cells("aiohttp with ssl=False", "COL-06", "import aiohttp\nasync with aiohttp.ClientSession() as s:\n    async with s.get('https://api.supplier.com/export.json', ssl=False) as r:\n        rows = await r.json()\n", ", ssl=False", ""),
    cells("an ssl context that checks nothing", "COL-06", "import ssl\nfrom urllib.request import urlopen\nctx = ssl.create_default_context()\nctx.check_hostname = False\nctx.verify_mode = ssl.CERT_NONE\nraw = urlopen('https://api.supplier.com/d.csv', context=ctx).read()\n", "ctx.check_hostname = False\nctx.verify_mode = ssl.CERT_NONE\n", ""),
    cells("curl -k", "COL-06", "!curl -k -o d2.csv https://files.partner-bank.com/d2.csv\n", "-k -o", "-o"),
    cells("redis over plain tcp", "COL-06", "import os, redis\nr = redis.from_url('redis://cache.corp.example-bank.com:6379/0', password=os.environ['PW'])\nrows = r.lrange('events', 0, -1)\n", "'redis://", "'rediss://"),
]  # fmt: skip

PEOPLE: list[Case] = [
    cells("every column of a customer table", "COL-07", "import duckdb\ndf = duckdb.sql(\"from 'customers.parquet' select *\").df()\n", "select *", "select age, income"),
    cells("bigquery: a star inside a query", "COL-07", "from google.cloud import bigquery\ndf = bigquery.Client().query('SELECT t.* FROM `bank.crm.customers` AS t WHERE t.country = \"FR\"').to_dataframe()\n", "t.* FROM", "t.age, t.income FROM"),
    cells("read_sql_table takes them all", "COL-07", "import pandas as pd\ndf = pd.read_sql_table('customers', engine)\n", "'customers', engine", "'customers', engine, columns=['age', 'income']"),
    cells("a real address of a customer in a filter", "PRE-07", f"import pandas as pd\ndf = pd.read_csv('d.csv')\nprint(df[df['mail'] == '{_MAIL}'])\n", f"'{_MAIL}'", "WANTED"),
    cells("an account number in a filter", "PRE-07", f"rows = ledger[ledger.iban == '{_IBAN}']\n", f"'{_IBAN}'", "wanted"),
    cells("a card number left in a comment", "PRE-07", f"# checked by hand: {_CARD} is the one from the complaint\ntotal = df.amount.sum()\n", f" {_CARD} is", " complaint 17 is"),
    cells("an access key of the cloud in a dictionary", "PRE-07", f"import os\ncfg = {{'region': 'eu-central-1', 'aws_access_key_id': '{_KEY}'}}\n", f"'{_KEY}'", "os.environ['AWS_ACCESS_KEY_ID']"),
    cells("an unsalted hash instead of the phone number", "PRE-01", "import hashlib\nimport os\nimport hmac\nimport pandas as pd\ndf = pd.read_csv('kunden.csv', dtype=str)\ndf['telefon'] = df['telefon'].map(lambda t: hashlib.sha256(t.encode()).hexdigest())\nfrom sklearn.tree import DecisionTreeClassifier\nDecisionTreeClassifier(random_state=0).fit(pd.get_dummies(df[['telefon', 'alter']]), df['storno'])\n", "hashlib.sha256(t.encode()).hexdigest()", "hmac.new(os.environ['PEPPER'].encode(), t.encode(), 'sha256').hexdigest()", "df[['telefon', 'alter']]", "df[['alter']]"),
    cells("names and addresses are features", "PRE-01", "import pandas as pd\nfrom sklearn.ensemble import RandomForestClassifier\ndf = pd.read_csv('clients.csv')\nfeats = ['first_name', 'last_name', 'email', 'age']\nrf = RandomForestClassifier(random_state=0).fit(pd.get_dummies(df[feats]), df['churn'])\n", "'first_name', 'last_name', 'email', 'age'", "'age'"),
    cells("the clipboard is the source", "PRE-05", "import pandas as pd\nfrom sklearn.linear_model import Ridge\ndf = pd.read_clipboard()\nRidge().fit(df[['a']], df['b'])\n", "pd.read_clipboard()", "pd.read_csv('d.csv').rename(columns={'age': 'a', 'income': 'b'})", files={"d.csv.dvc": f"outs:\n- md5: {_MD5}\n  hash: md5\n  path: d.csv\n"}),
]  # fmt: skip

CASES: tuple[Case, ...] = (*SOURCES, *ACCESS, *TRAVEL, *PEOPLE)
