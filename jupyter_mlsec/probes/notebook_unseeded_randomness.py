"""Random numbers without a seed: the same notebook gives another model each time.

What cannot be repeated cannot be reviewed, and a result that was picked from many runs looks like any other.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._observations import count, listed, not_applicable
from jupyter_mlsec.probes._program import Call, Program, read_program
from jupyter_mlsec.probes._reading import unreadable

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
})  # fmt: skip
_SHUFFLING = frozenset({"KFold", "StratifiedKFold"})
_FAMILIES = ("sklearn.", "xgboost.", "lightgbm.", "catboost.", "imblearn.")
_SEEDS = ("random_state", "seed", "random_seed")
_GLOBAL = {
    "numpy.random.": frozenset({"numpy.random.seed"}),
    "random.": frozenset({"random.seed"}),
    "torch.": frozenset({"torch.manual_seed", "lightning.seed_everything", "pytorch_lightning.seed_everything"}),
    "tensorflow.": frozenset({"tensorflow.random.set_seed", "keras.utils.set_random_seed",
                              "tensorflow.keras.utils.set_random_seed"}),
    "keras.": frozenset({"tensorflow.random.set_seed", "keras.utils.set_random_seed",
                         "tensorflow.keras.utils.set_random_seed"}),
}  # fmt: skip
_TORCH_DRAWS = frozenset({"torch.rand", "torch.randn", "torch.randint", "torch.randperm", "torch.nn.Linear",
                          "torch.nn.Conv2d", "torch.nn.LSTM", "torch.nn.Embedding"})  # fmt: skip

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
    if call.name.startswith(_FAMILIES):
        shuffles = call.method in _SHUFFLING and call.constant("shuffle") is True
        return shuffles or call.method in _STATEFUL
    if call.name == "numpy.random.default_rng":
        return True
    seeds = {name for names in _GLOBAL.values() for name in names}
    if call.name.startswith(_LAYERS):
        return call.method in _WEIGHTED
    legacy = call.name.startswith(("numpy.random.", "random.")) and call.name.count(".") <= 2  # noqa: PLR2004 - module.function
    return (legacy and call.name not in seeds) or call.name in _TORCH_DRAWS


def _seeded(call: Call, program: Program) -> bool:
    if call.name.startswith(_FAMILIES):
        if any(call.argument(None, seed) is not None and call.constant(seed) is not None for seed in _SEEDS):
            return True
        return call.spread or (call.constant("shuffle") is False)
    if call.name == "numpy.random.default_rng" or call.method in {"RandomState", "Random", "SeedSequence", "Generator"}:
        return _given(call)
    prefix = next((start for start in _GLOBAL if call.name.startswith(start)), "")
    seeds = _GLOBAL.get(prefix, frozenset())
    return any(each.name in seeds and each.order < call.order and _given(each) for each in program.calls)


def _given(call: Call) -> bool:
    return bool(call.node.args or call.node.keywords)


PROBE = Probe(name="unseeded-randomness", items=("TRN-02",), run=_run, partial=True, docs=__doc__)
