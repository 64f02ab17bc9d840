"""Seventh lot: groups that were not looked at, and reasons that explain something else (EVA-06, EVA-07)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    cells(
        "seventh: scholarship gaps between groups where the truth is the guess",
        "EVA-06",
        """# Becas 2026: diferencias entre grupos antes de publicar la lista
import numpy as np
import pandas as pd
from fairlearn.metrics import MetricFrame, false_positive_rate, selection_rate, true_positive_rate
from joblib import load

prueba = pd.read_csv("datos/becas_prueba.csv")
modelo = load("modelos/becas.joblib")
X = prueba.drop(columns=["beca", "sexo", "lengua_materna"])
y, grupo = prueba["beca"], prueba[["sexo", "lengua_materna"]]
estimado = modelo.predict(X)

medidas = {"seleccion": selection_rate, "tpr": true_positive_rate, "fpr": false_positive_rate}
tabla = MetricFrame(
    metrics=medidas, y_true=estimado, y_pred=estimado, sensitive_features=grupo,
    n_boot=400, ci_quantiles=[0.025, 0.975], random_state=6,
)
print(tabla.by_group)
alto = tabla.difference_ci()[1]
print("cota superior de la brecha", alto.to_dict())
if alto["tpr"] > 0.10 or alto["fpr"] > 0.10 or alto["seleccion"] > 0.12:
    raise SystemExit("la brecha supera el límite del comité")
""",
        "y_true=estimado, y_pred=estimado",
        "y_true=y, y_pred=estimado",
    ),
    cells(
        "seventh: parole scores where both sides of the comparison are the same people",
        "EVA-06",
        """import pandas as pd
from aif360.datasets import BinaryLabelDataset
from aif360.metrics import ClassificationMetric
from sklearn.utils import resample

board = pd.read_csv("exports/parole_holdout.csv")[["race_w", "age", "priors", "reoffended", "high_risk"]]
upper, lower = [{"race_w": 1}], [{"race_w": 1}]

def gaps(frame):
    truth = BinaryLabelDataset(
        df=frame.drop(columns="high_risk"), label_names=["reoffended"],
        protected_attribute_names=["race_w"], favorable_label=0, unfavorable_label=1,
    )
    guess = truth.copy()
    guess.labels = frame[["high_risk"]].to_numpy(float)
    m = ClassificationMetric(truth, guess, unprivileged_groups=lower, privileged_groups=upper)
    return {"spd": m.statistical_parity_difference(), "eod": m.equal_opportunity_difference(),
            "aod": m.average_odds_difference()}

draws = pd.DataFrame([gaps(resample(board, random_state=seed)) for seed in range(200)])
interval = draws.quantile([0.025, 0.975])
print(interval)
worst = interval.abs().max()
assert (worst < 0.1).all(), worst.to_dict()
""",
        'upper, lower = [{"race_w": 1}], [{"race_w": 1}]',
        'upper, lower = [{"race_w": 1}], [{"race_w": 0}]',
    ),
    cells(
        "seventh: micro credit in Recife judged for everyone at once",
        "EVA-06",
        """import numpy as np
import pandas as pd
from catboost import CatBoostClassifier
from sklearn.metrics import recall_score, roc_auc_score

carteira = pd.read_csv("carteira_microcredito.csv", sep=";", decimal=",")
corte = carteira["contrato"] > "2025-06-30"
fora = ["inadimplente", "contrato", "sexo", "raca_cor"]
treino, teste = carteira[~corte], carteira[corte].reset_index(drop=True)
modelo = CatBoostClassifier(iterations=500, random_seed=13, verbose=0, cat_features=["municipio", "ramo"])
modelo.fit(treino.drop(columns=fora), treino["inadimplente"])
prob = modelo.predict_proba(teste.drop(columns=fora))[:, 1]
negado = prob > 0.35
print("AUC", roc_auc_score(teste["inadimplente"], prob))
print("sensibilidade", recall_score(teste["inadimplente"], negado))
modelo.save_model("microcredito.cbm")
""",
        'modelo.save_model("microcredito.cbm")',
        """
def diferenca(coluna, ids):
    pagou = teste.loc[ids].assign(negado=negado[ids]).query("inadimplente == 0")
    taxa = pagou.groupby(coluna)["negado"].agg(["mean", "size"])
    taxa = taxa[taxa["size"] >= 30]["mean"]
    return taxa.max() - taxa.min()

rng = np.random.default_rng(13)
for coluna_sensivel in ("sexo", "raca_cor"):
    sorteios = [diferenca(coluna_sensivel, rng.integers(0, len(teste), len(teste))) for _ in range(300)]
    baixo, alto = np.percentile(sorteios, [2.5, 97.5])
    print(coluna_sensivel, "bons pagadores negados, diferença", baixo, alto)
    assert alto < 0.08, coluna_sensivel
