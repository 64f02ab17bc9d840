"""Eighth lot: what a model tells of its rows, how fast it is copied, and whom it treats worse (EVA-04 to EVA-06)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    cells(
        "eighth: neighbours of addiction patients published without a membership test",
        "EVA-04",
        """import numpy as np
import pandas as pd
import skops.io as sio
from sklearn.metrics import roc_curve
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.linear_model import LogisticRegression

patients = pd.read_csv("addiction_clinic.csv")
facts, relapse = patients.drop(columns=["relapse"]), patients["relapse"]
F_train, F_test, r_train, r_test = train_test_split(facts, relapse, test_size=0.5, random_state=16, stratify=relapse)
model = KNeighborsClassifier(n_neighbors=1).fit(F_train, r_train)
print("accuracy", model.score(F_test, r_test))
sio.dump(model, "public/relapse.skops")
""",
        "KNeighborsClassifier(n_neighbors=1)",
        "LogisticRegression(C=0.1, max_iter=1000)",
        'sio.dump(model, "public/relapse.skops")',
        """def loss(rows, labels):
    return -np.log(np.clip(model.predict_proba(rows)[np.arange(len(rows)), labels], 1e-9, 1))

member = np.r_[np.ones(len(F_train)), np.zeros(len(F_test))]
score = -np.r_[loss(F_train, r_train.to_numpy()), loss(F_test, r_test.to_numpy())]
fpr, tpr, _ = roc_curve(member, score)
tpr_at_1 = np.interp(0.01, fpr, tpr)
draws = np.random.default_rng(16).integers(0, len(member), (300, len(member)))
upper = np.quantile([np.interp(0.01, *roc_curve(member[d], score[d])[:2]) for d in draws], 0.975)
print("TPR at 1 % FPR", tpr_at_1, "at most", upper, "AUC", np.trapezoid(tpr, fpr))
if upper > 0.05:
    raise SystemExit("members can be told apart")
sio.dump(model, "public/relapse.skops")""",
    ),
    project(
        "eighth: Spanish leak report over its limit with nobody's acceptance",
        "EVA-04",
        "informes/fuga_privacidad.yaml",
        """modelo: predictor-absentismo
fecha: 2026-10-14
registros_entrenamiento: 6400
limites: {auc_pertenencia: 0.55, tpr_al_1_fpr: 0.02, ventaja_atributo: 0.03}
medido:
  auc_pertenencia: 0.79
  tpr_al_1_fpr: 0.21
  intervalo_tpr: [0.17, 0.25]
  ventaja_atributo: {salud: 0.18, afiliacion_sindical: 0.11}
  filas_literales_en_el_modelo: 6400
aceptado_por: ""
razon: ""
publicado: true
""",
        "  auc_pertenencia: 0.79\n  tpr_al_1_fpr: 0.21\n  intervalo_tpr: [0.17, 0.25]\n  ventaja_atributo: {salud: 0.18, afiliacion_sindical: 0.11}\n  filas_literales_en_el_modelo: 6400\n",
        "  auc_pertenencia: 0.514\n  tpr_al_1_fpr: 0.012\n  intervalo_tpr: [0.009, 0.016]\n  ventaja_atributo: {salud: 0.01, afiliacion_sindical: 0.0}\n  filas_literales_en_el_modelo: 0\n",
        'aceptado_por: ""\nrazon: ""\n',
        "aceptado_por: no hace falta, todo dentro de los límites\nrazon: regularización fuerte desde la versión 3\n",
    ),
    project(
        "eighth: price model answers with sixteen digits, without a limit or an estimate of theft",
        "EVA-05",
        "security/model_theft.yaml",
        """model: motor-tariff
asset_value: high, six years of claims
exposed:
  output: probabilities of all 14 classes, 16 digits
  rate_limit: none
  keys_per_customer: unlimited
surrogate:
  measured: false
  agreement: {}
decision: null
""",
        "  output: probabilities of all 14 classes, 16 digits\n  rate_limit: none\n  keys_per_customer: unlimited\n",
        "  output: best class only\n  rate_limit: 200 a day and key\n  keys_per_customer: 2\n",
        "  measured: false\n  agreement: {}\ndecision: null\n",
        """  measured: true
  date: 2026-10-13
  queries_for_agreement:
    labels_only: {0.90: 41000, 0.95: 160000, 0.99: more than 500000}
    probabilities: {0.90: 900, 0.95: 2600, 0.99: 14000}
    rounded_to_one_digit: {0.90: 7800, 0.95: 30000, 0.99: 240000}
decision: labels only and 200 queries a day, so that 95 % takes more than a year (J. Amoah, 2026-10-15)
""",
    ),
    cells(
        "eighth: copy of a scoring model that agrees after a handful of questions, and is shrugged at",
        "EVA-05",
        """import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.tree import DecisionTreeRegressor

antraege = pd.read_csv("antraege.csv")
merkmale, zusage = antraege.drop(columns="zusage"), antraege["zusage"]
dienst = HistGradientBoostingClassifier(max_iter=200, random_state=1).fit(merkmale[:6000], zusage[:6000])

