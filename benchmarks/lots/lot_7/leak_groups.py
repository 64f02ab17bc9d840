"""Pairs of the seventh lot: the same person, recording, place or row on both sides."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells

CASES: tuple[Case, ...] = (
    cells(
        "seventh: visits of one patient in several folds",
        "PRE-06",
        """
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GroupKFold, StratifiedKFold, cross_val_score

visits = pd.read_csv("retina_visits.csv")  # about six visits for each patient
X = visits[["macular_thickness", "iop", "va_logmar", "hba1c", "duration_years"]]
y = visits["progression"]
patients = visits["patient_id"]

folds = StratifiedKFold(n_splits=5, shuffle=True, random_state=1)
forest = RandomForestClassifier(400, min_samples_leaf=5, random_state=1)
auc = cross_val_score(forest, X, y, cv=folds, scoring="roc_auc")
print(auc.round(3), patients.nunique(), "patients")
""",
        "folds = StratifiedKFold(n_splits=5, shuffle=True, random_state=1)",
        "folds = GroupKFold(n_splits=5)",
        "cross_val_score(forest, X, y, cv=folds,",
        "cross_val_score(forest, X, y, groups=patients, cv=folds,",
    ),
    cells(
        "seventh: cells of one donor in training and test (scanpy)",
        "PRE-06",
        """
import numpy as np
import scanpy as sc
from sklearn.linear_model import SGDClassifier

adata = sc.read_h5ad("pbmc_lupus.h5ad")  # obs: donor, condition, cell_type
sc.pp.normalize_total(adata, target_sum=1e4)
sc.pp.log1p(adata)

rng = np.random.default_rng(88)
held_out = rng.random(adata.n_obs) < 0.25
ill = (adata.obs["condition"] == "SLE").to_numpy()
clf = SGDClassifier(loss="log_loss", alpha=1e-3, random_state=88)
clf.fit(adata.X[~held_out], ill[~held_out])
print("accuracy on new donors:", clf.score(adata.X[held_out], ill[held_out]))
""",
        "held_out = rng.random(adata.n_obs) < 0.25",
        """donors = adata.obs["donor"].unique()
held_donors = rng.choice(donors, size=len(donors) // 4, replace=False)
held_out = adata.obs["donor"].isin(held_donors).to_numpy()""",
    ),
    cells(
        "seventh: snippets of one recording on both sides (librosa, birds)",
        "PRE-06",
        """
from pathlib import Path

import librosa
import numpy as np
from sklearn.model_selection import GroupShuffleSplit, train_test_split
from sklearn.svm import SVC

rows, species, source = [], [], []
for path in sorted(Path("xeno_canto").glob("*/*.ogg")):
    sound, rate = librosa.load(path, sr=22050)
    for start in range(0, len(sound) - 3 * rate, rate):
        mfcc = librosa.feature.mfcc(y=sound[start : start + 3 * rate], sr=rate, n_mfcc=20)
        rows.append(np.r_[mfcc.mean(axis=1), mfcc.std(axis=1)])
        species.append(path.parent.name)
        source.append(path.stem)
rows, species = np.array(rows), np.array(species)

a, b = train_test_split(np.arange(len(rows)), test_size=0.2, random_state=14)
svc = SVC(C=5).fit(rows[a], species[a])
print(len(set(source)), "recordings", svc.score(rows[b], species[b]))
""",
        "a, b = train_test_split(np.arange(len(rows)), test_size=0.2, random_state=14)",
        "a, b = next(GroupShuffleSplit(1, test_size=0.2, random_state=14).split(rows, species, groups=source))",
    ),
    cells(
        "seventh: every tenth frame of each video is the test (opencv, factory)",
        "PRE-06",
        """
from pathlib import Path

import cv2
import numpy as np
from sklearn.neural_network import MLPClassifier

train, test = [], []
for number, path in enumerate(sorted(Path("schweissnaehte").glob("*.avi"))):
    defekt = path.stem.endswith("_nio")
    video = cv2.VideoCapture(str(path))
    bild_nr = 0
    while True:
        ok, bild = video.read()
        if not ok:
            break
        grau = cv2.resize(cv2.cvtColor(bild, cv2.COLOR_BGR2GRAY), (48, 48)).ravel() / 255
        (test if bild_nr % 10 == 0 else train).append((grau, defekt))
        bild_nr += 1
    video.release()

X_train, y_train = np.array([b for b, _ in train]), np.array([d for _, d in train])
X_test, y_test = np.array([b for b, _ in test]), np.array([d for _, d in test])
mlp = MLPClassifier((128,), random_state=0, max_iter=60).fit(X_train, y_train)
print("Trefferquote", mlp.score(X_test, y_test))
""",
        "(test if bild_nr % 10 == 0 else train)",
        "(test if number % 10 == 0 else train)",
    ),
    cells(
        "seventh: two exports share a week and nobody removes it",
        "PRE-06",
        """
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.model_selection import train_test_split

january = pd.read_csv("parcels_0101_0131.csv")
february = pd.read_csv("parcels_0125_0228.csv")
parcels = pd.concat([january, february], ignore_index=True)
print(parcels["tracking_no"].duplicated().sum(), "rows of", len(parcels))

y = parcels["delivery_hours"]
X = parcels[["distance_km", "weight_kg", "stops", "depot"]].assign(depot=parcels["depot"].astype("category"))
X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.2, random_state=19)
reg = HistGradientBoostingRegressor(categorical_features="from_dtype", random_state=19).fit(X_tr, y_tr)
print(reg.score(X_te, y_te))
""",
        "pd.concat([january, february], ignore_index=True)\nprint(parcels",
        'pd.concat([january, february]).drop_duplicates("tracking_no").reset_index(drop=True)\nprint(parcels',
    ),
    cells(
        "seventh: the test sample is never taken out of the training table (student)",
        "PRE-06",
        """