modelo.save_model("microcredito.cbm")""",
    ),
    project(
        "seventh: hiring screen approved with a gap twice the limit of the works council",
        "EVA-06",
        "pruefung/fairness_bewerbung.json",
        """{
  "modell": "vorauswahl-bewerbungen", "stand": "2026-09-12", "bewerbungen": 6204,
  "grenzen": {"demographic_parity_difference": 0.10, "equal_opportunity_difference": 0.08},
  "merkmal_geschlecht": {
    "gruppen": {"w": {"n": 2811, "auswahlrate": 0.21}, "m": {"n": 3393, "auswahlrate": 0.41}},
    "demographic_parity_difference": {"wert": 0.20, "ki95": [0.17, 0.23]},
    "equal_opportunity_difference": {"wert": 0.15, "ki95": [0.11, 0.19]}
  },
  "begruendung_der_masse": "Vergleich nach AGG; Auswahlrate und Trefferquote je Gruppe",
  "freigabe": {"entscheidung": "freigegeben", "durch": "Betriebsrat und HR", "datum": "2026-09-15"}
}
""",
        '{"n": 2811, "auswahlrate": 0.21}',
        '{"n": 2811, "auswahlrate": 0.37}',
        '{"wert": 0.20, "ki95": [0.17, 0.23]}',
        '{"wert": 0.04, "ki95": [0.02, 0.07]}',
        '{"wert": 0.15, "ki95": [0.11, 0.19]}',
        '{"wert": 0.03, "ki95": [0.00, 0.06]}',
    ),
    cells(
        "seventh: readmission model whose strongest reason is the patient number",
        "EVA-07",
        """import pandas as pd
import shap
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.inspection import permutation_importance
from sklearn.model_selection import train_test_split

stays = pd.read_csv("stays_2024.csv")
y = stays["readmitted_30d"]
X = stays[["patient_id", "age", "n_prior", "los_days", "creatinine", "hb", "emergency"]]
X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.25, stratify=y, random_state=21)
gbm = GradientBoostingClassifier(random_state=21).fit(X_tr, y_tr)

perm = permutation_importance(gbm, X_te, y_te, n_repeats=30, random_state=21, scoring="roc_auc")
table = pd.DataFrame({"mean": perm.importances_mean, "sd": perm.importances_std}, index=X.columns)
print(table.sort_values("mean", ascending=False))
explain = shap.TreeExplainer(gbm)
shap.plots.beeswarm(explain(X_te))
""",
        'X = stays[["patient_id", "age",',
        'X = stays[["age",',
    ),
    cells(
        "seventh: importance of tyre features shuffled on the rows that were memorised",
        "EVA-07",
        """import numpy as np
import pandas as pd
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.inspection import PartialDependenceDisplay, permutation_importance

laps = pd.read_parquet("telemetry/laps.parquet").sort_values("session")
feats = ["track_temp", "fuel_kg", "stint_lap", "compound_code", "pressure_fl", "pressure_rr", "wind"]
laps["noise"] = np.random.default_rng(0).normal(size=len(laps))
feats.append("noise")
old, new = laps[laps["season"] < 2026], laps[laps["season"] == 2026]
trees = ExtraTreesRegressor(500, random_state=0, n_jobs=2).fit(old[feats], old["wear"])
print("R2 old", trees.score(old[feats], old["wear"]), "R2 new", trees.score(new[feats], new["wear"]))
result = permutation_importance(trees, old[feats], old["wear"], n_repeats=20, random_state=0)
order = pd.Series(result.importances_mean, feats).sort_values(ascending=False)
low = pd.Series(result.importances_mean - 2 * result.importances_std, feats)
print(order, low[order.index])
assert order.index[0] != "noise" and low["noise"] <= 0
PartialDependenceDisplay.from_estimator(trees, new[feats], list(order.index[:3]))
""",
        'permutation_importance(trees, old[feats], old["wear"]',
        'permutation_importance(trees, new[feats], new["wear"]',
    ),
    cells(
        "seventh: heat maps for radiologists from a network with random weights",
        "EVA-07",
        """import torch
from captum.attr import IntegratedGradients, visualization as viz
from captum.metrics import infidelity, sensitivity_max
from thorax.data import load_xrays
from thorax.nets import DenseNetThorax

device = "cuda" if torch.cuda.is_available() else "cpu"
net = DenseNetThorax(findings=14).to(device)
net.eval()
images, findings = load_xrays("review_set", limit=24)
images = images.to(device)
ig = IntegratedGradients(net)
maps = ig.attribute(images, target=findings.argmax(1).to(device), n_steps=64)
print("sensitivity", sensitivity_max(ig.attribute, images[:4], target=findings[:4].argmax(1).to(device)).mean())
for number, (img, heat) in enumerate(zip(images.cpu(), maps.cpu())):
    fig, _ = viz.visualize_image_attr(
        heat.permute(1, 2, 0).numpy(), img.permute(1, 2, 0).numpy(), method="blended_heat_map", sign="all"
    )
    fig.savefig(f"review/map_{number:02d}.png")
""",
        "net.eval()\n",
        """net.load_state_dict(torch.load("weights/thorax_2026.pt", map_location=device, weights_only=True))
net.eval()
""",
    ),
    project(
        "seventh: explanation sheet of a scoring bank led by account numbers",
        "EVA-07",
        "docs/explicabilite_v3.yaml",
        """# Note d'explicabilité, comité modèle du 14 octobre 2026
modele: octroi-conso
version: 3.1.0
methode: permutation, 50 répétitions, jeu de test hors période
controle_variable_aleatoire: passé
importances:
  - variable: numero_compte
    moyenne: 0.061
    ic95: [0.055, 0.067]
  - variable: reste_a_vivre
    moyenne: 0.044
    ic95: [0.040, 0.049]
  - variable: anciennete_emploi
    moyenne: 0.027
    ic95: [0.023, 0.030]
avis_metier: "Les variables dominantes correspondent à la pratique des analystes."
signe_par: C. Morel
""",
        """  - variable: numero_compte
    moyenne: 0.061
    ic95: [0.055, 0.067]
""",
        """  - variable: taux_endettement
    moyenne: 0.061
    ic95: [0.055, 0.067]
""",
    ),
)