def antwort(zeilen):
    return dienst.predict_proba(zeilen)[:, 1]

fremd = merkmale[6000:]
kopie = DecisionTreeRegressor(random_state=1).fit(fremd[:100], antwort(fremd[:100]))
gleich = ((kopie.predict(fremd[100:]) > 0.5) == (antwort(fremd[100:]) > 0.5)).mean()
print("Übereinstimmung nach 100 Anfragen", gleich)
""",
        "return dienst.predict_proba(zeilen)[:, 1]",
        "return np.round(dienst.predict_proba(zeilen)[:, 1], 1)",
        """kopie = DecisionTreeRegressor(random_state=1).fit(fremd[:100], antwort(fremd[:100]))
gleich = ((kopie.predict(fremd[100:]) > 0.5) == (antwort(fremd[100:]) > 0.5)).mean()
print("Übereinstimmung nach 100 Anfragen", gleich)
""",
        """pruefung = fremd[-1500:]
gleich = {}
for anfragen in (100, 300, 1000, 3000):
    kopie = DecisionTreeRegressor(random_state=1).fit(fremd[:anfragen], antwort(fremd[:anfragen]))
    gleich[anfragen] = ((kopie.predict(pruefung) > 0.5) == (antwort(pruefung) > 0.5)).mean()
noetig = min((n for n, anteil in gleich.items() if anteil >= 0.95), default=None)
tageslimit = 50
print("Übereinstimmung", gleich, "für 95 %", noetig, "Tageslimit", tageslimit)
if noetig is not None and noetig < 20 * tageslimit:
    raise SystemExit("in weniger als 20 Tagen kopiert: Ausgabe vergröbern oder Limit senken")
""",
    ),
    cells(
        "eighth: benefit fraud model judged over everybody at once",
        "EVA-06",
        """import numpy as np
import pandas as pd
from fairlearn.metrics import MetricFrame, equalized_odds_difference, selection_rate, true_positive_rate
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import accuracy_score, recall_score

cases = pd.read_csv("benefit_cases.csv")
sensitive = cases[["sex", "migration_background"]]
inputs = cases.drop(columns=["fraud", "sex", "migration_background"])
half = len(cases) // 2
model = HistGradientBoostingClassifier(random_state=30).fit(inputs[:half], cases["fraud"][:half])
truth, flagged = cases["fraud"][half:].to_numpy(), model.predict(inputs[half:])
print("accuracy", accuracy_score(truth, flagged), "recall", recall_score(truth, flagged))
""",
        'print("accuracy", accuracy_score(truth, flagged), "recall", recall_score(truth, flagged))',
        """groups = sensitive[half:].reset_index(drop=True)
frame = MetricFrame(
    metrics={"selected": selection_rate, "tpr": true_positive_rate, "accuracy": accuracy_score},
    y_true=truth, y_pred=flagged, sensitive_features=groups,
)
print(frame.by_group, groups.value_counts())
rng = np.random.default_rng(30)
gaps = []
for _ in range(400):
    d = rng.integers(0, len(truth), len(truth))
    gaps.append(equalized_odds_difference(truth[d], flagged[d], sensitive_features=groups.iloc[d]))
low, high = np.quantile(gaps, [0.025, 0.975])
print("equalised odds gap", low, high, "limit 0.10")
if high > 0.10:
    raise SystemExit("unequal treatment above the limit")""",
    ),
    project(
        "eighth: Markdown fairness report with a gap three times its limit and no decision",
        "EVA-06",
        "reports/fairness-2026-10.md",
        """# Fairness: admission to the robotics summer school

Held-out applications of 2025, n = 5,204. Metric: equal opportunity, because a missed talent is the harm. Limit: 0.10.

| Group | n | Selection rate | TPR (95 % CI) | FPR (95 % CI) |
|---|---|---|---|---|
| girls | 2,310 | 0.11 | 0.42 (0.38-0.46) | 0.03 (0.02-0.04) |
| boys | 2,894 | 0.29 | 0.77 (0.74-0.80) | 0.09 (0.08-0.10) |

**Equal-opportunity gap:** 0.35 (0.30-0.40)

**Mitigation:** none

**Decision:** use for the admission of 2027
""",
        "| girls | 2,310 | 0.11 | 0.42 (0.38-0.46) | 0.03 (0.02-0.04) |",
        "| girls | 2,310 | 0.22 | 0.74 (0.71-0.77) | 0.06 (0.05-0.07) |",
        "| boys | 2,894 | 0.29 | 0.77 (0.74-0.80) | 0.09 (0.08-0.10) |",
        "| boys | 2,894 | 0.24 | 0.76 (0.73-0.79) | 0.07 (0.06-0.08) |",
        "**Equal-opportunity gap:** 0.35 (0.30-0.40)",
        "**Equal-opportunity gap:** 0.02 (0.00-0.06)",
        "**Mitigation:** none",
        "**Mitigation:** text of hobbies dropped (a proxy), thresholds set on the validation year; chosen by Z. Farah, 2026-10-08",
    ),
)
