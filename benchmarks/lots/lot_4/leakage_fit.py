"""A fourth lot: what is fitted, chosen and judged on which rows, in many libraries. Labelled before anything was run."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells

_P = "PRE-06"
_LOAD = "import pandas as pd\nfrom sklearn.model_selection import train_test_split\ndf = pd.read_csv('d.csv')\nX, y = df[['age', 'income']], df['y']\n"
_THREE = (
    _LOAD + "X_dev, X_test, y_dev, y_test = train_test_split(X, y, test_size=0.2, random_state=0)\n"
    "X_train, X_val, y_train, y_val = train_test_split(X_dev, y_dev, test_size=0.25, random_state=0)\n"
)

FITTED = [
    cells(
        "spark: the scaler has seen both parts",
        _P,
        "from pyspark.ml.feature import StandardScaler, VectorAssembler\nfrom pyspark.ml.classification import LogisticRegression\n"
        "df = spark.read.parquet('s3a://lake/churn')\ndf = VectorAssembler(inputCols=['a', 'b'], outputCol='raw').transform(df)\n"
        "train, test = df.randomSplit([0.8, 0.2], seed=42)\nsc = StandardScaler(inputCol='raw', outputCol='features').fit(df)\n"
        "lr = LogisticRegression(labelCol='churn').fit(sc.transform(train))\nprint(lr.evaluate(sc.transform(test)).areaUnderROC)\n",
        ".fit(df)\nlr",
        ".fit(train)\nlr",
    ),
    cells(
        "duckdb: normalised by an average over all rows",
        _P,
        "import duckdb\nfrom sklearn.linear_model import LogisticRegression\n"
        "stats = duckdb.sql(\"select avg(amount) m, stddev(amount) s from 'tx.parquet'\").df()\n"
        "tx = duckdb.sql(\"select amount, fraud, part from 'tx.parquet'\").df()\ntx['z'] = (tx.amount - stats.m[0]) / stats.s[0]\n"
        "tr, te = tx[tx.part == 'train'], tx[tx.part == 'test']\nprint(LogisticRegression().fit(tr[['z']], tr.fraud).score(te[['z']], te.fraud))\n",
        "s from 'tx.parquet'\"",
        "s from 'tx.parquet' where part = 'train'\"",
    ),
    cells(
        "tf.data: shuffled anew in each epoch, then cut",
        _P,
        "import tensorflow as tf\ntf.keras.utils.set_random_seed(1)\nds = tf.data.Dataset.from_tensor_slices((feats, labels)).shuffle(5000, seed=1)\n"
        "val = ds.take(1000).batch(32)\ntrain = ds.skip(1000).batch(32)\nnet.fit(train, epochs=10, validation_data=val)\nprint(net.evaluate(val))\n",
        "shuffle(5000, seed=1)",
        "shuffle(5000, seed=1, reshuffle_each_iteration=False)",
    ),
    cells(
        "keras: the normalising layer adapts to everything",
        _P,
        _LOAD
        + "import keras\nkeras.utils.set_random_seed(0)\nX_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n"
        "norm = keras.layers.Normalization()\nnorm.adapt(X.to_numpy())\nnet = keras.Sequential([norm, keras.layers.Dense(1, activation='sigmoid')])\n"
        "net.compile('adam', 'binary_crossentropy')\nnet.fit(X_train, y_train, epochs=3)\nprint(net.evaluate(X_test, y_test))\n",
        "norm.adapt(X.to_numpy())",
        "norm.adapt(X_train.to_numpy())",
    ),
    cells(
        "torch: mean and deviation of the whole tensor",
        _P,
        "import torch\nfrom torch.utils.data import DataLoader, TensorDataset, random_split\ntorch.manual_seed(0)\nxs, ys = torch.load('t.pt', weights_only=True)\n"
        "g = torch.Generator().manual_seed(0)\nidx = torch.randperm(len(xs), generator=g)\ntr, te = idx[:8000], idx[8000:]\n"
        "mu, sd = xs.mean(0), xs.std(0)\nxs = (xs - mu) / sd\nnet = torch.nn.Linear(20, 2)\nopt = torch.optim.Adam(net.parameters())\n"
        "for _ in range(5):\n    opt.zero_grad()\n    torch.nn.functional.cross_entropy(net(xs[tr]), ys[tr]).backward()\n    opt.step()\nprint((net(xs[te]).argmax(1) == ys[te]).float().mean())\n",
        "mu, sd = xs.mean(0), xs.std(0)",
        "mu, sd = xs[tr].mean(0), xs[tr].std(0)",
    ),
    cells(
        "transformers: the trainer judges on its training rows",
        _P,
        "from datasets import load_dataset\nfrom transformers import Trainer\nds = load_dataset('csv', data_files='reviews.csv')['train'].train_test_split(test_size=0.1, seed=0)\n"
        "trainer = Trainer(model=model, args=args, train_dataset=ds['train'], eval_dataset=ds['train'], compute_metrics=acc)\ntrainer.train()\nprint(trainer.evaluate())\n",
        "eval_dataset=ds['train']",
        "eval_dataset=ds['test']",
    ),
    cells(
        "pca: stacked train and test",
        _P,
        _LOAD
        + "import numpy as np\nfrom sklearn.decomposition import PCA\nfrom sklearn.neighbors import KNeighborsClassifier\nXa, Xb, ya, yb = train_test_split(X, y, random_state=4)\n"
        "pca = PCA(2, random_state=4).fit(np.vstack([Xa, Xb]))\nknn = KNeighborsClassifier().fit(pca.transform(Xa), ya)\nprint(knn.score(pca.transform(Xb), yb))\n",
        "np.vstack([Xa, Xb])",
        "np.asarray(Xa)",
    ),
    cells(
        "texts: the vocabulary comes from train and test",
        _P,
        "import pandas as pd\nfrom sklearn.feature_extraction.text import TfidfVectorizer\nfrom sklearn.naive_bayes import MultinomialNB\n"
        "tr, te = pd.read_csv('train.csv'), pd.read_csv('test.csv')\ntv = TfidfVectorizer()\ntv.fit(pd.concat([tr['text'], te['text']]))\n"
        "nb = MultinomialNB().fit(tv.transform(tr['text']), tr['spam'])\nprint(nb.score(tv.transform(te['text']), te['spam']))\n",
        "pd.concat([tr['text'], te['text']])",
        "tr['text']",
    ),
    cells(
        "romanised japanese: fitted on both halves again",
        _P,
        "import pandas as pd\nfrom sklearn.model_selection import train_test_split\nfrom sklearn.linear_model import LogisticRegression\nhyou = pd.read_csv('kokyaku.csv')\n"
        "gakushu, hyouka = train_test_split(hyou, test_size=0.2, random_state=0)\nretsu = ['nenrei', 'shotoku']\nmoderu = LogisticRegression()\n"
        "zenbu = pd.concat([gakushu, hyouka])\nmoderu.fit(zenbu[retsu], zenbu['kaiyaku'])\nprint('seikairitsu', moderu.score(hyouka[retsu], hyouka['kaiyaku']))\n",
        "zenbu = pd.concat([gakushu, hyouka])",
        "zenbu = gakushu.copy()",
    ),
    cells(
        "R habits: the test is drawn, the train is everybody",
        _P,
        "import pandas as pd\nfrom sklearn.tree import DecisionTreeClassifier\ndf = pd.read_csv('d.csv')\ntest = df.sample(frac=0.3, random_state=1)\ntrain = df.copy()\n"
        "fit = DecisionTreeClassifier(random_state=1).fit(train[['age', 'income']], train.y)\nprint(fit.score(test[['age', 'income']], test.y))\n",
        "train = df.copy()",
        "train = df.drop(index=test.index)",
    ),
    cells(
        "a feature is made from the answer",
        _P,
        "import pandas as pd\nfrom sklearn.model_selection import train_test_split\nfrom sklearn.ensemble import RandomForestRegressor\nflats = pd.read_csv('flats.csv')\n"
        "flats['per_sqm'] = flats['price'] / flats['sqm']\nX = flats[['sqm', 'per_sqm']]\na, b, ya, yb = train_test_split(X, flats['price'], random_state=0)\n"
        "print(RandomForestRegressor(random_state=0).fit(a, ya).score(b, yb))\n",
        "flats['price'] / flats['sqm']",
        "flats['rooms'] / flats['sqm']",
    ),
    cells(
        "the answer stays in the matrix",
        _P,
        "import pandas as pd\nfrom sklearn.model_selection import train_test_split\nfrom catboost import CatBoostClassifier\nbank = pd.read_csv('bank.csv')\n"
        "y = bank['default']\nX = bank.drop(columns=['customer_no'])\na, b, ya, yb = train_test_split(X, y, random_state=0)\n"
        "cb = CatBoostClassifier(random_seed=0, verbose=0).fit(a, ya)\nprint(cb.score(b, yb))\n",
        "columns=['customer_no']",
        "columns=['customer_no', 'default']",
    ),
    cells(
        "research class: statistics are taken in the constructor",
        _P,
        "import numpy as np\nfrom sklearn.linear_model import LogisticRegression\nfrom sklearn.preprocessing import StandardScaler\n\n\nclass Experiment:\n    def __init__(self, x, y, seed=0):\n"
        "        order = np.random.default_rng(seed).permutation(len(x))\n        n = int(0.8 * len(x))\n        self.tr, self.te = order[:n], order[n:]\n        self.x, self.y = x, y\n"
        "        self.scaler = StandardScaler().fit(x)\n\n    def run(self):\n        clf = LogisticRegression().fit(self.scaler.transform(self.x[self.tr]), self.y[self.tr])\n"
        "        return clf.score(self.scaler.transform(self.x[self.te]), self.y[self.te])\n\n\nprint(Experiment(np.load('x.npy'), np.load('y.npy')).run())\n",
        "StandardScaler().fit(x)",
        "StandardScaler().fit(x[self.tr])",
    ),
    cells(
        "feature choice outside the folds",
        _P,
        _LOAD
        + "from sklearn.feature_selection import SelectKBest\nfrom sklearn.model_selection import cross_val_score\nfrom sklearn.pipeline import make_pipeline\nfrom sklearn.svm import LinearSVC\n"
        "best = SelectKBest(k=1)\nXk = best.fit_transform(X, y)\nest = LinearSVC(random_state=0)\nprint(cross_val_score(est, Xk, y, cv=5).mean())\n",
        "Xk = best.fit_transform(X, y)\nest = LinearSVC(random_state=0)",
        "Xk = X\nest = make_pipeline(best, LinearSVC(random_state=0))",
    ),
    cells(
        "imputed before a hand-made loop over folds",
        _P,
        _LOAD
        + "import numpy as np\nfrom sklearn.impute import KNNImputer\nfrom sklearn.model_selection import StratifiedKFold\nfrom sklearn.ensemble import HistGradientBoostingClassifier\nscores = []\n"
        "Xi = KNNImputer().fit_transform(X)\nfor tr, te in StratifiedKFold(5, shuffle=True, random_state=0).split(X, y):\n    A, B = Xi[tr], Xi[te]\n"
        "    scores.append(HistGradientBoostingClassifier(random_state=0).fit(A, y.iloc[tr]).score(B, y.iloc[te]))\nprint(np.mean(scores))\n",
        "Xi = KNNImputer().fit_transform(X)\n",
        "",
        "A, B = Xi[tr], Xi[te]",
        "imp = KNNImputer().fit(X.iloc[tr])\n    A, B = imp.transform(X.iloc[tr]), imp.transform(X.iloc[te])",
    ),
]

CHOSEN = [
    cells(
        "xgboost stops early by the rows it reports on",
        _P,
        _THREE
        + "from xgboost import XGBClassifier\nbst = XGBClassifier(n_estimators=2000, early_stopping_rounds=50, random_state=0)\n"
        "bst.fit(X_train, y_train, eval_set=[(X_test, y_test)], verbose=False)\nprint('test accuracy', bst.score(X_test, y_test))\n",
        "eval_set=[(X_test, y_test)]",
        "eval_set=[(X_val, y_val)]",
    ),
    cells(
        "catboost keeps the best tree by the test pool",
        _P,
        _THREE
        + "from catboost import CatBoostClassifier, Pool\ncb = CatBoostClassifier(random_seed=0, use_best_model=True, verbose=0)\n"
        "cb.fit(Pool(X_train, y_train), eval_set=Pool(X_test, y_test))\nprint(cb.score(Pool(X_test, y_test)))\n",
        "eval_set=Pool(X_test, y_test)",
        "eval_set=Pool(X_val, y_val)",
    ),
    cells(
        "grid search sees the rows that it is judged on",
        _P,
        _THREE
        + "from sklearn.model_selection import GridSearchCV\nfrom sklearn.svm import SVC\ngs = GridSearchCV(SVC(random_state=0), {'C': [0.1, 1, 10]}, cv=5)\ngs.fit(X, y)\nprint(gs.best_params_, gs.score(X_test, y_test))\n",
        "gs.fit(X, y)",
        "gs.fit(X_dev, y_dev)",
    ),
    cells(
        "optuna is told the test score",
        _P,
        _THREE
        + "import optuna\nfrom sklearn.ensemble import RandomForestClassifier\n\n\ndef objective(trial):\n    rf = RandomForestClassifier(max_depth=trial.suggest_int('d', 2, 12), random_state=0)\n"
        "    rf.fit(X_train, y_train)\n    return rf.score(X_test, y_test)\n\n\nstudy = optuna.create_study(direction='maximize', sampler=optuna.samplers.TPESampler(seed=0))\nstudy.optimize(objective, n_trials=50)\n"
        "final = RandomForestClassifier(max_depth=study.best_params['d'], random_state=0).fit(X_train, y_train)\nprint('test', final.score(X_test, y_test))\n",
        "return rf.score(X_test, y_test)",
        "return rf.score(X_val, y_val)",
    ),
    cells(
        "the threshold is picked on the test rows",
        _P,
        _THREE
        + "import numpy as np\nfrom sklearn.linear_model import LogisticRegression\nfrom sklearn.metrics import f1_score, precision_recall_curve\nlr = LogisticRegression().fit(X_train, y_train)\n"
        "p, r, t = precision_recall_curve(y_test, lr.predict_proba(X_test)[:, 1])\nbest = t[np.argmax(2 * p[:-1] * r[:-1] / (p[:-1] + r[:-1] + 1e-9))]\nprint(f1_score(y_test, lr.predict_proba(X_test)[:, 1] > best))\n",
        "precision_recall_curve(y_test, lr.predict_proba(X_test)[:, 1])",
        "precision_recall_curve(y_val, lr.predict_proba(X_val)[:, 1])",
    ),
    cells(
        "probabilities are calibrated on the test rows",
        _P,
        _THREE
        + "from sklearn.calibration import CalibratedClassifierCV\nfrom sklearn.ensemble import RandomForestClassifier\nfrom sklearn.frozen import FrozenEstimator\nfrom sklearn.metrics import brier_score_loss\n"
        "rf = RandomForestClassifier(random_state=0).fit(X_train, y_train)\ncal = CalibratedClassifierCV(FrozenEstimator(rf)).fit(X_test, y_test)\nprint(brier_score_loss(y_test, cal.predict_proba(X_test)[:, 1]))\n",
        ".fit(X_test, y_test)",
        ".fit(X_val, y_val)",
    ),
    cells(
        "a loop keeps the depth that is best on the test rows",
        _P,
        _THREE
        + "from sklearn.tree import DecisionTreeClassifier\nbeste, beste_tiefe = 0, None\nfor tiefe in range(2, 15):\n    baum = DecisionTreeClassifier(max_depth=tiefe, random_state=0).fit(X_train, y_train)\n"
        "    guete = baum.score(X_test, y_test)\n    if guete > beste:\n        beste, beste_tiefe = guete, tiefe\nprint('Testgüte', DecisionTreeClassifier(max_depth=beste_tiefe, random_state=0).fit(X_train, y_train).score(X_test, y_test))\n",
        "guete = baum.score(X_test, y_test)",
        "guete = baum.score(X_val, y_val)",
    ),
    cells(
        "keras saves the epoch that is best on the test rows",
        _P,
        _THREE
        + "import keras\nkeras.utils.set_random_seed(0)\nnet = keras.Sequential([keras.layers.Dense(1, activation='sigmoid')])\nnet.compile('adam', 'binary_crossentropy', metrics=['accuracy'])\n"
        "net.fit(X_train, y_train, epochs=50, validation_data=(X_test, y_test), callbacks=[keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)])\nprint(net.evaluate(X_test, y_test))\n",
        "validation_data=(X_test, y_test)",
        "validation_data=(X_val, y_val)",
    ),
    cells(
        "accuracy of the training rows is reported as the test",
        _P,
        _THREE
        + "from sklearn.ensemble import GradientBoostingClassifier\nfrom sklearn.metrics import accuracy_score\ngb = GradientBoostingClassifier(random_state=0).fit(X_train, y_train)\n"
        "print('Test accuracy:', accuracy_score(y_train, gb.predict(X_train)))\n",
        "accuracy_score(y_train, gb.predict(X_train))",
        "accuracy_score(y_test, gb.predict(X_test))",
    ),
]

CASES: tuple[Case, ...] = (*CHOSEN, *FITTED)
