"""A fourth lot: leakage in cells, by people of many schools. Labelled before anything was run."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells

_P = "PRE-06"


def _moved(name: str, text: str, step: str, right: str, after: str) -> Case:
    """Return a pair whose defect is a step that comes before the line ``after``; the twin has ``right`` behind it."""
    return Case(name, _P, text, text.replace(step, "", 1).replace(after, after + right, 1))


MOVED = [
    _moved(
        "kaggle novice: mean of the target by city before the split",
        "import pandas as pd\nfrom sklearn.model_selection import train_test_split\nfrom sklearn.ensemble import RandomForestClassifier\n"
        "train = pd.read_csv('train.csv')\ntrain['city_te'] = train['city'].map(train.groupby('city')['target'].mean())\n"
        "tr, va = train_test_split(train, test_size=0.2, random_state=42)\n"
        "feats = ['age', 'city_te']\nclf = RandomForestClassifier(random_state=42).fit(tr[feats], tr['target'])\nprint(clf.score(va[feats], va['target']))\n",
        "train['city_te'] = train['city'].map(train.groupby('city')['target'].mean())\n",
        "means = tr.groupby('city')['target'].mean()\ntr = tr.assign(city_te=tr['city'].map(means))\nva = va.assign(city_te=va['city'].map(means))\n",
        "tr, va = train_test_split(train, test_size=0.2, random_state=42)\n",
    ),
    _moved(
        "spanish: escalador antes de dividir",
        "import pandas as pd\nfrom sklearn.preprocessing import MinMaxScaler\nfrom sklearn.model_selection import train_test_split\nfrom sklearn.svm import SVC\n"
        "datos = pd.read_csv('clientes.csv')\nobjetivo = datos.pop('impago')\nescalador = MinMaxScaler()\n"
        "datos = escalador.fit_transform(datos)\n"
        "entrena, prueba, obj_entrena, obj_prueba = train_test_split(datos, objetivo, test_size=0.25, random_state=1)\n"
        "modelo = SVC(random_state=1)\nmodelo.fit(entrena, obj_entrena)\nprint('exactitud', modelo.score(prueba, obj_prueba))\n",
        "datos = escalador.fit_transform(datos)\n",
        "entrena = escalador.fit_transform(entrena)\nprueba = escalador.transform(prueba)\n",
        "obj_entrena, obj_prueba = train_test_split(datos, objetivo, test_size=0.25, random_state=1)\n",
    ),
    _moved(
        "quant: z-score of the whole panel, then a cut by date",
        "import pandas as pd\nimport statsmodels.api as sm\npx = pd.read_parquet('panel.parquet').set_index('date').sort_index()\ncols = ['mom', 'value', 'size']\n"
        "px[cols] = (px[cols] - px[cols].mean()) / px[cols].std()\n"
        "ins, oos = px.loc[:'2023-12-31'], px.loc['2024-01-01':]\n"
        "fit = sm.OLS(ins['ret'], sm.add_constant(ins[cols])).fit()\nprint(((fit.predict(sm.add_constant(oos[cols])) - oos['ret']) ** 2).mean())\n",
        "px[cols] = (px[cols] - px[cols].mean()) / px[cols].std()\n",
        "mu, sd = ins[cols].mean(), ins[cols].std()\nins = ins.assign(**(ins[cols] - mu) / sd)\noos = oos.assign(**(oos[cols] - mu) / sd)\n",
        "ins, oos = px.loc[:'2023-12-31'], px.loc['2024-01-01':]\n",
    ),
    _moved(
        "german: Überabtasten vor der Aufteilung",
        "import pandas as pd\nfrom imblearn.over_sampling import RandomOverSampler\nfrom sklearn.model_selection import train_test_split\nfrom sklearn.tree import DecisionTreeClassifier\n"
        "daten = pd.read_csv('kredite.csv', sep=';', decimal=',')\nmerkmale, ziel = daten.drop(columns=['ausfall']), daten['ausfall']\n"
        "merkmale, ziel = RandomOverSampler(random_state=3).fit_resample(merkmale, ziel)\n"
        "m_lern, m_pruef, z_lern, z_pruef = train_test_split(merkmale, ziel, random_state=3, stratify=ziel)\n"
        "baum = DecisionTreeClassifier(random_state=3).fit(m_lern, z_lern)\nprint(baum.score(m_pruef, z_pruef))\n",
        "merkmale, ziel = RandomOverSampler(random_state=3).fit_resample(merkmale, ziel)\n",
        "m_lern, z_lern = RandomOverSampler(random_state=3).fit_resample(m_lern, z_lern)\n",
        "z_pruef = train_test_split(merkmale, ziel, random_state=3, stratify=ziel)\n",
    ),
    _moved(
        "polars: standardised by expressions before the cut",
        "import polars as pl\nfrom sklearn.linear_model import Ridge\ndf = pl.read_csv('houses.csv').sample(fraction=1.0, shuffle=True, seed=5)\n"
        "df = df.with_columns((pl.col('area') - pl.col('area').mean()) / pl.col('area').std())\n"
        "n = int(df.height * 0.8)\ntrain, test = df[:n], df[n:]\n"
        "reg = Ridge().fit(train[['area']].to_numpy(), train['price'].to_numpy())\nprint(reg.score(test[['area']].to_numpy(), test['price'].to_numpy()))\n",
        "df = df.with_columns((pl.col('area') - pl.col('area').mean()) / pl.col('area').std())\n",
        "m, s = train['area'].mean(), train['area'].std()\ntrain = train.with_columns((pl.col('area') - m) / s)\ntest = test.with_columns((pl.col('area') - m) / s)\n",
        "train, test = df[:n], df[n:]\n",
    ),
    _moved(
        "french: median of everybody before the split",
        "import pandas as pd\nfrom sklearn.model_selection import train_test_split\nfrom sklearn.ensemble import GradientBoostingRegressor\n"
        "donnees = pd.read_csv('loyers.csv')\n"
        "donnees = donnees.fillna(donnees.median(numeric_only=True))\n"
        "appr, valid = train_test_split(donnees, test_size=0.3, random_state=0)\n"
        "gbr = GradientBoostingRegressor(random_state=0).fit(appr.drop(columns='loyer'), appr['loyer'])\nprint(gbr.score(valid.drop(columns='loyer'), valid['loyer']))\n",
        "donnees = donnees.fillna(donnees.median(numeric_only=True))\n",
        "mediane = appr.median(numeric_only=True)\nappr, valid = appr.fillna(mediane), valid.fillna(mediane)\n",
        "appr, valid = train_test_split(donnees, test_size=0.3, random_state=0)\n",
    ),
    _moved(
        "category_encoders: target encoding before the split",
        "import pandas as pd\nimport category_encoders as ce\nfrom sklearn.model_selection import train_test_split\nfrom lightgbm import LGBMClassifier\n"
        "df = pd.read_csv('ads.csv')\nX, y = df.drop('clicked', axis=1), df['clicked']\nenc = ce.TargetEncoder(cols=['site', 'device'])\n"
        "X = enc.fit_transform(X, y)\n"
        "X_tr, X_te, y_tr, y_te = train_test_split(X, y, random_state=11)\n"
        "gbm = LGBMClassifier(random_state=11).fit(X_tr, y_tr)\nprint(gbm.score(X_te, y_te))\n",
        "X = enc.fit_transform(X, y)\n",
        "X_tr = enc.fit_transform(X_tr, y_tr)\nX_te = enc.transform(X_te)\n",
        "X_tr, X_te, y_tr, y_te = train_test_split(X, y, random_state=11)\n",
    ),
    _moved(
        "vision: noisy copies of the pictures before the split",
        "import numpy as np\nfrom sklearn.model_selection import train_test_split\nfrom tensorflow import keras\nkeras.utils.set_random_seed(0)\n"
        "imgs, labs = np.load('imgs.npy'), np.load('labs.npy')\nrng = np.random.default_rng(0)\n"
        "imgs, labs = np.concatenate([imgs, imgs + rng.normal(0, 0.05, imgs.shape)]), np.concatenate([labs, labs])\n"
        "tr_x, te_x, tr_y, te_y = train_test_split(imgs, labs, test_size=0.2, random_state=0)\n"
        "net = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation='softmax')])\n"
        "net.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])\nnet.fit(tr_x, tr_y, epochs=5)\nprint(net.evaluate(te_x, te_y))\n",
        "imgs, labs = np.concatenate([imgs, imgs + rng.normal(0, 0.05, imgs.shape)]), np.concatenate([labs, labs])\n",
        "tr_x, tr_y = np.concatenate([tr_x, tr_x + rng.normal(0, 0.05, tr_x.shape)]), np.concatenate([tr_y, tr_y])\n",
        "tr_x, te_x, tr_y, te_y = train_test_split(imgs, labs, test_size=0.2, random_state=0)\n",
    ),
    _moved(
        "minority class drawn again with resample before the split",
        "import pandas as pd\nfrom sklearn.utils import resample\nfrom sklearn.model_selection import train_test_split\nfrom xgboost import XGBClassifier\n"
        "fraud = pd.read_csv('fraud.csv')\nfraud = pd.concat([fraud, resample(fraud[fraud.label == 1], n_samples=4000, random_state=9)])\n"
        "dev, hold = train_test_split(fraud, test_size=0.2, random_state=9)\n"
        "bst = XGBClassifier(random_state=9).fit(dev.drop(columns='label'), dev.label)\nprint(bst.score(hold.drop(columns='label'), hold.label))\n",
        "fraud = pd.concat([fraud, resample(fraud[fraud.label == 1], n_samples=4000, random_state=9)])\n",
        "dev = pd.concat([dev, resample(dev[dev.label == 1], n_samples=4000, random_state=9)])\n",
        "dev, hold = train_test_split(fraud, test_size=0.2, random_state=9)\n",
    ),
]

TIME = [
    cells(
        "quant: a centred rolling mean looks ahead",
        _P,
        "import pandas as pd\nfrom sklearn.linear_model import Lasso\npx = pd.read_csv('px.csv', parse_dates=['date'], index_col='date').sort_index()\n"
        "px['trend'] = px['close'].rolling(11, center=True).mean()\npx = px.dropna()\ncut = int(len(px) * 0.8)\n"
        "m = Lasso(alpha=0.1).fit(px[['trend']][:cut], px['ret_next'][:cut])\nprint(m.score(px[['trend']][cut:], px['ret_next'][cut:]))\n",
        "rolling(11, center=True)",
        "rolling(11)",
    ),
    cells(
        "quant: tomorrow's volume is a feature",
        _P,
        "import pandas as pd\nfrom sklearn.linear_model import LinearRegression\ntape = pd.read_csv('tape.csv', parse_dates=['ts']).sort_values('ts')\n"
        "tape['vol_feat'] = tape['volume'].shift(-1)\ntape['target'] = tape['close'].pct_change().shift(-1)\ntape = tape.dropna()\n"
        "ins, oos = tape[tape.ts < '2024'], tape[tape.ts >= '2024']\nlr = LinearRegression().fit(ins[['vol_feat']], ins['target'])\nprint(lr.score(oos[['vol_feat']], oos['target']))\n",
        "tape['volume'].shift(-1)",
        "tape['volume'].shift(1)",
    ),
    cells(
        "gaps of a series are filled from the future",
        _P,
        "import pandas as pd\nfrom sklearn.ensemble import RandomForestRegressor\nload = pd.read_csv('load.csv', parse_dates=['hour'], index_col='hour').sort_index()\n"
        "load['temp'] = load['temp'].bfill()\ncut = '2024-06-01'\ntr, te = load[load.index < cut], load[load.index >= cut]\n"
        "rf = RandomForestRegressor(random_state=0).fit(tr[['temp']], tr['mw'])\nprint(rf.score(te[['temp']], te['mw']))\n",
        ".bfill()",
        ".ffill().fillna(0)",
    ),
    cells(
        "hourly demand, shuffled split over lags",
        _P,
        "import pandas as pd\nfrom sklearn.model_selection import train_test_split\nfrom lightgbm import LGBMRegressor\n"
        "d = pd.read_csv('demand.csv', parse_dates=['timestamp']).sort_values('timestamp')\nd['lag24'] = d['kwh'].shift(24)\nd = d.dropna()\n"
        "a, b, ya, yb = train_test_split(d[['lag24']], d['kwh'], test_size=0.2, shuffle=True, random_state=0)\nprint(LGBMRegressor(random_state=0).fit(a, ya).score(b, yb))\n",
        "shuffle=True, random_state=0)\nprint",
        "shuffle=False)\nprint",
    ),
    cells(
        "forecast by shuffled folds",
        _P,
        "import pandas as pd\nfrom sklearn.linear_model import Ridge\nfrom sklearn.model_selection import KFold, TimeSeriesSplit, cross_val_score\n"
        "sales = pd.read_csv('sales.csv', parse_dates=['week']).sort_values('week')\nsales['prev'] = sales.units.shift(1)\nsales = sales.dropna()\n"
        "print(cross_val_score(Ridge(), sales[['prev', 'price']], sales.units, cv=KFold(5, shuffle=True, random_state=2)).mean())\n",
        "cv=KFold(5, shuffle=True, random_state=2)",
        "cv=TimeSeriesSplit(5)",
    ),
    cells(
        "prophet: judged on days it was fitted on",
        _P,
        "import pandas as pd\nfrom prophet import Prophet\nfrom sklearn.metrics import mean_absolute_error\nvisits = pd.read_csv('visits.csv')  # ds, y\n"
        "train, test = visits[:-30], visits[-30:]\nm = Prophet()\nm.fit(visits)\nprint(mean_absolute_error(test['y'], m.predict(test[['ds']])['yhat']))\n",
        "m.fit(visits)",
        "m.fit(train)",
    ),
    cells(
        "patients: five shuffled folds over repeated visits",
        _P,
        "import pandas as pd\nfrom sklearn.ensemble import ExtraTreesClassifier\nfrom sklearn.model_selection import GroupKFold, KFold, cross_val_score\n"
        "v = pd.read_csv('visits.csv')  # several visits of each patient\nX = v.drop(columns=['patient_id', 'readmitted'])\n"
        "print(cross_val_score(ExtraTreesClassifier(random_state=0), X, v['readmitted'], cv=KFold(5, shuffle=True, random_state=0), groups=v['patient_id']))\n",
        "cv=KFold(5, shuffle=True, random_state=0)",
        "cv=GroupKFold(5)",
    ),
    cells(
        "speakers: clips are dealt out, not speakers",
        _P,
        "import pandas as pd\nfrom sklearn.model_selection import GroupShuffleSplit, ShuffleSplit\nfrom sklearn.neural_network import MLPClassifier\n"
        "clips = pd.read_csv('clips.csv')\nsplitter = ShuffleSplit(n_splits=1, test_size=0.2, random_state=1)\n"
        "tr, te = next(splitter.split(clips, groups=clips['speaker_id']))\nfeats = [c for c in clips if c.startswith('mfcc')]\n"
        "net = MLPClassifier(random_state=1).fit(clips.iloc[tr][feats], clips.iloc[tr]['emotion'])\nprint(net.score(clips.iloc[te][feats], clips.iloc[te]['emotion']))\n",
        "splitter = ShuffleSplit(",
        "splitter = GroupShuffleSplit(",
    ),
]

CASES: tuple[Case, ...] = (*MOVED, *TIME)
