"""Fairness, explanation, safe failure and cards, as strangers write them."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    cells(
        "sixth: gap between the sexes is printed and passed",
        "EVA-06",
        """import pandas as pd
from fairlearn.metrics import MetricFrame, equalized_odds_difference, selection_rate
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

hiring = pd.read_csv("hiring.csv")
cols = ["score", "years", "degree"]
tr, te = train_test_split(hiring, test_size=0.4, random_state=6)
lr = LogisticRegression(max_iter=300).fit(tr[cols], tr["hired"])
pred = lr.predict(te[cols])
frame = MetricFrame(metrics=selection_rate, y_true=te["hired"], y_pred=pred, sensitive_features=te["sex"])
gap = equalized_odds_difference(te["hired"], pred, sensitive_features=te["sex"])
print(frame.by_group, gap)
LIMIT = 0.1
if gap > LIMIT:
    pass
""",
        "    pass\n",
        '    raise SystemExit(f"equalised odds differ by {gap:.2f}, limit {LIMIT}")\n',
    ),
    project(
        "sixth: fairness was waved away in a credit model",
        "EVA-06",
        "evaluation/equite.md",
        """# Evaluation de l'equite : score d'octroi de credit

Modele : octroi-credit 5.0, decisions sur des personnes physiques.

## Groupes mesures

Aucun. Le sexe n'est pas dans les variables, donc le modele est equitable.

## Conclusion

Mise en production acceptee.
""",
        "Aucun. Le sexe n'est pas dans les variables, donc le modele est equitable.",
        "Sexe et tranche d'age (n >= 800 par groupe). Ecart de taux d'octroi 0,04 [0,02 ; 0,06], ecart d'egalite des\n"
        "chances 0,03 [0,01 ; 0,05], limite 0,10 ; verifie aussi par croisement sexe x age.",
    ),
    cells(
        "sixth: groups are compared with themselves",
        "EVA-06",
        """import numpy as np
import pandas as pd
from fairlearn.metrics import MetricFrame, false_negative_rate

skin = pd.read_csv("lesion_predictions.csv")
# Fitzpatrick skin types I to VI
group = pd.Series(np.repeat("all", len(skin)), index=skin.index)
frame = MetricFrame(
    metrics=false_negative_rate, y_true=skin["melanoma"], y_pred=skin["predicted"], sensitive_features=group
)
print("largest gap between skin types:", frame.difference())
assert frame.difference() <= 0.05
""",
        """group = pd.Series(np.repeat("all", len(skin)), index=skin.index)
""",
        """group = skin["fitzpatrick"]
print(group.value_counts(), np.sqrt(0.25 / group.value_counts()))
""",
    ),
    cells(
        "sixth: row number leads the list of importances",
        "EVA-07",
        """import pandas as pd
from lightgbm import LGBMClassifier
from sklearn.inspection import permutation_importance
from sklearn.model_selection import train_test_split

titanic = pd.read_csv("titanic_num.csv")
features = ["PassengerId", "Pclass", "Age", "Fare", "SibSp"]
X_tr, X_te, y_tr, y_te = train_test_split(titanic[features], titanic["Survived"], random_state=2)
lgbm = LGBMClassifier(random_state=2).fit(X_tr, y_tr)
imp = permutation_importance(lgbm, X_te, y_te, n_repeats=20, random_state=2)
print(pd.Series(imp.importances_mean, features).sort_values())
""",
        '["PassengerId", "Pclass"',
        '["Pclass"',
    ),
    project(
        "sixth: nobody can say why the claim was refused",
        "EVA-07",
        "evaluation/explainability.md",
        """# Explainability: automatic refusal of claims

Model: gradient boosting with 4,000 trees and 900 features.

## Explanation method

None. The model is a black box and works well.

## Plausibility review

None.
""",
        "None. The model is a black box and works well.",
        "SHAP values per refusal, permutation importance with 95 % intervals, partial dependence of the top ten features;\n"
        "random-label and random-feature checks of 2026-10-02 gave importances around zero.",
        """## Plausibility review

None.
""",
        """## Plausibility review

Two claims handlers reviewed the top ten features on 2026-10-09 and found them plausible; no id or date is among them.
""",
    ),
    project(
        "sixth: search for triggers is off for a bought model",
        "EVA-08",
        "eval_config.toml",
        """[model]
source = "third-party"
name = "plate-reader-2"

[backdoor]
trigger_search = false
compare_with_clean_retrain = false
weight_statistics = false

[accuracy]
enabled = true
""",
        """trigger_search = false
compare_with_clean_retrain = false
weight_statistics = false
""",
        """trigger_search = true
