"""Calls that split rows: what they take apart, which part is which, and whether rows are mixed before."""

from __future__ import annotations

import re

from jupyter_mlsec.code.values import Ref, Value
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.sides import Side, named

_ALTERNATES = frozenset({"train_test_split"})  # X_train, X_test, y_train, y_test
_PAIRWISE = frozenset({"iterative_train_test_split"})  # X_train, y_train, X_test, y_test
_IN_TURN = frozenset({
    "array_split", "dsplit", "leave_k_out_split", "partition_dataset", "python_chrono_split", "python_random_split",
    "python_stratified_split", "randomSplit", "random_split", "random_split_by_group", "random_train_test_split",
    "split",
    "split_after", "split_before", "split_by_ratio", "split_dataset", "stratified_split", "temporal_split",
    "temporal_train_test_split", "train_test_split_df", "train_valid_test_split", "split_frame", "vsplit",
})  # fmt: skip
_SPLITTERS = re.compile(
    r"(?:Stratified|Repeated|Group|LeaveOne|LeaveP|TimeSeries|Predefined|Purged|Blocking|Shuffle|MultilabelStratified"
    r"|IterativeStrat)*(?:KFold|ShuffleSplit|Split|Out|GroupOut|GroupsOut|GroupKFold|GroupShuffleSplit|"
    r"Stratification)\(\)"
)
_FOLDS = re.compile(r"KFold|Out\(|TimeSeriesSplit|PurgedGroup")
_NUMPY = re.compile(r"(?:numpy|jax\.numpy|cupy|torch|tensorflow)\.(?:array_)?(?:v|d)?split")
_FRAMES = re.compile(r"(?:torch\.utils\.data|keras\.utils|lightning|pyspark|torchtext)")
_DATA = re.compile(r"(?:read|load|scan|fetch|from)_?\w*|[A-Z]\w+|table|csv|parquet|json")
_OWN = frozenset({"randomSplit", "split_after", "split_before", "split_frame"})  # methods of the rows themselves
_DRAWN = frozenset({"leave_k_out_split", "python_random_split", "random_split", "randomSplit", "random_split_by_group",
                    "random_train_test_split", "split_by_ratio", "split_frame"})  # fmt: skip
MIXES = frozenset({"permutation", "permuted", "randperm", "shuffle", "sample"})
_WATCHES = re.compile(r"(?:Stopping|Checkpoint|Callback|Scheduler|Logger|Model|Trainer|Plateau)$")  # "val_loss"
_LOADED = re.compile(r"datasets\.\w+\.load_data$")  # (x_train, y_train), (x_test, y_test)
_HANDS = re.compile(
    r"(?:get|load|make|build|read|open|create)_?\w*|\w*(?:data|data_?set|fold|loader|part|rows|split|subset)",
    re.IGNORECASE,
)
_LINES = (".csv", ".json", ".jsonl", ".ndjson", ".tsv", ".txt")
_THREE = 3
_LONG = 20  # characters of a split's name


def rows_of(call: Call) -> tuple[Value, ...] | None:  # noqa: PLR0911 - one return a kind of split
    """Return what a call splits; None where it splits nothing."""
    owner = call.name.removesuffix(f".{call.method}")
    given = tuple(argument.value for argument in call.arguments.positional)
    if call.method in _ALTERNATES | _PAIRWISE:
        if isinstance(call.base, Ref) and call.base.name.endswith((")", "]")):
            return (call.base,)  # a data set's own method
        return given or tuple(
            call.arguments.keywords[name].value
            for name in ("X", "arrays", "data", "dataset", "df", "y")
            if name in call.arguments.keywords
        )
    if call.method == "split" and _SPLITTERS.search(f"{owner.rpartition('.')[2]}"):
        return given
    if call.method in _OWN and isinstance(call.base, Ref) and call.base.name.endswith((")", "]")):
        return (call.base,)
    if call.method in _IN_TURN and (_NUMPY.fullmatch(call.name) or _FRAMES.match(call.name)) and given:
        return given[:1]
    if call.method in _IN_TURN - {"split"} and given and not _NUMPY.match(call.name):
        return given[:1]
    return () if _LOADED.search(call.name) else None


