"""Screens whose verdict nobody heeds: poisoned or odd rows are found, and all rows are learned or answered."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Ref
from jupyter_mlsec.probes._judging.reading import Reading, Wrong
from jupyter_mlsec.probes._notebook.learners import learns_features
from jupyter_mlsec.probes._notebook.program import Call

_POISON = re.compile(
    r"detect_poison|find_label_issues|get_label_issues|find_issues|get_issues|find_label_errors|filter_poison\w*"
)
_ODD = re.compile(r"(?:IsolationForest|LocalOutlierFactor|EllipticEnvelope|OneClassSVM|SGDOneClassSVM"
                  r"|pyod\.\S*|IForest|ECOD|LOF|H?DBSCAN)\b",
                  re.IGNORECASE)  # fmt: skip
_CLUSTERS = re.compile(r"DBSCAN")
_SUSPECTS = re.compile(r"suspicio|suspect|poison|backdoor|verdächt|verdacht|sospech|empoison|vergift")
_VERDICTS = re.compile(r"predict|fit_predict|labels_|infer")
_UNKNOWN = re.compile(
    r"\b(?:od|ood|novelty|anomaly|outlier)\w*|\w*(?:_ood|ood_)\w*|OutlierVAE|IForest|Mahalanobis|MSP"
    r"|MaxSoftmax|EnergyBased",
    re.IGNORECASE,
)
_SOFT = frozenset({"print", "len", "sum", "mean", "info", "log", "display", "round", "int", "count_nonzero",
"where", "format", "nonzero",
                   "value_counts", "float", "flatnonzero", "enumerate", "list", "array", "asarray", "str",
                   "Counter", "head", "bool", "astype",
                   "to_numpy", "any", "argwhere", "sorted", "range", "warning", "zip", "hist", "bincount"})  # fmt: skip
_LEARNS = frozenset({"fit", "train", "train_model", "fit_generator", "finetune"})
_ANSWERS = frozenset({"predict", "predict_proba"})
_DEEPEST = 5


def unheeded_screens(reading: Reading) -> Iterator[Wrong]:
    """Yield the learning, and the answering, after a screen that has no say in it."""
    for call in reading.program.calls:
        if _screens(call, reading) and not _heeded(_verdict(call, reading) or call.node, reading):
            later = _learned_after(call, reading)
            if later is not None:
                yield Wrong("EVA-08", later.cell.number, "suspicious rows are found and learned all the same")
                return
        if _is_unknown(call) and not _heeded(call.node, reading):
            later = _answered_after(call, reading)
            if later is not None:
                yield Wrong("EVA-09", later.cell.number, "strange rows are found and answered all the same")
                return


def _verdict(call: Call, reading: Reading) -> ast.AST | None:
    """Return where a verdict is read that an object holds: ``detector.labels_``."""
    owner = call.node.func.value if isinstance(call.node.func, ast.Attribute) else None
    name = owner.id if isinstance(owner, ast.Name) else None
    for node in reading.code.nodes if call.method == "fit" and _ODD.search(call.name) else ():
        if isinstance(node, ast.Attribute) and node.attr == "labels_":
            held = node.value
            if held is call.node or (name is not None and isinstance(held, ast.Name) and held.id == name):
                return node
    return None


def _screens(call: Call, reading: Reading) -> bool:
    """Tell whether a call looks for rows that are poisoned, mislabelled or odd."""
    if _CLUSTERS.search(call.name) and not _SUSPECTS.search(reading.all_words()):
        return False
    return _POISON.fullmatch(call.method) is not None or (
        _ODD.search(call.name) is not None
        and (_VERDICTS.fullmatch(call.method) is not None or _verdict(call, reading) is not None)
    )


def _is_unknown(call: Call) -> bool:
    """Tell whether a call asks whether rows are of the known world."""
    if call.method not in {"predict", "score", "score_samples", "decision_function", "__call__"} or not isinstance(
        call.node.func, ast.Attribute
    ):
        return False
    return _UNKNOWN.fullmatch(ast.unparse(call.node.func.value).rpartition(".")[2]) is not None


def _learned_after(screen: Call, reading: Reading) -> Call | None:
    """Return the last fit after a screen, where it learns the rows that were looked at."""
    fits = [
        each for each in reading.program.calls
        if each.order > screen.order and each.method in _LEARNS and each.node is not screen.node
        and not learns_features(each) and not _ODD.search(each.name)
    ]  # fmt: skip
    if not fits or not any(_rows(screen, reading)):
        return None
    screened = frozenset().union(*_rows(screen, reading))
    last = fits[-1]
    given = [each.value for each in (*last.arguments.positional[:1], *last.arguments.keywords.values())]
    if not given and isinstance(last.base, Ref) and last.base.made is not None:
        given = [*last.base.made.values()]
    learned = [reading.sources(each, before=last.order) for each in given]
    return last if any(each and each <= screened for each in learned) else None


def _rows(screen: Call, reading: Reading) -> list[frozenset[int]]:
    """Return the keys of what a screen looks at, by whatever it was given before."""
    found = [reading.sources(each, before=screen.order) for each in screen.arguments.values()]
    made = screen.base
    for _ in range(_DEEPEST):
        if not isinstance(made, Ref):
            break
        for time, what, how in reading.program.flow.grown.get(made, ()):
            if how == "fit" and time < screen.order:
                found.append(reading.sources(what, before=time))
        if made.made is not None:
            found.extend(reading.sources(each, before=screen.order) for each in made.made.values())
        made = made.base
    asked = reading.asked(
        *screen.arguments.values(),
        *(screen.base.made.values() if isinstance(screen.base, Ref) and screen.base.made else ()),
    )
    found.extend(reading.sources(each, before=screen.order) for each in asked)
    found.extend(_crossed(screen, reading))
    return [each for each in found if each]


def _crossed(screen: Call, reading: Reading) -> Iterator[frozenset[int]]:
    """Yield the rows of a cross validation whose answers a screen is given."""
    for value in reading.behind(*screen.arguments.values()):
        call = reading.program.flow.call_of(value)
        if call is not None and call.method.startswith("cross_val") and len(call.arguments.positional) > 1:
            yield reading.sources(call.arguments.positional[1].value, before=call.order)


def _answered_after(screen: Call, reading: Reading) -> Call | None:
    rows = frozenset().union(
        *(reading.sources(each.value, before=screen.order) for each in screen.arguments.positional[:1])
    )
    for each in reading.program.calls:
        other = each.method in _ANSWERS and each.base is not screen.base and not _is_unknown(each)
        if other and each.order > screen.order and each.arguments.positional and rows:
            asked = reading.sources(each.arguments.positional[0].value, before=each.order)
            if asked and asked <= rows and _is_handed_on(reading):
                return each
    return None


def _is_handed_on(reading: Reading) -> bool:
    """Tell whether answers leave the notebook."""
    return any(
        re.fullmatch(
            r"to_(?:csv|parquet|sql|json|excel)|save\w*|dump|post|send\w*|publish|write\w*|insert\w*|put_\w+",
            call.method,
        )
        for call in reading.program.calls
    )


def _heeded(  # noqa: C901, PLR0911 - one return a place where a verdict may stand
    node: ast.AST, reading: Reading, depth: int = 0, seen: frozenset[str] = frozenset()
) -> bool:
    """Tell whether anything but words hangs on what a screen says."""
    if depth > _DEEPEST:
        return True
    child = node
    for place in reading.code.around(node):
        if isinstance(place, ast.Assert | ast.Return | ast.Raise | ast.Delete | ast.While | ast.Yield):
            return True
        if isinstance(place, ast.If | ast.IfExp) and child is place.test:
            return _acts(place, reading)
        if isinstance(place, ast.Subscript) and child is place.slice:
            return not _is_shown(place, reading)
        if isinstance(place, ast.Call) and child is not place.func and _called(place) not in _SOFT:
            return True
        if (
            isinstance(place, ast.Call)
            and child is place.func
            and _called(place) not in _SOFT | {"get", "get_issues", "sum", "find_issues"}
        ):
            return _called(place) not in {"head", "describe"} and place is not node
        if isinstance(place, ast.Call) and any(key.arg in {"inplace", "index"} for key in place.keywords):
            return True
        if isinstance(place, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.For | ast.comprehension | ast.NamedExpr):
            return _names_heeded(place, node, reading, depth, seen)
        if isinstance(place, ast.Expr):
            return _object_heeded(node, reading, depth, seen)
        child = place
    return False


def _object_heeded(node: ast.AST, reading: Reading, depth: int, seen: frozenset[str]) -> bool:
    """Tell whether an object that keeps its verdict is asked for it afterwards: ``lab.find_issues()``."""
    function = node.func if isinstance(node, ast.Call) else None
    owner = function.value if isinstance(function, ast.Attribute) else None
    if not isinstance(owner, ast.Name) or owner.id in seen:
        return False
    order = reading.code.order[id(node)]
    reads = [each for each in reading.code.reads.get(owner.id, ()) if reading.code.order[id(each)] > order + 5]
    return any(_heeded(each, reading, depth + 1, seen | {owner.id}) for each in reads)


def _names_heeded(place: ast.AST, node: ast.AST, reading: Reading, depth: int, seen: frozenset[str]) -> bool:
    targets = getattr(place, "targets", None) or [getattr(place, "target", place)]
    if any(isinstance(each, ast.Subscript | ast.Attribute) for each in targets):
        return True
    names = {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)} - seen
    order = reading.code.order[id(node)]
    for name in names:
        for read in reading.code.reads.get(name, ()):
            if reading.code.order[id(read)] > order and _heeded(read, reading, depth + 1, seen | names):
                return True
    return False


def _acts(place: ast.If | ast.IfExp, reading: Reading) -> bool:
    return isinstance(place, ast.IfExp) or reading.code.follows([*place.body, *place.orelse])


def _is_shown(place: ast.Subscript, reading: Reading) -> bool:
    """Tell whether the rows that a verdict chooses are only shown."""
    for each in reading.code.around(place):
        if isinstance(each, ast.Call):
            return _called(each) in {"print", "display", "info"}
        if isinstance(each, ast.stmt):
            return isinstance(each, ast.For)
    return False


def _called(node: ast.Call) -> str:
    return ast.unparse(node.func).rpartition(".")[2]