import pandas as pd
from sklearn.tree import DecisionTreeClassifier

# Trabajo final de la asignatura
alumnos = pd.read_csv("student-mat.csv", sep=";")
alumnos["aprobado"] = (alumnos["G3"] >= 10).astype(int)
variables = ["studytime", "failures", "absences", "Medu", "Fedu", "goout"]

prueba = alumnos.sample(frac=0.2, random_state=4)
entrenamiento = alumnos
arbol = DecisionTreeClassifier(random_state=4)
arbol.fit(entrenamiento[variables], entrenamiento["aprobado"])
print("Exactitud:", arbol.score(prueba[variables], prueba["aprobado"]))
""",
        "entrenamiento = alumnos\n",
        "entrenamiento = alumnos.drop(prueba.index)\n",
    ),
    cells(
        "seventh: slices that overlap by a hundred rows (numpy)",
        "PRE-06",
        """
import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, WhiteKernel

table = np.loadtxt("airfoil_runs.dat", skiprows=1)
np.random.default_rng(31).shuffle(table)
inputs, noise_db = table[:, :5], table[:, 5]

train_in, train_out = inputs[:1200], noise_db[:1200]
test_in, test_out = inputs[1100:], noise_db[1100:]
gp = GaussianProcessRegressor(RBF(np.ones(5)) + WhiteKernel(), normalize_y=True, random_state=0)
gp.fit(train_in, train_out)
print("R2", gp.score(test_in, test_out))
""",
        "inputs[1100:], noise_db[1100:]",
        "inputs[1200:], noise_db[1200:]",
    ),
    cells(
        "seventh: the sampled rows lose their labels before they are dropped",
        "PRE-06",
        """
import pandas as pd
from xgboost import XGBClassifier

# Cribado de diabetes gestacional
embarazos = pd.read_csv("cribado.csv")
columnas = ["imc", "edad", "glucosa_ayunas", "tension_sistolica", "partos"]

train = embarazos.sample(frac=0.75, random_state=10).reset_index(drop=True)
test = embarazos.drop(train.index)
clasificador = XGBClassifier(n_estimators=120, max_depth=3, random_state=10)
clasificador.fit(train[columnas], train["dmg"])
print(len(train), len(test), clasificador.score(test[columnas], test["dmg"]))
""",
        "random_state=10).reset_index(drop=True)\n",
        "random_state=10)\n",
    ),
    cells(
        "seventh: repeated measurements of one molecule are scattered (chemistry)",
        "PRE-06",
        """
import numpy as np
import pandas as pd
from rdkit import Chem
from rdkit.Chem import AllChem
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import train_test_split

assay = pd.read_csv("herg_assay.csv")  # several laboratories measured the same compounds
assay["canonical"] = [Chem.MolToSmiles(Chem.MolFromSmiles(s)) for s in assay["smiles"]]
prints = np.array([
    AllChem.GetMorganFingerprintAsBitVect(Chem.MolFromSmiles(s), 2, nBits=1024) for s in assay["canonical"]
])
train, test = train_test_split(np.arange(len(assay)), test_size=0.2, random_state=7)
rf = RandomForestRegressor(300, random_state=7).fit(prints[train], assay["pic50"].iloc[train])
print("R2", rf.score(prints[test], assay["pic50"].iloc[test]))
""",
        "prints = np.array",
        'assay = assay.groupby("canonical", as_index=False)["pic50"].median()\nprints = np.array',
    ),
    cells(
        "seventh: prices of the neighbours include the houses to be judged (geopandas)",
        "PRE-06",
        """
import geopandas as gpd
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.metrics import median_absolute_error

ventes = gpd.read_file("dvf_lyon.gpkg").to_crs(2154).reset_index(drop=True)
tirage = ventes.sample(frac=0.8, random_state=69).index
ventes["apprentissage"] = ventes.index.isin(tirage)

zones = ventes[["geometry"]].assign(geometry=ventes.buffer(300))
voisins = ventes[["prix_m2", "geometry"]]
paires = gpd.sjoin(zones, voisins, predicate="contains")
paires = paires[paires.index != paires["index_right"]]
ventes["prix_voisins"] = paires.groupby(level=0)["prix_m2"].mean()
ventes = ventes.dropna(subset=["prix_voisins"])

cols = ["surface", "pieces", "etage", "prix_voisins"]
a, b = ventes[ventes.apprentissage], ventes[~ventes.apprentissage]
gbr = GradientBoostingRegressor(random_state=69).fit(a[cols], a["prix_m2"])
print(median_absolute_error(b["prix_m2"], gbr.predict(b[cols])))
""",
        'voisins = ventes[["prix_m2", "geometry"]]',
        'voisins = ventes.loc[ventes["apprentissage"], ["prix_m2", "geometry"]]',
    ),
)
