"""Eighth lot: late upkeep, changes nobody approved, and plans for the bad day (MNT-01 to MNT-03)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    project(
        "eighth: dates of an insolvency model long past what was agreed",
        "MNT-01",
        "ops/upkeep.json",
        """{
  "model": "supplier-insolvency",
  "agreed": {"retrain_days": 90, "data_days": 30, "dependencies_days": 30, "critical_advisory_days": 7},
  "model_trained": "2025-06-17",
  "data_refreshed": "2025-06-10",
  "lock_renewed": "2025-05-28",
  "python": "3.8.18",
  "open_advisories": [{"id": "PYSEC-2026-77", "severity": "critical", "published": "2026-02-03", "fixed": null}],
  "next_due": "2025-09-15"
}
""",
        '"model_trained": "2025-06-17"',
        '"model_trained": "2026-10-12"',
        '"data_refreshed": "2025-06-10"',
        '"data_refreshed": "2026-11-09"',
        '"lock_renewed": "2025-05-28"',
        '"lock_renewed": "2026-11-02"',
        '"python": "3.8.18"',
        '"python": "3.13.9"',
        '"published": "2026-02-03", "fixed": null',
        '"published": "2026-02-03", "fixed": "2026-02-06"',
        '"open_advisories"',
        '"advisories"',
        '"next_due": "2025-09-15"',
        '"next_due": "2027-01-10"',
    ),
    project(
        "eighth: serving image on a Debian and a Python that nobody mends any more",
        "MNT-01",
        "serving/Dockerfile",
        f"""FROM python:3.7-buster@sha256:{"f2" * 32}
RUN useradd --uid 10001 --no-create-home api
COPY requirements.txt app.py model.txt /srv/
RUN pip install --no-cache-dir -r /srv/requirements.txt
USER 10001
HEALTHCHECK CMD ["python", "/srv/app.py", "--check"]
CMD ["python", "/srv/app.py"]
""",
        "python:3.7-buster",
        "python:3.13-slim-trixie",
        files={
            "docs/upkeep.md": "# Upkeep\nBase images and packages are renewed every quarter, and never run on what is out of support.\n",
            ".github/dependabot.yml": "version: 2\nupdates:\n  - package-ecosystem: docker\n    directory: /serving\n    schedule: {interval: weekly}\n",
        },
    ),
    project(
        "eighth: change log of a triage bot, approved by whoever wrote it, tests skipped",
        "MNT-02",
        "changes/log.csv",
        """date,change,author,approved_by,reason,tests,f1_before,f1_after,ci_low_after
2026-06-02,new stop words,K. Ranta,M. Salo,users' complaints,212 passed,0.881,0.884,0.879
2026-08-19,retrained on July,K. Ranta,K. Ranta,,skipped,0.884,0.812,0.804
2026-10-03,torch upgraded and cell 14 rewritten,K. Ranta,,,not run,0.812,,
""",
        "2026-08-19,retrained on July,K. Ranta,K. Ranta,,skipped,0.884,0.812,0.804",
        "2026-08-19,retrained on July,K. Ranta,M. Salo,new products,212 passed,0.884,0.887,0.882",
        "2026-10-03,torch upgraded and cell 14 rewritten,K. Ranta,,,not run,0.812,,",
        "2026-10-03,torch upgraded and cell 14 rewritten,K. Ranta,M. Salo,advisory on torch,215 passed,0.887,0.888,0.883",
    ),
    cells(
        "eighth: run linked to production straight after training",
        "MNT-02",
        """import os
import numpy as np
import pandas as pd
import wandb
import xgboost as xgb
from sklearn.metrics import mean_absolute_error

run = wandb.init(project="grid-losses", job_type="retrain")
hours = pd.read_parquet("hours.parquet").sort_values("hour")
past, recent = hours[:-2000], hours[-2000:]
columns = ["load", "temperature", "wind", "age_of_line"]
new = xgb.XGBRegressor(n_estimators=400, random_state=6).fit(past[columns], past["loss"])
new.save_model("losses.json")
artifact = wandb.Artifact("grid-losses", type="model")
artifact.add_file("losses.json")
run.log_artifact(artifact, aliases=["production"])
""",
        'run.log_artifact(artifact, aliases=["production"])',
        """old = xgb.XGBRegressor()
