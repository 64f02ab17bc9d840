"""Eighth lot: who may read the data, whether they are the same, sealed, and no more than needed (COL-04 to COL-07)."""

from __future__ import annotations

import hashlib

from benchmarks.lots.case import DIGEST, Case
from benchmarks.lots.writing import cells, project

_CLAIMS = "claim,amount,fraud\n" + "".join(f"{4000 + n},{120 + 17 * n},{n % 5 == 0:d}\n" for n in range(30))
_READ_CLAIMS = """import pandas as pd
claims = pd.read_csv("data/claims_2026.csv")
print(claims.describe())
by_fraud = claims.groupby("fraud")["amount"].mean()
"""
_WIND = "t,wind,power\n" + "".join(f"{n},{3 + n % 11},{(3 + n % 11) ** 3}\n" for n in range(40))
_WIND_CELLS = """import pandas as pd
from sklearn.linear_model import Ridge
wind = pd.read_csv("data/wind.csv")
curve = Ridge(alpha=0.5).fit(wind[["wind"]] ** 3, wind["power"])
print(curve.coef_)
"""


def _dvc(digest: str, size: int) -> str:
    return f"outs:\n- md5: {digest}\n  size: {size}\n  hash: md5\n  path: wind.csv\n"


_WIND_MD5 = hashlib.md5(_WIND.encode(), usedforsecurity=False).hexdigest()