def side_of(name: str, index: int, of: int) -> Side:
    if name in _ALTERNATES:
        return Side.TRAIN if index % 2 == 0 else Side.TEST
    if name in _PAIRWISE:
        return Side.TRAIN if index < of / 2 else Side.TEST
    if index == 0:
        return Side.TRAIN
    return Side.VALID if of == _THREE and index == 1 else Side.TEST


def named_place(key: str) -> int:
    """Return the place of a named part: ``parts["test"]``."""
    word = key.lower()
    return 0 if word.startswith("train") else 1 if word.startswith(("test", "val", "eval", "dev")) else -1


def is_random(call: Call, program: Program) -> bool:
    """Tell whether a call mixes rows before it splits them."""
    shuffle = call.constant("shuffle")
    if call.method in _ALTERNATES | _PAIRWISE:
        return shuffle is not False
    if call.method == "split" and isinstance(call.base, Ref):
        made = program.flow.call_of(call.base)
        name = call.base.name
        mixed = made is not None and made.constant("shuffle") is True
        return mixed or (("ShuffleSplit" in name or "RepeatedKFold" in name) and "Group" not in name)
    if call.method in _DRAWN:
        return True
    return any(each.method in MIXES for each in program.flow.calls(*rows_of(call) or (), before=call.order))


def told_side(call: Call) -> Side | None:
    """Return which side of a split that was made elsewhere a call reads, as its path or its options say."""
    if not brings_rows(call):
        return None
    if call.constant("train") in {True, False} and "." in call.name:
        return Side.TRAIN if call.constant("train") is True else Side.TEST
    if _WATCHES.search(call.method):
        return None
    told = call.text(None, "split", "subset") or call.text(1) or ""
    if named(told.partition("[")[0]) is not None and len(told) < _LONG:
        return named(told.partition("[")[0])
    path = call.text(0, "path", "filepath_or_buffer", "source", "io", "data_dir", "file", "directory", "root") or ""
    return named(path.rstrip("/").rpartition("/")[2]) if path else None


def told_sides(program: Program) -> dict[int, Side]:
    """Return by the order of calls which side of a split that was made elsewhere each of them reads."""
    told = {call.order: side for call in program.flow.made.values() if (side := told_side(call)) is not None}
    return _by_sisters(program) | told


def _by_sisters(program: Program) -> dict[int, Side]:
    """Return which side calls give that differ in its name alone: ``data.part("train")``, ``data.part("test")``."""
    several: dict[tuple[str, Value | None], dict[int, Side]] = {}
    for call in program.flow.made.values():
        told = call.text(0, "split", "part", "subset", "mode", "phase", "stage")
        side = named(told) if told is not None and len(told) < _LONG and told.isidentifier() else None
        if side is not None and _HANDS.fullmatch(call.method) and call.base is not None:
            several.setdefault((call.name, call.base), {})[call.order] = side
    return {
        order: side
        for sides in several.values()
        if {Side.TRAIN, Side.TEST} <= set(sides.values())
        for order, side in sides.items()
    }


def brings_rows(call: Call) -> bool:
    """Tell whether a call reads a data set, or opens the file that it lies in."""
    return _DATA.fullmatch(call.method) is not None or _opens_rows(call)


def _opens_rows(call: Call) -> bool:
    """Tell whether a file of rows is opened to be read."""
    mode = call.text(1, "mode") or "r"
    return call.method == "open" and mode.startswith("r") and (call.text(0, "file") or "").endswith(_LINES)


def folds_rows(call: Call) -> bool:
    """Tell whether a call goes through several splits of the same rows."""
    return _SPLITTERS.search(call.name) is not None and _FOLDS.search(call.name) is not None
