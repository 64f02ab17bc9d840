"""Random numbers without a seed: the same notebook gives another model each time.

What cannot be repeated cannot be reviewed, and a result that was picked from many runs looks like any other.
"""

from __future__ import annotations

import ast

from jupyter_mlsec.code.values import Const, Map, Ref, Value, walk
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.program import Call, Program, read_program

# Callables that draw random numbers unless ``random_state`` (or ``seed``) is given.
_STATEFUL = frozenset({
    "train_test_split", "ShuffleSplit", "StratifiedShuffleSplit", "GroupShuffleSplit", "RandomizedSearchCV",
    "RandomForestClassifier", "RandomForestRegressor", "ExtraTreesClassifier", "ExtraTreesRegressor",
    "GradientBoostingClassifier", "GradientBoostingRegressor", "BaggingClassifier", "BaggingRegressor",
    "AdaBoostClassifier", "AdaBoostRegressor", "IsolationForest", "MLPClassifier", "MLPRegressor", "SGDClassifier",
    "SGDRegressor", "DecisionTreeClassifier", "DecisionTreeRegressor", "KMeans", "MiniBatchKMeans", "GaussianMixture",
    "TSNE", "RandomizedPCA", "TruncatedSVD", "FastICA", "NMF", "LatentDirichletAllocation",
    "permutation_importance", "make_classification", "make_regression", "make_blobs", "make_moons", "make_circles",
    "shuffle", "resample", "XGBClassifier", "XGBRegressor", "LGBMClassifier", "LGBMRegressor", "CatBoostClassifier",
    "ADASYN", "BayesianGaussianMixture", "BisectingKMeans", "BorderlineSMOTE", "GaussianRandomProjection",
    "HalvingRandomSearchCV", "KMeansSMOTE", "ParameterSampler", "RandomOverSampler", "RandomTreesEmbedding",
    "RandomUnderSampler", "RepeatedKFold", "RepeatedStratifiedKFold", "SMOTE", "SMOTEENN", "SMOTETomek", "SVMSMOTE",
    "SparseRandomProjection", "SpectralClustering", "UMAP",
})  # fmt: skip
_SHUFFLING = frozenset({"KFold", "StratifiedGroupKFold", "StratifiedKFold"})
_FAMILIES = ("sklearn.", "xgboost.", "lightgbm.", "catboost.", "imblearn.", "umap.")
_FRAMES = ("pandas.", "polars.", "dask.dataframe.", "modin.pandas.")
_SHARES = ("frac", "fraction")  # a ``sample`` with one of these is a table's, wherever the table came from
_SAMPLERS = frozenset({"optuna.create_study"})
_PARAMETERS = {"xgboost.train": 0, "xgboost.cv": 0, "lightgbm.train": 0, "lightgbm.cv": 0, "catboost.train": 1,
               "catboost.cv": 1}  # fmt: skip
_IN_PARAMETERS = frozenset({"bagging_seed", "data_random_seed", "random_seed", "random_state", "seed"})
_CLOCKS = frozenset({"getpid", "now", "perf_counter", "time", "time_ns", "today", "urandom", "uuid4", "utcnow"})
# Methods that draw rows unless they are given a seed, whatever they belong to.
_ROW_METHODS = {"randomSplit": 1, "random_split_frame": 1}
_BITS = frozenset({"RandomState", "Random", "SeedSequence", "Generator", "PCG64", "PCG64DXSM", "MT19937", "Philox",
                   "SFC64"})  # fmt: skip
_KEYS = frozenset({"jax.random.PRNGKey", "jax.random.key"})
_SEEDS = ("random_state", "seed", "random_seed")
_SAMPLING = frozenset({"torch.utils.data.RandomSampler", "torch.utils.data.WeightedRandomSampler"})
_EVERYWHERE = frozenset({"accelerate.utils.set_seed", "lightning.pytorch.seed_everything", "lightning.seed_everything",
                         "pytorch_lightning.seed_everything", "transformers.set_seed"})  # fmt: skip
