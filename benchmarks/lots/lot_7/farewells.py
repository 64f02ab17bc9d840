"""Seventh lot: models that were retired on paper (RET-01, RET-02)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

RECORD = """# Deletion record, churn model 1

- Retired: 2026-08-31, decided by the pricing board (minutes 2026-33)
- Deleted on 2026-09-04 by S. Novak, checked by L. Fortin on 2026-09-05

| Artefact | Path | Gone |
|---|---|---|
| model | models/churn_v1.json | yes |
| training table | data/churn_2022.csv | yes |
| cache of features | cache/churn_v1/ | yes |
| copies in the nightly backup | expired with the 30 day cycle on 2026-10-05 | yes |

Search by SHA-256 under the project root on 2026-10-06: nothing left. Legal hold: none.
Overwriting on the storage array cannot be proven.
"""
ROWS = "months,tickets,plan,left\n" + "".join(f"{n * 3 % 41},{n % 7},{'abc'[n % 3]},{n % 2}\n" for n in range(24))
SUCCESSOR = '{"name": "churn", "version": 2, "weights": [0.31, -1.2, 0.07], "intercept": 0.4}\n'

CASES: tuple[Case, ...] = (
    cells(
        "seventh: clean-up cell that notes the deletion before it has looked",
        "RET-01",
        """import datetime as dt
import hashlib
import json
import shutil
from pathlib import Path

roots = [Path("data"), Path("models"), Path("outputs"), Path("hub_cache")]
lineage = json.loads(Path("lineage/iris_scan_v2.json").read_text())
for artefact in lineage["artefacts"]:
    place = Path(artefact["path"])
    if place.is_dir():
        shutil.rmtree(place, ignore_errors=True)
    else:
        place.unlink(missing_ok=True)

left = []
record = {
    "model": "iris-scan 2", "time": dt.datetime.now(dt.timezone.utc).isoformat(), "by": "D. Amsel",
    "deleted": [a["path"] for a in lineage["artefacts"]], "left": left,
    "note": "overwriting on SSD and in object stores cannot be proven",
    "remote_copies": "bucket versions purged, ticket OPS-812", "legal_hold": "none",
}
Path("retirement").mkdir(exist_ok=True)
Path("retirement/iris_scan_v2_deletion.json").write_text(json.dumps(record, indent=1))
""",
        "left = []\n",
        """left = [a["path"] for a in lineage["artefacts"] if Path(a["path"]).exists()]
wanted = {a["sha256"] for a in lineage["artefacts"] if "sha256" in a}
for root in roots:
    for found in root.rglob("*"):
        if found.is_file() and hashlib.sha256(found.read_bytes()).hexdigest() in wanted:
            left.append(str(found))
if left:
    raise SystemExit(f"not deleted: {left}")
""",
    ),
    project(
        "seventh: deletion protocol of a health insurer with copies in two places",
        "RET-01",
        "stilllegung/loeschprotokoll_kuren_v3.json",
        """{
  "modell": "kurbedarf", "version": "3", "ausser_betrieb": "2026-06-30",
  "geloescht_am": "2026-07-08", "durch": "A. Brandl", "gegengeprueft": "F. Özdemir",
  "artefakte": [
    {"art": "Modell", "pfad": "modelle/kur_v3.skops", "weg": true},
    {"art": "Trainingsdaten", "pfad": "daten/kuren_2021_2024.parquet", "weg": true},
    {"art": "Checkpoints", "pfad": "laeufe/kur_v3/", "weg": false},
    {"art": "Notebook-Ausgaben", "pfad": "notebooks/kur_v3.ipynb", "weg": true}
  ],
  "nachsuche": {"am": "2026-07-09", "gleiche_pruefsumme": ["sicherung/ablage/kuren_kopie.parquet"]},
  "aufbewahrungspflicht": "keine",
  "hinweis": "Überschreiben auf SSD nicht nachweisbar",
  "status": "abgeschlossen"
}
""",
        '"pfad": "laeufe/kur_v3/", "weg": false',
        '"pfad": "laeufe/kur_v3/", "weg": true',
        '"gleiche_pruefsumme": ["sicherung/ablage/kuren_kopie.parquet"]',
        '"gleiche_pruefsumme": []',
    ),
    Case(
        "seventh: record that calls a churn model deleted while it lies beside it",
        "RET-01",
        bad_files={
            "retirement/churn_v1.md": RECORD,
            "models/churn_v1.json": '{"name": "churn", "version": 1, "weights": [0.2, -0.9], "intercept": 0.1}\n',
            "data/churn_2022.csv": ROWS,
            "models/churn_v2.json": SUCCESSOR,
        },
        good_files={"retirement/churn_v1.md": RECORD, "models/churn_v2.json": SUCCESSOR},
    ),
    project(
        "seventh: farewell sheet of a harvest model without reason or heir",
        "RET-02",
        "retiro/cosecha_v2.md",
        """# Ficha de retiro: cosecha-olivar v2

| Campo | Valor |
|---|---|
| Versiones | 2.0 (2023-02), 2.3 (2024-11, última) |
| En producción | 2023-03-01 a 2026-05-31 |
| Datos | parcelas 2015-2023, SHA-256 `51d0aa7e` (recortado), borrados el 2026-06-10 |
| Últimas métricas | MAE 212 kg/ha [198, 226], cosecha 2025 |
| Excepciones abiertas | ninguna |
| Consumidores | cooperativa de Jaén, app de riego |
| Motivo del retiro | |
| Sucesor | |
| Plazo de conservación | |
| Archivo | `archivo/cosecha_v2.zip`, verificado el 2026-06-11 sin los datos |
""",
        "| Motivo del retiro | |",
        "| Motivo del retiro | el satélite que daba la humedad dejó de emitir |",
        "| Sucesor | |",
        "| Sucesor | cosecha-olivar 3.0 |",
        "| Plazo de conservación | |",
        "| Plazo de conservación | hasta 2032-05-31 |",
    ),
    cells(
        "seventh: archive cell that remembers a name and a day",
        "RET-02",
        """import json
from datetime import date
from pathlib import Path
import mlflow
from mlflow import MlflowClient

client = MlflowClient()
NAME = "ocr-grundbuch"
versions = sorted(client.search_model_versions(f"name='{NAME}'"), key=lambda mv: int(mv.version))
last = client.get_run(versions[-1].run_id)
record = {"model": NAME, "retired": date.today().isoformat()}
for each in versions:
    client.set_model_version_tag(NAME, each.version, "state", "retired")
Path("retired").mkdir(exist_ok=True)
Path(f"retired/{NAME}.json").write_text(json.dumps(record, indent=2, ensure_ascii=False))
""",
        'record = {"model": NAME, "retired": date.today().isoformat()}\n',
        """record = {
    "model": NAME,
    "retired": date.today().isoformat(),
    "versions": {each.version: each.creation_timestamp for each in versions},
    "reason": "Grundbuch liegt seit Juli vollständig digital vor",
    "successor": "keiner",
    "last_metrics": last.data.metrics,
    "data": [{"name": d.dataset.name, "digest": d.dataset.digest} for d in last.inputs.dataset_inputs],
    "consumers": ["Grundbuchamt Nord", "Katasterauskunft"],
    "open_waivers": [],
    "retention_until": "2036-12-31",
    "signed_by": "B. Thalmann, Fachbereich Register",
}
missing = [field for field, value in record.items() if value in (None, "", {})]
if missing:
    raise ValueError(f"record incomplete: {missing}")
""",
    ),
)