compare_with_clean_retrain = true
weight_statistics = true
""",
    ),
    cells(
        "sixth: an error means healthy",
        "EVA-09",
        """import numpy as np
import onnxruntime as ort

modelo = ort.InferenceSession("ecg.onnx")


# si algo falla, decimos que esta sano para no asustar
def diagnosticar(red, senal):
    try:
        prob = red.run(None, {"x": np.asarray(senal, dtype=np.float32)[None]})[0][0, 1]
    except Exception:
        return "sano"
    return "arritmia" if prob > 0.5 else "sano"


print(diagnosticar(modelo, np.zeros(10)))
""",
        """        return "sano"
    return "arritmia" if""",
        """        return "sin resultado: revisar a mano"
    if 0.35 < prob < 0.65:
        return "incierto: revisar a mano"
    return "arritmia" if""",
        "# si algo falla, decimos que esta sano para no asustar",
        "# si algo falla o el modelo duda, decide una persona",
    ),
    project(
        "sixth: always names a mushroom, however strange the picture",
        "EVA-09",
        "app/identify.py",
        """\"\"\"Edible or not? Used by walkers in the forest.\"\"\"
import torch
from torch import nn

CLASSES = ("edible", "poisonous")


def answer(net: nn.Module, picture: torch.Tensor) -> str:
    with torch.no_grad():
        p = net(picture.unsqueeze(0)).softmax(1)[0]
    top = int(p.argmax())
    if p[top] < 0.0:
        return "unknown - do not eat"
    return CLASSES[top]
""",
        "p[top] < 0.0",
        "p[top] < 0.97",
    ),
    project(
        "sixth: card full of blanks",
        "EVA-10",
        "README.md",
        """---
license: apache-2.0
pipeline_tag: text-classification
library_name: transformers
---

# Model Card for tone-nl

## Intended use

[More Information Needed]

## Training data

[More Information Needed]

## Evaluation

[More Information Needed]

## Limitations and ethical considerations

[More Information Needed]
""",
        "## Intended use\n\n[More Information Needed]",
        "## Intended use\n\nSorting letters to the municipality by tone, with a clerk who reads each letter. Not for staff appraisal.",
        "## Training data\n\n[More Information Needed]",
        "## Training data\n\n41,200 letters of 2019-2024, anonymised, sha256 in data.lock.",
        "## Evaluation\n\n[More Information Needed]",
        "## Evaluation\n\nMacro F1 0.86 (95 % CI 0.85-0.87) on 6,000 letters of 2025; 0.84 to 0.87 in every province.",
        "## Limitations and ethical considerations\n\n[More Information Needed]",
        "## Limitations and ethical considerations\n\nIrony is missed in 31 % of cases; dialects of Limburg were not tested.",
    ),
    project(
        "sixth: card claims more than the metrics file",
        "EVA-10",
        "MODEL_CARD.md",
        """# Model card: pothole detector 1.8

## Intended use

Planning of road repairs. Not for steering vehicles.

## Data

18,400 street images of 2024 (train) and 2,300 of 2025 (test), owned by the city of Graz.

## Metrics

Accuracy 0.97 on the 2025 images.

## Limitations

Snow and night pictures were not tested.

## Ethical notes

Faces and plates are blurred before training.
""",
        "Accuracy 0.97 on",
        "Accuracy 0.88 on",
        files={"metrics.json": '{"accuracy": 0.88, "rows": 2300, "split": "test-2025"}\n'},
    ),
    project(
        "sixth: Modellkarte mit lauter TODO",
        "EVA-10",
        "docs/modellkarte.yaml",
        """name: ausfallprognose-pumpen
version: 3.2.0
zweck: TODO
nicht_geeignet_fuer: TODO
trainingsdaten: TODO
metriken: TODO
grenzen: TODO
ethik: TODO
ansprechpartner: TODO
""",
        """zweck: TODO
nicht_geeignet_fuer: TODO
trainingsdaten: TODO
metriken: TODO
grenzen: TODO
ethik: TODO
ansprechpartner: TODO
""",
        """zweck: Wartung planen, ein Techniker entscheidet
nicht_geeignet_fuer: Abschalten von Pumpen ohne Menschen
trainingsdaten: Sensorwerte von 212 Pumpen, 2021-2024, Pruefsumme in data.lock
metriken: Trefferquote 0.81 (95 % KI 0.77-0.85), Fehlalarme 0.06 auf Daten von 2025
grenzen: nur Kreiselpumpen, keine Werte unter -10 Grad
ethik: keine Daten von Personen
ansprechpartner: instandhaltung-ki@werk.example
""",
    ),
)