_NUMPY = frozenset({"numpy.random.seed", *_EVERYWHERE})
_GLOBAL = {
    "numpy.random.": _NUMPY,
    "scipy.stats.": _NUMPY,
    "pandas.": _NUMPY,
    "random.": frozenset({"random.seed", *_EVERYWHERE}),
    "torch.": frozenset({"torch.manual_seed", *_EVERYWHERE}),
    "tensorflow.": frozenset({"tensorflow.random.set_seed", "keras.utils.set_random_seed",
                              "tensorflow.keras.utils.set_random_seed"}),
    "keras.": frozenset({"tensorflow.random.set_seed", "keras.utils.set_random_seed",
                         "tensorflow.keras.utils.set_random_seed"}),
}  # fmt: skip
_TORCH_DRAWS = frozenset({"torch.rand", "torch.randn", "torch.randint", "torch.randperm", "torch.nn.Linear",
                          "torch.nn.Conv2d", "torch.nn.LSTM", "torch.nn.Embedding", "torch.bernoulli",
                          "torch.multinomial", "torch.nn.Conv1d", "torch.nn.GRU", "torch.nn.RNN",
                          "torch.nn.Transformer", "torch.normal", "torch.rand_like", "torch.randn_like",
                          "torch.utils.data.random_split"})  # fmt: skip
_TENSORFLOW_DRAWS = frozenset({"categorical", "gamma", "normal", "poisson", "shuffle", "truncated_normal", "uniform"})
_DATASETS = ("tensorflow.data.", "tf.data.", "torchdata.")
_CLOCK_SEEDED = frozenset({"numpy.random.default_rng", "numpy.random.RandomState", "random.Random",
                           *_KEYS, *(name for names in _GLOBAL.values() for name in names)})  # fmt: skip
_LOADER = "torch.utils.data.DataLoader"

_LAYERS = ("keras.layers.", "tensorflow.keras.layers.")
_WEIGHTED = frozenset({"Bidirectional", "Conv1D", "Conv2D", "Conv3D", "Dense", "Dropout", "Embedding", "GRU", "LSTM",
                       "MultiHeadAttention", "SeparableConv2D", "SimpleRNN"})  # fmt: skip


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    draws = [call for call in program.calls if _draws(call)]
    loose = [call for call in draws if not _seeded(call, program)]
    if loose:
        names = sorted({call.method for call in loose})
        cells = listed(map(str, sorted({call.cell.number for call in loose})))
        return warned(
            f"Without a seed: {listed(names)} (cell {cells}).",
            next_step="Give each random_state=…, and seed the global generators in the first cell.",
        )
    if (problem := unreadable(program)) is not None:
        return problem
    if not draws:
        return not_applicable("nothing in the notebook is known to draw random numbers")
    return passed(f"{count(len(draws), 'random step')}, all seeded.")


def _draws(call: Call) -> bool:
    if call.name.startswith(_FAMILIES) and call.name not in _PARAMETERS:
        shuffles = call.method in _SHUFFLING and call.constant("shuffle") is True
        return shuffles or call.method in _STATEFUL
    if _draws_rows(call) or call.name in {*_SAMPLERS, *_SAMPLING, *_PARAMETERS, *_KEYS}:
        return True
    if call.name == "numpy.random.default_rng" or (call.name in _CLOCK_SEEDED and _by_clock(call)):
        return True
    seeds = {name for names in _GLOBAL.values() for name in names}
    if call.name.startswith(_LAYERS):
        return call.method in _WEIGHTED
    if call.name.startswith(("scipy.stats.", "tensorflow.random.")):
        return call.method in ({"rvs"} if call.name.startswith("scipy.") else _TENSORFLOW_DRAWS)
    legacy = call.name.startswith(("numpy.random.", "random.")) and call.name.count(".") <= 2  # noqa: PLR2004 - module.function
    return (legacy and call.name not in seeds) or call.name in _TORCH_DRAWS


def _draws_rows(call: Call) -> bool:
    """Tell whether rows are drawn or mixed: by a table's ``sample``, or by a loader."""
    if call.name == _LOADER:
        return call.constant("shuffle") is True
    if call.method in _ROW_METHODS or _splits_itself(call):
        return call.constant("shuffle") is not False
    if _mixes_itself(call):
        return True
    if call.method != "sample":
        return False
    return call.name.startswith(_FRAMES) or call.argument(None, *_SHARES) is not None


