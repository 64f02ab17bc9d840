"""A third lot: leakage and randomness as strangers write them. Labelled before anything was run."""

from __future__ import annotations

from benchmarks.lots.case import Case

LIRE = """import pandas as pd
from pathlib import Path
DOSSIER = Path('.')
donnees = pd.read_csv(DOSSIER / 'd.csv')
cible = donnees.pop('y')
"""
COUPE = """from sklearn.model_selection import train_test_split
apprentissage, essai, cible_a, cible_e = train_test_split(donnees, cible, test_size=0.25, random_state=11)
"""
LESEN = (
    "import pandas as pd\ntabelle = pd.read_csv('d.csv')\nmerkmale, ziel = tabelle.drop('y', axis=1), tabelle['y']\n"
)
TEILEN = "from sklearn.model_selection import train_test_split as teile\nx_lern, x_pruef, z_lern, z_pruef = teile(merkmale, ziel, random_state=3, stratify=ziel)\n"
LEER = "import pandas as pd\ntabla = pd.read_csv('d.csv')\nentradas = tabla[['age', 'income']]\nsalida = tabla.y\n"
DIVIDIR = "from sklearn import model_selection as ms\nent_a, ent_p, sal_a, sal_p = ms.train_test_split(entradas, salida, test_size=.2, random_state=1)\n"

