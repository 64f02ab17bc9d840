"""Pairs of the seventh lot: leakage in SQL, Spark, polars and pipelines of files."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import beside, cells

CASES: tuple[Case, ...] = (
    cells(
        "seventh: churn rate of the town by a window over every row (duckdb)",
        "PRE-06",
        '''
import duckdb
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score

con = duckdb.connect("telco.duckdb", read_only=True)
frame = con.execute("""
    SELECT tenure_months, monthly_fee, support_calls,
           avg(churned) OVER (PARTITION BY town) AS town_churn,
           churned, hash(customer_id) % 10 AS bucket
    FROM customers
""").df()
train = frame[frame.bucket < 8]
test = frame[frame.bucket >= 8]
cols = ["tenure_months", "monthly_fee", "support_calls", "town_churn"]
gb = HistGradientBoostingClassifier(random_state=0).fit(train[cols], train.churned)
print(average_precision_score(test.churned, gb.predict_proba(test[cols])[:, 1]))
''',
        "avg(churned) OVER (PARTITION BY town) AS town_churn,",
        "town,",
        """cols = [""",
        """rates = train.groupby("town").churned.mean()
train = train.assign(town_churn=train.town.map(rates))
test = test.assign(town_churn=test.town.map(rates).fillna(train.churned.mean()))
cols = [""",
    ),
    cells(
        "seventh: index, scale, then randomSplit (spark, Portuguese)",
        "PRE-06",
        """
from pyspark.ml import Pipeline
from pyspark.ml.classification import LogisticRegression
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.feature import StandardScaler, StringIndexer, VectorAssembler
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("inadimplencia").getOrCreate()
dados = spark.read.parquet("s3a://risco-credito/contratos/")

etapas = [
    StringIndexer(inputCol="uf", outputCol="uf_idx", handleInvalid="keep"),
    VectorAssembler(inputCols=["renda", "idade", "parcelas", "uf_idx"], outputCol="bruto"),
    StandardScaler(inputCol="bruto", outputCol="features", withMean=True),
]
preparo = Pipeline(stages=etapas).fit(dados)
treino, teste = preparo.transform(dados).randomSplit([0.8, 0.2], seed=13)
modelo = LogisticRegression(labelCol="inadimplente").fit(treino)
print(BinaryClassificationEvaluator(labelCol="inadimplente").evaluate(modelo.transform(teste)))
""",
        """preparo = Pipeline(stages=etapas).fit(dados)
treino, teste = preparo.transform(dados).randomSplit([0.8, 0.2], seed=13)
modelo = LogisticRegression(labelCol="inadimplente").fit(treino)
""",
        """treino, teste = dados.randomSplit([0.8, 0.2], seed=13)
modelo = Pipeline(stages=[*etapas, LogisticRegression(labelCol="inadimplente")]).fit(treino)
""",
    ),
    cells(
        "seventh: merchant fraud rate joined from the whole lake (spark)",
        "PRE-06",
        """
from pyspark.ml.feature import VectorAssembler
from pyspark.ml.classification import GBTClassifier
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.getOrCreate()
tx = spark.table("payments.card_transactions").where("amount > 0")
train = tx.where(F.col("booked_on") < "2024-07-01")
test = tx.where(F.col("booked_on") >= "2024-07-01")

risk = tx.groupBy("merchant_id").agg(F.avg("is_fraud").alias("merchant_risk"))
train = train.join(risk, "merchant_id", "left").fillna({"merchant_risk": 0.0})
test = test.join(risk, "merchant_id", "left").fillna({"merchant_risk": 0.0})

pack = VectorAssembler(inputCols=["amount", "hour", "merchant_risk"], outputCol="features")
gbt = GBTClassifier(labelCol="is_fraud", maxIter=40, seed=4).fit(pack.transform(train))
metric = BinaryClassificationEvaluator(labelCol="is_fraud", metricName="areaUnderPR")
print(metric.evaluate(gbt.transform(pack.transform(test))))
""",
        'risk = tx.groupBy("merchant_id")',
        'risk = train.groupBy("merchant_id")',
    ),
    cells(
        "seventh: polars scores every column before the bucket is drawn",
        "PRE-06",
        """
import polars as pl
import polars.selectors as cs
from sklearn.neighbors import KNeighborsClassifier

wine = pl.read_csv("wine_lots.csv").with_columns(bucket=pl.col("lot").hash(seed=9) % 5)
measures = ["alcohol", "acidity", "sulphates", "ph", "density"]
wine = wine.with_columns((pl.col(measures) - pl.col(measures).mean()) / pl.col(measures).std())
train = wine.filter(pl.col("bucket") != 0)
test = wine.filter(pl.col("bucket") == 0)

knn = KNeighborsClassifier(15).fit(train[measures].to_numpy(), train["grade"].to_numpy())
print(knn.score(test[measures].to_numpy(), test["grade"].to_numpy()))
""",
        "wine = wine.with_columns((pl.col(measures) - pl.col(measures).mean()) / pl.col(measures).std())\n",
        "",
        "\nknn = ",
        """
centre = {name: train[name].mean() for name in measures}
spread = {name: train[name].std() for name in measures}
rescale = [(pl.col(name) - centre[name]) / spread[name] for name in measures]
train, test = train.with_columns(rescale), test.with_columns(rescale)
knn = """,
    ),
    cells(
        "seventh: gaps in the river gauge are filled from later readings (polars)",
        "PRE-06",
        """
from datetime import date

import polars as pl
from xgboost import XGBRegressor

gauge = pl.read_parquet("gauge_kaub.parquet").sort("day")
gauge = gauge.with_columns(pl.col("level_cm", "rain_mm").fill_null(strategy="backward"))
gauge = gauge.with_columns(
    [pl.col("level_cm").shift(k).alias(f"lag_{k}") for k in (1, 2, 3, 7)] + [pl.col("rain_mm").shift(1).alias("rain_1")]
).drop_nulls()

past = gauge.filter(pl.col("day") < date(2023, 1, 1))
after = gauge.filter(pl.col("day") >= date(2023, 1, 1))
inputs = ["lag_1", "lag_2", "lag_3", "lag_7", "rain_1"]
reg = XGBRegressor(n_estimators=300, max_depth=4, random_state=0)
reg.fit(past[inputs].to_numpy(), past["level_cm"].to_numpy())
error = abs(reg.predict(after[inputs].to_numpy()) - after["level_cm"].to_numpy()).mean()
print(f"mean error {error:.1f} cm")
""",
        'strategy="backward"',
        'strategy="forward"',
    ),
    cells(
        "seventh: claims counted past the decision day (SQL features)",
        "PRE-06",
        '''
import pandas as pd
import sqlalchemy as sa
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

engine = sa.create_engine("sqlite:///policies.db")
features = pd.read_sql(
    """
    SELECT p.policy_id, p.decided_on, p.vehicle_age, p.driver_age, p.loss_year_one,
           (SELECT count(*) FROM claims c WHERE c.policy_id = p.policy_id) AS n_claims,
           (SELECT coalesce(max(s.points), 0) FROM sanctions s
             WHERE s.driver_id = p.driver_id AND s.issued_on < p.decided_on) AS points
    FROM policies p
    """,
    engine,
    parse_dates=["decided_on"],
)
older = features[features.decided_on < "2022-01-01"]
newer = features[features.decided_on >= "2022-01-01"]
cols = ["vehicle_age", "driver_age", "n_claims", "points"]
model = LogisticRegression(max_iter=1000).fit(older[cols], older.loss_year_one)
print(roc_auc_score(newer.loss_year_one, model.predict_proba(newer[cols])[:, 1]))
''',
        "WHERE c.policy_id = p.policy_id)",
        "WHERE c.policy_id = p.policy_id AND c.reported_on < p.decided_on)",
    ),
    cells(
        "seventh: the warehouse judges its model on the rows it learnt from (BigQuery ML)",
        "PRE-06",
        '''
from google.cloud import bigquery

bq = bigquery.Client(project="city-mobility")
bq.query("""
    CREATE OR REPLACE MODEL bikes.trip_duration
    OPTIONS (model_type='BOOSTED_TREE_REGRESSOR', input_label_cols=['minutes'], data_split_method='NO_SPLIT') AS
    SELECT start_station, hour_of_day, weekday, rain_mm, minutes
    FROM bikes.trips
    WHERE started_on BETWEEN '2023-01-01' AND '2023-12-31'
""").result()
quality = bq.query("""
    SELECT mean_absolute_error, r2_score
    FROM ML.EVALUATE(MODEL bikes.trip_duration,
        (SELECT start_station, hour_of_day, weekday, rain_mm, minutes
         FROM bikes.trips WHERE started_on >= '2023-07-01' AND started_on < '2024-01-01'))
""").to_dataframe()
print(quality)
''',
        "BETWEEN '2023-01-01' AND '2023-12-31'",
        "BETWEEN '2022-07-01' AND '2023-06-30'",
    ),
    cells(
        "seventh: one low-code set-up, finished on all and judged on all (pycaret)",
        "PRE-06",
        """
import pandas as pd
from pycaret.classification import compare_models, finalize_model, predict_model, pull, setup, tune_model

leads = pd.read_csv("crm_leads_q1_q3.csv").drop(columns=["lead_id", "owner"])
setup(leads, target="won", session_id=77, train_size=0.75, verbose=False)
best = compare_models(include=["lr", "rf", "lightgbm"], sort="AUC")
tuned = tune_model(best, optimize="AUC", n_iter=25)
final = finalize_model(tuned)
scored = predict_model(final, data=leads)
print(pull())
print((scored["prediction_label"] == scored["won"]).mean())
""",
        """final = finalize_model(tuned)
scored = predict_model(final, data=leads)
""",
        """scored = predict_model(tuned)
final = finalize_model(tuned)
""",
    ),
    beside(
        "seventh: the pipeline's script scales the table and cuts it afterwards (dvc)",
        "PRE-06",
        "!dvc repro train",
        "src/prepare.py",
        """\
\"\"\"Prepare the turbine table.\"\"\"
import pathlib

import pandas as pd
from sklearn.preprocessing import RobustScaler

SENSORS = ["nacelle_temp", "gear_oil_temp", "wind_speed", "pitch", "power_kw"]


def main() -> None:
    table = pd.read_csv("data/raw/scada.csv", parse_dates=["time"]).sort_values("time")
    table[SENSORS] = RobustScaler().fit_transform(table[SENSORS])
    border = table["time"].quantile(0.8)
    train, test = table[table.time <= border], table[table.time > border]
    out = pathlib.Path("data/prepared")
    out.mkdir(parents=True, exist_ok=True)
    train.to_csv(out / "train.csv", index=False)
    test.to_csv(out / "test.csv", index=False)


if __name__ == "__main__":
    main()
""",
        "    table[SENSORS] = RobustScaler().fit_transform(table[SENSORS])\n",
        "",
        "    out = pathlib",
        """    train, test = train.copy(), test.copy()
    scaler = RobustScaler().fit(train[SENSORS])
    train[SENSORS] = scaler.transform(train[SENSORS])
    test[SENSORS] = scaler.transform(test[SENSORS])
    out = pathlib""",
        files={
            "dvc.yaml": """\
stages:
  prepare:
    cmd: python src/prepare.py
    deps: [src/prepare.py, data/raw/scada.csv]
    outs: [data/prepared/train.csv, data/prepared/test.csv]
  train:
    cmd: python src/train.py
    deps: [src/train.py, data/prepared/train.csv, data/prepared/test.csv]
    outs: [models/fault.json]
    metrics: [metrics.json]
""",
            "src/train.py": """\
\"\"\"Train the fault model.\"\"\"
import json
import pathlib

import pandas as pd
from xgboost import XGBClassifier

train = pd.read_csv("data/prepared/train.csv")
test = pd.read_csv("data/prepared/test.csv")
cols = ["nacelle_temp", "gear_oil_temp", "wind_speed", "pitch", "power_kw"]
model = XGBClassifier(n_estimators=200, random_state=1).fit(train[cols], train["fault"])
pathlib.Path("metrics.json").write_text(json.dumps({"accuracy": model.score(test[cols], test["fault"])}))
model.save_model("models/fault.json")
""",
        },
    ),
)