CASES: tuple[Case, ...] = (
    Case(
        "eighth: claims that every account on the machine may read and write",
        "COL-04",
        bad=_READ_CLAIMS,
        good=_READ_CLAIMS,
        bad_files={
            "data/claims_2026.csv": _CLAIMS,
            "data/ACCESS.md": "Readers: fraud team (A. Keita, J. Brandão). Log: auditd key claims. Reviewed: 2026-10-15.\n",
        },
        good_files={
            "data/claims_2026.csv": _CLAIMS,
            "data/ACCESS.md": "Readers: fraud team (A. Keita, J. Brandão). Log: auditd key claims. Reviewed: 2026-10-15.\n",
        },
        bad_modes={"data/claims_2026.csv": 0o666},
    ),
    project(
        "eighth: bucket of x-rays open to everybody, without a log",
        "COL-04",
        "infra/storage.tf",
        """resource "aws_s3_bucket" "xrays" {
  bucket = "thorax-training-2026"
}

resource "aws_s3_bucket_public_access_block" "xrays" {
  bucket                  = aws_s3_bucket.xrays.id
  block_public_acls       = false
  block_public_policy     = false
  restrict_public_buckets = false
  ignore_public_acls      = false
}

resource "aws_s3_bucket_policy" "xrays" {
  bucket = aws_s3_bucket.xrays.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:*"
      Resource  = ["${aws_s3_bucket.xrays.arn}", "${aws_s3_bucket.xrays.arn}/*"]
    }]
  })
}
""",
        "block_public_acls       = false",
        "block_public_acls       = true",
        "block_public_policy     = false",
        "block_public_policy     = true",
        "restrict_public_buckets = false",
        "restrict_public_buckets = true",
        "ignore_public_acls      = false",
        "ignore_public_acls      = true",
        'Principal = "*"',
        "Principal = { AWS = aws_iam_role.training_reader.arn }",
        'Action    = "s3:*"',
        'Action    = ["s3:GetObject", "s3:ListBucket"]',
        """    }]
  })
}
""",
        """    }]
  })
}

resource "aws_iam_role" "training_reader" {
  name               = "xray-training-reader"
  assume_role_policy = data.aws_iam_policy_document.training_job.json
}

resource "aws_s3_bucket_logging" "xrays" {
  bucket        = aws_s3_bucket.xrays.id
  target_bucket = "radiology-access-logs"
  target_prefix = "thorax-training-2026/"
}
""",
    ),
    Case(
        "eighth: wind data that are not the version DVC has pinned",
        "COL-05",
        bad=_WIND_CELLS,
        good=_WIND_CELLS,
        bad_files={"data/wind.csv": _WIND.replace("\n7,", "\n7,1"), "data/wind.csv.dvc": _dvc(_WIND_MD5, len(_WIND))},
        good_files={"data/wind.csv": _WIND, "data/wind.csv.dvc": _dvc(_WIND_MD5, len(_WIND))},
    ),
    cells(
        "eighth: download whose digest is switched off",
        "COL-05",
        f"""import pandas as pd
import pooch

path = pooch.retrieve(
    url="https://data.observatoire-eau.example/nappes/2026-09.csv",
    known_hash=None,
    path="cache",
)
nappes = pd.read_csv(path, sep=";")
reference = pd.read_csv(pooch.retrieve(
    url="https://data.observatoire-eau.example/nappes/reference.csv",
    known_hash="sha256:{DIGEST}",
))
print(nappes["niveau"].mean() - reference["niveau"].mean())
""",
        "known_hash=None",
        f'known_hash="sha256:{"6d" * 32}"',
    ),
    cells(
        "eighth: payments fetched from Postgres over a naked line",
        "COL-06",
        """import os
import pandas as pd
from sqlalchemy import create_engine, text

engine = create_engine(
    "postgresql+psycopg://risk_reader@pg.payments.example:5432/ledger",
    connect_args={"sslmode": "disable", "password": os.environ["LEDGER_PASSWORD"]},
)
with engine.connect() as link:
    payments = pd.read_sql(text("select amount, country, merchant, chargeback from payments_2026"), link)
payments.groupby("country")["chargeback"].mean().sort_values().tail(10)
""",
        '"sslmode": "disable"',
        '"sslmode": "verify-full", "sslrootcert": "certs/payments-ca.pem"',
    ),
    project(
        "eighth: volume and database of training data without encryption",
        "COL-06",
        "terraform/datenhaltung.tf",
        """# Datenhaltung für das Ausfallmodell der Leasingflotte
resource "aws_ebs_volume" "trainingsdaten" {
  availability_zone = "eu-central-1a"
  size              = 400
  encrypted         = false
}

resource "aws_db_instance" "merkmale" {
  identifier          = "merkmale-leasing"
  engine              = "postgres"
  instance_class      = "db.m7g.large"
  allocated_storage   = 200
  storage_encrypted   = false
  publicly_accessible = false
  username            = "merkmale"
  manage_master_user_password = true
}
""",
        "  encrypted         = false",
        "  encrypted         = true\n  kms_key_id        = aws_kms_key.daten.arn",
        "  storage_encrypted   = false",
        "  storage_encrypted   = true\n  kms_key_id          = aws_kms_key.daten.arn",
        """  manage_master_user_password = true
}
""",
        """  manage_master_user_password = true
}

resource "aws_kms_key" "daten" {
  description         = "Trainingsdaten Leasing"
  enable_key_rotation = true
}
""",
    ),
    cells(
        "eighth: member table kept whole for three features",
        "COL-07",
        """import pandas as pd
from sklearn.tree import DecisionTreeClassifier

members = pd.read_csv("data/members.csv")
X = members[["visits_per_week", "months", "plan_price"]]
y = members["cancelled"]
tree = DecisionTreeClassifier(max_depth=4, random_state=1).fit(X, y)
members["score"] = tree.predict_proba(X)[:, 1]
members.to_parquet("out/members_scored.parquet")
""",
        'pd.read_csv("data/members.csv")',
        'pd.read_csv("data/members.csv", usecols=["visits_per_week", "months", "plan_price", "cancelled"])',
        files={
            "data/members.csv": "name,phone,religion,iban_last4,visits_per_week,months,plan_price,cancelled\n"
            + "".join(
                f"Member {n},+44 7700 9001{n:02d},{('none', 'sikh', 'catholic')[n % 3]},{1000 + 7 * n},{n % 5},{3 + n},{29 + n % 3 * 10},{n % 2}\n"
                for n in range(24)
            )
        },
    ),
    cells(
        "eighth: select star over nine years of Turkish pharmacy sales",
        "COL-07",
        """import duckdb
from lightgbm import LGBMRegressor

baglanti = duckdb.connect("eczane.duckdb", read_only=True)
satislar = baglanti.sql("SELECT * FROM satislar JOIN musteriler USING (musteri_id)").df()
ozellikler = satislar[["ilac_kodu", "hafta", "fiyat"]].astype({"ilac_kodu": "category"})
tahmin = LGBMRegressor(n_estimators=300, random_state=42)
tahmin.fit(ozellikler, satislar["adet"])
tahmin.booster_.save_model("tahmin.txt")
""",
        "SELECT * FROM satislar JOIN musteriler USING (musteri_id)",
        "SELECT ilac_kodu, hafta, fiyat, adet FROM satislar WHERE tarih >= DATE '2024-01-01'",
    ),
)