LEAKAGE: list[Case] = [
    Case(
        "quantiles in a function of one's own",
        "PRE-06",
        LIRE
        + "from sklearn.preprocessing import QuantileTransformer\ndef preparer(tableau):\n    # mise à l'échelle\n    outil = QuantileTransformer(random_state=0)\n    return outil.fit_transform(tableau)\ndonnees = preparer(donnees)\n"
        + COUPE,
        LIRE
        + COUPE
        + "from sklearn.preprocessing import QuantileTransformer\ndef preparer(a, e):\n    outil = QuantileTransformer(random_state=0).fit(a)\n    return outil.transform(a), outil.transform(e)\napprentissage, essai = preparer(apprentissage, essai)\n",
    ),
    Case(
        "neighbours fill the gaps, chained",
        "PRE-06",
        LESEN
        + "from sklearn.impute import KNNImputer\nmerkmale = KNNImputer(n_neighbors=3).set_output(transform='pandas').fit_transform(merkmale)\n"
        + TEILEN,
        LESEN
        + TEILEN
        + "from sklearn.impute import KNNImputer\nfuellen = KNNImputer(n_neighbors=3).set_output(transform='pandas')\nx_lern = fuellen.fit_transform(x_lern)\nx_pruef = fuellen.transform(x_pruef)\n",
    ),
    Case(
        "the answer encodes a category",
        "PRE-06",
        LIRE
        + "import category_encoders as ce\ndonnees['city'] = ce.TargetEncoder().fit_transform(donnees['city'], cible)\n"
        + COUPE,
        LIRE
        + COUPE
        + "import category_encoders as ce\ncodeur = ce.TargetEncoder()\napprentissage['city'] = codeur.fit_transform(apprentissage['city'], cible_a)\nessai['city'] = codeur.transform(essai['city'])\n",
    ),
    Case(
        "the answer encodes a category, by map",
        "PRE-06",
        LESEN
        + "mittel = tabelle.groupby('city')['y'].mean()\nmerkmale['city_wert'] = merkmale['city'].map(mittel)\n"
        + TEILEN,
        LESEN
        + TEILEN
        + "mittel = z_lern.groupby(x_lern['city']).mean()\nx_lern['city_wert'] = x_lern['city'].map(mittel)\nx_pruef['city_wert'] = x_pruef['city'].map(mittel)\n",
    ),
    Case(
        "SMOTEENN first",
        "PRE-06",
        LEER
        + "from imblearn.combine import SMOTEENN\nentradas, salida = SMOTEENN(random_state=5).fit_resample(entradas, salida)\n"
        + DIVIDIR,
        LEER
        + DIVIDIR
        + "from imblearn.combine import SMOTEENN\nent_a, sal_a = SMOTEENN(random_state=5).fit_resample(ent_a, sal_a)\n",
    ),
    Case(
        "ADASYN first, by module",
        "PRE-06",
        LEER
        + "import imblearn.over_sampling as mas\nmuestreo = mas.ADASYN(random_state=2)\ne2, s2 = muestreo.fit_resample(entradas, salida)\nfrom sklearn import model_selection as ms\na, b, c, d = ms.train_test_split(e2, s2, random_state=0)\n",
        LEER
        + DIVIDIR
        + "import imblearn.over_sampling as mas\nmuestreo = mas.ADASYN(random_state=2)\nent_a, sal_a = muestreo.fit_resample(ent_a, sal_a)\n",
    ),
    Case(
        "rows doubled by resample",
        "PRE-06",
        LESEN
        + "from sklearn.utils import resample\nselten = tabelle[tabelle['y'] == 1]\nmehr = resample(selten, n_samples=100, replace=True, random_state=1)\ntabelle = pd.concat([tabelle, mehr])\nmerkmale, ziel = tabelle.drop('y', axis=1), tabelle['y']\n"
        + TEILEN,
        LESEN
        + TEILEN
        + "from sklearn.utils import resample\nlern = x_lern.assign(y=z_lern)\nmehr = resample(lern[lern['y'] == 1], n_samples=100, replace=True, random_state=1)\nlern = pd.concat([lern, mehr])\n",
    ),
    Case(
        "columns chosen with all answers",
        "PRE-06",
        LEER
        + "from sklearn.feature_selection import SelectPercentile, mutual_info_classif\nentradas = SelectPercentile(mutual_info_classif, percentile=50).fit_transform(entradas, salida)\n"
        + DIVIDIR,
        LEER
        + DIVIDIR
        + "from sklearn.feature_selection import SelectPercentile, mutual_info_classif\nfiltro = SelectPercentile(mutual_info_classif, percentile=50)\nent_a = filtro.fit_transform(ent_a, sal_a)\nent_p = filtro.transform(ent_p)\n",
    ),
    Case(
        "columns chosen by a model of all rows",
        "PRE-06",
        LIRE
        + "from sklearn.feature_selection import SelectFromModel\nfrom sklearn.linear_model import Lasso\nchoix = SelectFromModel(Lasso(alpha=.1)).fit(donnees, cible)\ndonnees = choix.transform(donnees)\n"
        + COUPE,
        LIRE
        + COUPE
        + "from sklearn.feature_selection import SelectFromModel\nfrom sklearn.linear_model import Lasso\nchoix = SelectFromModel(Lasso(alpha=.1)).fit(apprentissage, cible_a)\n",
    ),
    Case(
        "columns chosen by correlation",
        "PRE-06",
        LESEN
        + "staerke = tabelle.corr(numeric_only=True)['y'].abs()\nspalten = staerke[staerke > 0.1].index.drop('y')\nmerkmale = tabelle[spalten]\n"
        + TEILEN,
        LESEN
        + TEILEN
        + "staerke = x_lern.corrwith(z_lern, numeric_only=True).abs()\nspalten = staerke[staerke > 0.1].index\nx_lern, x_pruef = x_lern[spalten], x_pruef[spalten]\n",
    ),
    Case(
        "polars, centred before",
        "PRE-06",
        "import polars as pl\nfrom sklearn.model_selection import train_test_split\nrahmen = pl.read_csv('d.csv')\nrahmen = rahmen.with_columns(((pl.col('income') - pl.col('income').mean()) / pl.col('income').std()).alias('income'))\nlern, pruef = train_test_split(rahmen, random_state=0)\n",
        "import polars as pl\nfrom sklearn.model_selection import train_test_split\nrahmen = pl.read_csv('d.csv')\nlern, pruef = train_test_split(rahmen, random_state=0)\nmitte = lern['income'].mean()\nlern = lern.with_columns(pl.col('income') - mitte)\npruef = pruef.with_columns(pl.col('income') - mitte)\n",
    ),
    Case(
        "a class that prepares",
        "PRE-06",
        LESEN
        + "from sklearn.preprocessing import StandardScaler\nclass Aufbereitung:\n    def __init__(self):\n        self.waage = StandardScaler()\n    def lauf(self, tafel):\n        return self.waage.fit_transform(tafel)\nmerkmale = Aufbereitung().lauf(merkmale)\n"
        + TEILEN,
        LESEN
        + TEILEN
        + "from sklearn.preprocessing import StandardScaler\nclass Aufbereitung:\n    def __init__(self):\n        self.waage = StandardScaler()\n    def lernen(self, tafel):\n        return self.waage.fit_transform(tafel)\n    def anwenden(self, tafel):\n        return self.waage.transform(tafel)\nhelfer = Aufbereitung()\nx_lern = helfer.lernen(x_lern)\nx_pruef = helfer.anwenden(x_pruef)\n",
    ),
    Case(
        "a module beside that prepares",
        "PRE-06",
        "from preparacion import cargar\na, b, c, d = cargar('d.csv')\n",
        "from preparacion import cargar\na, b, c, d = cargar('d.csv')\n",
        bad_files={
            "preparacion.py": "import pandas as pd\nfrom sklearn.model_selection import train_test_split\nfrom sklearn.preprocessing import MinMaxScaler\n\ndef cargar(ruta):\n    tabla = pd.read_csv(ruta)\n    x, y = tabla.drop(columns='y'), tabla['y']\n    x = MinMaxScaler().fit_transform(x)\n    return train_test_split(x, y, random_state=0)\n"
        },
        good_files={
            "preparacion.py": "import pandas as pd\nfrom sklearn.model_selection import train_test_split\nfrom sklearn.preprocessing import MinMaxScaler\n\ndef cargar(ruta):\n    tabla = pd.read_csv(ruta)\n    x, y = tabla.drop(columns='y'), tabla['y']\n    a, b, c, d = train_test_split(x, y, random_state=0)\n    escala = MinMaxScaler().fit(a)\n    return escala.transform(a), escala.transform(b), c, d\n"
        },
    ),
    Case(
        "torch, normalised before random_split",
        "PRE-06",
        "import torch\nfrom torch.utils.data import TensorDataset, random_split\ntorch.manual_seed(0)\nwerte = torch.load('t.pt', weights_only=True)\nwerte = (werte - werte.mean(0)) / werte.std(0)\nlern, pruef = random_split(TensorDataset(werte), [0.8, 0.2])\n",
        "import torch\nfrom torch.utils.data import TensorDataset, random_split\ntorch.manual_seed(0)\nwerte = torch.load('t.pt', weights_only=True)\nlern, pruef = random_split(TensorDataset(werte), [0.8, 0.2])\n",
    ),
    Case(
        "words of both parts counted",
        "PRE-06",
        LIRE
        + COUPE
        + "from sklearn.feature_extraction.text import TfidfVectorizer\nmots = TfidfVectorizer(ngram_range=(1, 2))\nmots.fit(pd.concat([apprentissage['city'], essai['city']]))\n",
        LIRE
        + COUPE
        + "from sklearn.feature_extraction.text import TfidfVectorizer\nmots = TfidfVectorizer(ngram_range=(1, 2))\nmots.fit(apprentissage['city'])\n",
    ),
    Case(
        "a tokenizer of Keras before",
        "PRE-06",
        LESEN
        + "from tensorflow.keras.preprocessing.text import Tokenizer\nzerleger = Tokenizer(num_words=500)\nzerleger.fit_on_texts(merkmale['city'])\nfolgen = zerleger.texts_to_sequences(merkmale['city'])\nfrom sklearn.model_selection import train_test_split\na, b, c, d = train_test_split(folgen, ziel, random_state=0)\n",
        LESEN
        + TEILEN
        + "from tensorflow.keras.preprocessing.text import Tokenizer\nzerleger = Tokenizer(num_words=500)\nzerleger.fit_on_texts(x_lern['city'])\n",
    ),
    Case(
        "a layer adapted to all rows",
        "PRE-06",
        LEER
        + "from tensorflow.keras import layers\nnorma = layers.Normalization()\nnorma.adapt(entradas.to_numpy())\n"
        + DIVIDIR,
        LEER
        + DIVIDIR
        + "from tensorflow.keras import layers\nnorma = layers.Normalization()\nnorma.adapt(ent_a.to_numpy())\n",
    ),
    Case(
        "Optuna looks at the test rows",
        "PRE-06",
        LEER
        + DIVIDIR
        + "import optuna\nfrom sklearn.svm import SVC\ndef objetivo(ensayo):\n    m = SVC(C=ensayo.suggest_float('C', .1, 10))\n    m.fit(ent_a, sal_a)\n    return m.score(ent_p, sal_p)\nestudio = optuna.create_study(direction='maximize', sampler=optuna.samplers.TPESampler(seed=1))\nestudio.optimize(objetivo, n_trials=30)\n",
        LEER
        + DIVIDIR
        + "import optuna\nfrom sklearn.svm import SVC\ndef objetivo(ensayo):\n    m = SVC(C=ensayo.suggest_float('C', .1, 10))\n    return ms.cross_val_score(m, ent_a, sal_a).mean()\nestudio = optuna.create_study(direction='maximize', sampler=optuna.samplers.TPESampler(seed=1))\nestudio.optimize(objetivo, n_trials=30)\n",
    ),
    Case(
        "a loop keeps the best on test rows",
        "PRE-06",
        LIRE
        + COUPE
        + "from sklearn.neighbors import KNeighborsClassifier\nfrom sklearn.metrics import f1_score\nmeilleur, retenu = 0, None\nfor k in range(1, 15):\n    voisin = KNeighborsClassifier(k).fit(apprentissage, cible_a)\n    note = f1_score(cible_e, voisin.predict(essai))\n    if note > meilleur:\n        meilleur, retenu = note, k\n",
        LIRE
        + COUPE
        + "from sklearn.neighbors import KNeighborsClassifier\nfrom sklearn.model_selection import cross_val_score\nmeilleur, retenu = 0, None\nfor k in range(1, 15):\n    note = cross_val_score(KNeighborsClassifier(k), apprentissage, cible_a).mean()\n    if note > meilleur:\n        meilleur, retenu = note, k\n",
    ),
    Case(
        "the best of a dictionary of scores",
        "PRE-06",
        LESEN
        + TEILEN
        + "from sklearn.tree import DecisionTreeClassifier\nnoten = {t: DecisionTreeClassifier(max_depth=t, random_state=0).fit(x_lern, z_lern).score(x_pruef, z_pruef) for t in range(2, 9)}\nbeste = max(noten, key=noten.get)\n",
        LESEN
        + TEILEN
        + "from sklearn.tree import DecisionTreeClassifier\nfrom sklearn.model_selection import cross_val_score\nnoten = {t: cross_val_score(DecisionTreeClassifier(max_depth=t, random_state=0), x_lern, z_lern).mean() for t in range(2, 9)}\nbeste = max(noten, key=noten.get)\n",
    ),
    Case(
        "XGBoost stops by the test rows",
        "PRE-06",
        LEER
        + DIVIDIR
        + "import xgboost as xgb\nbosque = xgb.XGBClassifier(early_stopping_rounds=10, random_state=0)\nbosque.fit(ent_a, sal_a, eval_set=[(ent_a, sal_a), (ent_p, sal_p)], verbose=False)\n",
        LEER
        + DIVIDIR
        + "ent_a, ent_v, sal_a, sal_v = ms.train_test_split(ent_a, sal_a, random_state=4)\nimport xgboost as xgb\nbosque = xgb.XGBClassifier(early_stopping_rounds=10, random_state=0)\nbosque.fit(ent_a, sal_a, eval_set=[(ent_v, sal_v)], verbose=False)\n",
    ),
    Case(
        "LightGBM stops by the test rows",
        "PRE-06",
        LESEN
        + TEILEN
        + "import lightgbm as lgb\nlern = lgb.Dataset(x_lern, z_lern)\npruef = lgb.Dataset(x_pruef, z_pruef, reference=lern)\nbaum = lgb.train({'seed': 1}, lern, valid_sets=[pruef], callbacks=[lgb.early_stopping(5)])\n",
        LESEN
        + TEILEN
        + "x_lern, x_wahl, z_lern, z_wahl = teile(x_lern, z_lern, random_state=4)\nimport lightgbm as lgb\nlern = lgb.Dataset(x_lern, z_lern)\nwahl = lgb.Dataset(x_wahl, z_wahl, reference=lern)\nbaum = lgb.train({'seed': 1}, lern, valid_sets=[wahl], callbacks=[lgb.early_stopping(5)])\n",
    ),
    Case(
        "CatBoost stops by a pool of test rows",
        "PRE-06",
        LIRE
        + COUPE
        + "from catboost import CatBoostClassifier, Pool\narbre = CatBoostClassifier(random_seed=1)\narbre.fit(Pool(apprentissage, cible_a), eval_set=Pool(essai, cible_e), use_best_model=True)\n",
        LIRE
        + COUPE
        + "from catboost import CatBoostClassifier, Pool\narbre = CatBoostClassifier(random_seed=1)\narbre.fit(Pool(apprentissage, cible_a))\n",
    ),
    Case(
        "a threshold chosen on the test rows",
        "PRE-06",
        LESEN
        + TEILEN
        + "from sklearn.linear_model import LogisticRegression\nfrom sklearn.metrics import f1_score\nm = LogisticRegression().fit(x_lern, z_lern)\np = m.predict_proba(x_pruef)[:, 1]\nschwelle = max([.1, .2, .3, .4, .5], key=lambda s: f1_score(z_pruef, p > s))\nprint(f1_score(z_pruef, p > schwelle))\n",
        LESEN
        + TEILEN
        + "from sklearn.linear_model import LogisticRegression\nfrom sklearn.metrics import f1_score\nm = LogisticRegression().fit(x_lern, z_lern)\np = m.predict_proba(x_lern)[:, 1]\nschwelle = max([.1, .2, .3, .4, .5], key=lambda s: f1_score(z_lern, p > s))\nprint(f1_score(z_pruef, m.predict_proba(x_pruef)[:, 1] > schwelle))\n",
    ),
    Case(
        "a search over the test rows",
        "PRE-06",
        LEER
        + DIVIDIR
        + "from sklearn.svm import SVR\nbusqueda = ms.RandomizedSearchCV(SVR(), {'C': [1, 10]}, n_iter=2, random_state=0)\nbusqueda.fit(ent_p, sal_p)\n",
        LEER
        + DIVIDIR
        + "from sklearn.svm import SVR\nbusqueda = ms.RandomizedSearchCV(SVR(), {'C': [1, 10]}, n_iter=2, random_state=0)\nbusqueda.fit(ent_a, sal_a)\n",
    ),
    Case(
        "differences in shuffled rows",
        "PRE-06",
        "import pandas as pd\nreihe = pd.read_csv('d.csv', parse_dates=['tag'], index_col='tag').sort_index()\nreihe['sprung'] = reihe['income'].pct_change(3)\nfrom sklearn.model_selection import train_test_split\na, b = train_test_split(reihe, random_state=0)\n",
        "import pandas as pd\nreihe = pd.read_csv('d.csv', parse_dates=['tag'], index_col='tag').sort_index()\nreihe['sprung'] = reihe['income'].pct_change(3)\ngrenze = int(len(reihe) * .8)\na, b = reihe.iloc[:grenze], reihe.iloc[grenze:]\n",
    ),
    Case(
        "smoothed, then folds at random",
        "PRE-06",
        "import pandas as pd\nserie = pd.read_csv('d.csv').sort_values('fecha')\nserie['suave'] = serie.income.ewm(span=7).mean()\nfrom sklearn.model_selection import StratifiedKFold\npliegues = StratifiedKFold(n_splits=5, shuffle=True, random_state=1)\nfor a, b in pliegues.split(serie[['suave']], serie.y):\n    print(len(a), len(b))\n",
        "import pandas as pd\nserie = pd.read_csv('d.csv').sort_values('fecha')\nserie['suave'] = serie.income.ewm(span=7).mean()\nfrom sklearn.model_selection import TimeSeriesSplit\nfor a, b in TimeSeriesSplit(n_splits=5).split(serie[['suave']]):\n    print(len(a), len(b))\n",
    ),
    Case(
        "a series shuffled by sample and cut",
        "PRE-06",
        "import pandas as pd\nserie = pd.read_csv('d.csv')\nserie['hier'] = serie['income'].shift(1)\nserie = serie.sample(frac=1, random_state=4)\nn = int(.8 * len(serie))\navant, apres = serie.iloc[:n], serie.iloc[n:]\n",
        "import pandas as pd\nserie = pd.read_csv('d.csv')\nserie['hier'] = serie['income'].shift(1)\nn = int(.8 * len(serie))\navant, apres = serie.iloc[:n], serie.iloc[n:]\n",
    ),
    Case(
        "patients in both parts",
        "PRE-06",
        "import pandas as pd\nfrom sklearn.model_selection import train_test_split\nvisites = pd.read_csv('visites.csv')\npar_patient = visites.groupby('patient_id').size()\na, e = train_test_split(visites, test_size=.2, random_state=0)\n",
        "import pandas as pd\nfrom sklearn.model_selection import GroupShuffleSplit\nvisites = pd.read_csv('visites.csv')\npar_patient = visites.groupby('patient_id').size()\ni, j = next(GroupShuffleSplit(n_splits=1, random_state=0).split(visites, groups=visites['patient_id']))\na, e = visites.iloc[i], visites.iloc[j]\n",
    ),
    Case(
        "cut off at the quantiles of all rows",
        "PRE-06",
        LIRE + "donnees['income'] = donnees['income'].clip(upper=donnees['income'].quantile(.99))\n" + COUPE,
        LIRE
        + COUPE
        + "haut = apprentissage['income'].quantile(.99)\napprentissage['income'] = apprentissage['income'].clip(upper=haut)\nessai['income'] = essai['income'].clip(upper=haut)\n",
    ),
    Case(
        "bins of all rows",
        "PRE-06",
        LESEN
        + "from sklearn.preprocessing import KBinsDiscretizer\nstufen = KBinsDiscretizer(4, encode='ordinal')\nmerkmale[['age']] = stufen.fit_transform(merkmale[['age']])\n"
        + TEILEN,
        LESEN
        + TEILEN
        + "from sklearn.preprocessing import KBinsDiscretizer\nstufen = KBinsDiscretizer(4, encode='ordinal')\nx_lern[['age']] = stufen.fit_transform(x_lern[['age']])\nx_pruef[['age']] = stufen.transform(x_pruef[['age']])\n",
    ),
    Case(
        "trained again on all, judged on a part",
        "PRE-06",
        LEER
        + DIVIDIR
        + "from sklearn.ensemble import HistGradientBoostingClassifier\nm = HistGradientBoostingClassifier(random_state=0)\nm.fit(entradas, salida)\nprint('exactitud', m.score(ent_p, sal_p))\n",
        LEER
        + DIVIDIR
        + "from sklearn.ensemble import HistGradientBoostingClassifier\nm = HistGradientBoostingClassifier(random_state=0)\nm.fit(ent_a, sal_a)\nprint('exactitud', m.score(ent_p, sal_p))\n",
    ),
]