old.load_model(run.use_artifact("grid-losses:production").download() + "/losses.json")
truth = recent["loss"].to_numpy()
gap = np.abs(truth - old.predict(recent[columns])) - np.abs(truth - new.predict(recent[columns]))
rng = np.random.default_rng(6)
low = np.quantile([rng.choice(gap, len(gap)).mean() for _ in range(1000)], 0.025)
changed = {"mae_new": mean_absolute_error(truth, new.predict(recent[columns])), "gain_at_least": low, "rows": len(past)}
run.log_artifact(artifact, aliases=["candidate"])
approver = os.environ.get("CHANGE_APPROVED_BY", "")
run.config.update({"change": changed, "approver": approver, "reason": os.environ.get("CHANGE_REASON", "")})
if low < 0 or approver in ("", run.entity) or not os.environ.get("CHANGE_REASON"):
    raise SystemExit("stays a candidate")
run.link_artifact(artifact, "wandb-registry-model/grid-losses", aliases=["production"])""",
    ),
    project(
        "eighth: Spanish incident plan of three lines",
        "MNT-03",
        "docs/plan_incidentes.md",
        """# Plan de incidentes de IA: modelo `riesgo-inundacion` 2.3

Última revisión: 2022-03-15

Si algo va mal, avisar al equipo de datos.

Contactos: por definir
""",
        "Última revisión: 2022-03-15",
        "Última revisión: 2026-10-05",
        "Si algo va mal, avisar al equipo de datos.\n\nContactos: por definir\n",
        """## Contactos
| Papel | Persona | Teléfono |
|---|---|---|
| De guardia | Marta Ibáñez | extensión 4410 |
| Suplente | Óscar Delgado | extensión 4412 |
| Protección de datos | Rosa Calvo | extensión 3007 |

## Identificar
Alarmas de deriva y quejas de protección civil; ver qué versión responde con `GET /version`.

## Contener
Marta o Óscar desactivan la ruta en la pasarela; se pasa al aviso manual.

## Erradicar
Revocar claves, retirar los datos envenenados, reentrenar desde el lote firmado anterior.

## Recuperar
Volver a `modelos/riesgo-inundacion-2.2.onnx` (probado el 2026-09-22), vigilar 48 horas.

## Notificar
Autoridad de vigilancia del mercado en 15 días (art. 73), AEPD en 72 horas si hay datos personales, municipios en el acto.
""",
        files={"modelos/riesgo-inundacion-2.2.onnx": "onnx", "modelos/riesgo-inundacion-2.3.onnx": "onnx"},
    ),
    project(
        "eighth: incident plan that rolls back to a model that is not there, with nobody on call",
        "MNT-03",
        "ops/incident_plan.yaml",
        """model: cold-chain-alert-4.1
reviewed: 2026-09-16
on_call: []
reporting: {authority: "", deadline: ""}
steps:
  identify: alarms of monitoring/rules.yaml, complaints of the pharmacy line
  contain: ""
  eradicate: ""
  recover: ""
  notify: ""
rollback_to: models/cold-chain-alert-2.0.onnx
""",
        "on_call: []",
        "on_call:\n  - {name: Bram Visser, phone: ext. 210}\n  - {name: Leila Haddad, phone: ext. 214}",
        'reporting: {authority: "", deadline: ""}',
        "reporting: {authority: medicines agency, deadline: 24h}",
        '  contain: ""\n  eradicate: ""\n  recover: ""\n  notify: ""\n',
        """  contain: switch the route off in the gateway, fall back to fixed temperature limits
  eradicate: revoke keys, replace the poisoned sensor feed, retrain from the last signed run
  recover: load the rollback model, score the fixed sample, watch for 24 hours
  notify: pharmacies at once, agency within a day, customers by mail
""",
        "models/cold-chain-alert-2.0.onnx",
        "models/cold-chain-alert-4.0.onnx",
        files={
            "models/cold-chain-alert-4.1.onnx": "onnx",
            "models/cold-chain-alert-4.0.onnx": "onnx",
            "monitoring/rules.yaml": "alarms:\n  - {metric: missed_alerts, above: 0.02}\n",
        },
    ),
)