def _splits_itself(call: Call) -> bool:
    """Tell whether a data set splits itself: ``load_dataset(…).train_test_split()``."""
    return call.method == "train_test_split" and call.name.endswith((").train_test_split", "].train_test_split"))


def _mixes_itself(call: Call) -> bool:
    return call.method == "shuffle" and (call.name.startswith(_DATASETS) or "ataset" in call.name)


def _seeded(call: Call, program: Program) -> bool:
    if _by_clock(call):
        return False
    own = _seeded_itself(call, program)
    if own is not None:
        return own
    return _seeded_by_name(call, program)


def _seeded_itself(call: Call, program: Program) -> bool | None:
    """Tell whether what takes its seed in its own way was given one; None for what takes it as others do."""
    if call.name in {*_PARAMETERS, *_KEYS}:
        return call.name in _KEYS or _in_parameters(call)
    if call.name in _SAMPLERS:
        sampler = call.argument(None, "sampler")
        return call.spread or (sampler is not None and not _bare(sampler, program))
    if call.name == "numpy.random.default_rng" or call.method in _BITS:
        return _given(call)
    if call.method in _ROW_METHODS or _splits_itself(call) or _mixes_itself(call):
        place = _ROW_METHODS.get(call.method, 1 if call.method == "shuffle" else None)
        if call.value(place, *_SEEDS) is not None and not _is_none(call.value(place, *_SEEDS)):
            return True
        if not call.name.startswith(_DATASETS):
            return False
    return None


def _seeded_by_name(call: Call, program: Program) -> bool:
    if call.argument(None, "generator") is not None or (
        call.method in {"rvs", "sample", *_TENSORFLOW_DRAWS} and _own_seed(call)
    ):
        return True
    if call.name.startswith(_FAMILIES):
        if _own_seed(call):
            return True
        return call.spread or (call.constant("shuffle") is False)
    prefix = next((start for start in _GLOBAL if call.name.startswith(start)), "")
    if not prefix and call.method == "sample" and not call.name.startswith("polars."):
        prefix = "pandas."
    seeds = _GLOBAL.get(prefix, frozenset())
    return any(
        each.name in seeds and each.order < call.order and _given(each) and not _by_clock(each)
        for each in program.calls
    )


def _own_seed(call: Call) -> bool:
    return any(call.argument(None, seed) is not None and call.constant(seed) is not None for seed in _SEEDS)


def _is_none(value: Value | None) -> bool:
    return isinstance(value, Const) and value.value is None


def _by_clock(call: Call) -> bool:
    """Tell whether a seed is taken from the clock or the machine, which is none: nobody can give it again."""
    seeds = [call.value(0, *_SEEDS)] if call.name in _CLOCK_SEEDED else [call.value(None, *_SEEDS)]
    return any(
        isinstance(each, Ref) and each.name.endswith("()") and each.name[:-2].rpartition(".")[2] in _CLOCKS
        for seed in seeds
        for each in walk(seed)
    )


def _in_parameters(call: Call) -> bool:
    """Tell whether the parameters that a booster is trained with hold a seed, or may."""
    if _own_seed(call):
        return True
    given = call.value(_PARAMETERS[call.name], "params", "pool")
    return not isinstance(given, Map) or not given.complete or bool(_IN_PARAMETERS & set(map(str, given.items)))


def _bare(sampler: ast.expr, program: Program) -> bool:
    """Tell whether a sampler is made without a seed, here or where its name was bound."""
    made = [
        call
        for call in program.calls
        if call.node is sampler or (isinstance(sampler, ast.Name) and sampler.id in call.targets)
    ]
    grid = any(call.method == "GridSampler" for call in made)
    return bool(made) and not grid and not any(_own_seed(call) or call.spread for call in made)


def _given(call: Call) -> bool:
    return bool(call.node.args or call.node.keywords)


PROBE = Probe(name="unseeded-randomness", items=("TRN-02",), run=_run, partial=True, docs=__doc__)