SEEDS: list[Case] = [
    Case(
        name,
        "TRN-02",
        bad,
        good,
    )
    for name, bad, good in [
        (
            "rows mixed by pandas",
            "import pandas as pd\ngemischt = pd.read_csv('d.csv').sample(frac=1).reset_index(drop=True)\n",
            "import pandas as pd\ngemischt = pd.read_csv('d.csv').sample(frac=1, random_state=8).reset_index(drop=True)\n",
        ),
        (
            "rows mixed by polars",
            "import polars as pl\nmuestra = pl.read_csv('d.csv').sample(fraction=0.5, shuffle=True)\n",
            "import polars as pl\nmuestra = pl.read_csv('d.csv').sample(fraction=0.5, shuffle=True, seed=8)\n",
        ),
        (
            "folds without a seed",
            "from sklearn.model_selection import StratifiedKFold\nfaltung = StratifiedKFold(5, shuffle=True)\n",
            "from sklearn.model_selection import StratifiedKFold\nfaltung = StratifiedKFold(5, shuffle=True, random_state=2)\n",
        ),
        (
            "a generator without a seed",
            "from numpy.random import default_rng\nalea = default_rng()\nbruit = alea.normal(0, 1, 50)\n",
            "from numpy.random import default_rng\nalea = default_rng(1789)\nbruit = alea.normal(0, 1, 50)\n",
        ),
        (
            "an old generator without a seed",
            "import numpy as np\nzufall = np.random.RandomState()\nindizes = zufall.permutation(100)\n",
            "import numpy as np\nzufall = np.random.RandomState(3)\nindizes = zufall.permutation(100)\n",
        ),
        (
            "tensors of TensorFlow",
            "import tensorflow as tf\nruido = tf.random.normal([3, 3])\n",
            "import tensorflow as tf\ntf.random.set_seed(3)\nruido = tf.random.normal([3, 3])\n",
        ),
        (
            "a distribution of SciPy",
            "from scipy import stats\ntirage = stats.norm.rvs(loc=0, scale=1, size=20)\n",
            "from scipy import stats\ntirage = stats.norm.rvs(loc=0, scale=1, size=20, random_state=4)\n",
        ),
        (
            "clusters",
            "from sklearn.cluster import MiniBatchKMeans\ngruppen = MiniBatchKMeans(n_clusters=4).fit(punkte)\n",
            "from sklearn.cluster import MiniBatchKMeans\ngruppen = MiniBatchKMeans(n_clusters=4, random_state=0).fit(punkte)\n",
        ),
        (
            "UMAP",
            "import umap\nplan = umap.UMAP(n_components=2).fit_transform(puntos)\n",
            "import umap\nplan = umap.UMAP(n_components=2, random_state=5).fit_transform(puntos)\n",
        ),
        (
            "bagging of LightGBM",
            "import lightgbm as lgb\nm = lgb.LGBMClassifier(subsample=.7, subsample_freq=1, colsample_bytree=.8)\nm.fit(a, b)\n",
            "import lightgbm as lgb\nm = lgb.LGBMClassifier(subsample=.7, subsample_freq=1, colsample_bytree=.8, random_state=1)\nm.fit(a, b)\n",
        ),
        (
            "parameters in a dictionary",
            "import xgboost as xgb\nparams = {'eta': .1, 'subsample': .5}\nm = xgb.train(params, xgb.DMatrix(a, b))\n",
            "import xgboost as xgb\nparams = {'eta': .1, 'subsample': .5, 'seed': 42}\nm = xgb.train(params, xgb.DMatrix(a, b))\n",
        ),
        (
            "Optuna's sampler",
            "import optuna\nstudie = optuna.create_study(direction='minimize')\nstudie.optimize(ziel, n_trials=10)\n",
            "import optuna\nstudie = optuna.create_study(direction='minimize', sampler=optuna.samplers.TPESampler(seed=1))\nstudie.optimize(ziel, n_trials=10)\n",
        ),
        (
            "rows in a loader",
            "from torch.utils.data import DataLoader\nlots = DataLoader(jeu, batch_size=8, shuffle=True)\n",
            "import torch\nfrom torch.utils.data import DataLoader\nlots = DataLoader(jeu, batch_size=8, shuffle=True, generator=torch.Generator().manual_seed(4))\n",
        ),
    ]
]

CASES: tuple[Case, ...] = (*LEAKAGE, *SEEDS)
