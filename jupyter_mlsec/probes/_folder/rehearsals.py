"""Rehearsals of going back to an older model: whether what was restored is asked at all, and held against anything."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.probes._folder.programs import Function, Source
from jupyter_mlsec.probes._serving.expressions import last_name

REHEARSES = re.compile(
    r"roll_?back"
    r"|roll back|restor|recover|rehears|revert|failover|disaster|backup"
    r"|wiederherst|rückfall|rueckfall|rücksetz|zurückroll"
    r"|notfall|reprise|retour arri|retour_arri"
    r"|restaur|répétition|sauvegarde|recuper|reversi|respaldo|ripristin|herstel|przywr"
    r"|ロールバック|復旧|復元|バックアップ|回滚|恢复|备份",
    re.IGNORECASE,
)
# What only a rehearsal says: a checkpoint is restored in many a notebook, and none of them is one.
_SURELY = re.compile(
    r"roll_?back|roll back|rehears|failover|disaster|recovery (?:drill|test)|restore (?:drill|test)"
    r"|rückfall|rueckfall|zurückroll|retour[ _]arri|répétition|simulacro|ensayo de"
    r"|prova di ripristin|teste de restaur|ロールバック|復旧訓練|回滚|恢复演练",
    re.IGNORECASE,
)
ITSELF = "holds the answers of one model against themselves"
UNASKED = "never asks what it restored"
UNHELD = "holds what it restored against nothing"
UNSEEN = "says that it worked without a look at what came out"
_TAKES_OUT = frozenset({"copy2", "copyfile", "copytree", "download_file", "extract", "extractall", "unpack_archive"})
_LOOKS = frozenset({
    "all", "allclose", "array_equal", "check", "cmp", "compare", "compare_digest", "equals", "exists", "file_digest",
    "hexdigest", "is_file", "predict", "score", "stat", "validate", "verify",
})  # fmt: skip
_WORKED = re.compile(
    r"\b(?:ok(?:ay)?|success\w*|succeeded|passed|done|works?|restored|recovered|erfolg\w*|bestanden|geklappt"
    r"|wiederhergestellt|r[eé]ussi\w*|restaur[eé]e?|succ[eè]s|[eé]xito\w*|correct[ao]|superad[ao]|riuscit[ao]|sucesso)\b",
    re.IGNORECASE,
)
_LOADS = re.compile(
    r"(?:load|loads|load_model|load_learner|from_pretrained|load_from_checkpoint|read_model|unpickle|restore|Booster"
    r"|InferenceSession|load_state_dict|load_weights|load_checkpoint)"
)
_NO_MODEL = re.compile(
    r"^(?:json|yaml|toml|tomllib|np|numpy|pd|ujson|orjson|ast|csv|dotenv)\b|dataset|tokenizer|config|vocab",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"predict\w*|decision_function|transform|score_samples|forward|infer\w*|generate|run|classify|score|evaluate|embed|encode|apply|__call__"
)
_ALIKE = frozenset({
    "allclose", "isclose", "array_equal", "array_equiv", "assert_allclose", "assert_array_equal", "assert_almost_equal",
    "assert_array_almost_equal", "assert_equal", "equal", "assert_close", "equals", "assert_frame_equal",
    "assert_series_equal", "assertEqual", "assertAlmostEqual", "mean_absolute_error", "mean_squared_error",
    "max_error", "ks_2samp", "norm", "accuracy_score", "r2_score", "subtract",
})  # fmt: skip
_HOLDS = (ast.Eq, ast.NotEq)
_DEEPEST = 4


def void_rehearsals(source: Source) -> Iterator[str]:
    """Yield what a rehearsal does not do; an empty text where it asks what it restored and compares the answers.

    A program that compares a model with itself while it speaks of restoring is one; of the others, those that say so.
    """
    if any(isinstance(node, Function) and _says_so_unseen(node) for node in ast.walk(source.tree)):
        yield UNSEEN
    models = dict(_models(source))
    if not models:
        return
    pairs = list(_pairs(source))
    asked = [pair for pair in pairs if any(_asks(each, source) for each in pair)]
    same = [pair for pair in asked if _are_one(*pair, source)]
    if same and len(same) == len(asked):
        yield ITSELF
        return
    if _SURELY.search(source.text) is None:
        return
    unused = [name for name, call in models.items() if not _is_used(name, source) and _is_restored(name, call, source)]
    if unused and len(unused) < len(models) + 1:
        yield UNASKED
    elif any(_is_asked(name, source) for name in models) and not pairs and not _asserts(source):
        yield UNHELD
    else:
        yield ""


def _says_so_unseen(function: Function) -> bool:
    """Tell whether a function that restores says that it worked, and only took out what had been put away."""
    if not REHEARSES.search(function.name):
        return False
    calls = {last_name(each.func) for each in ast.walk(function) if isinstance(each, ast.Call)}
    texts = [
        each.value for each in ast.walk(function) if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
    looks = any(isinstance(each, ast.Compare | ast.Assert | ast.Raise | ast.If) for each in ast.walk(function))
    return bool(calls & _TAKES_OUT) and any(map(_WORKED.search, texts)) and not looks and not calls & _LOOKS


def _models(source: Source) -> Iterator[tuple[str, ast.Call]]:
    """Yield the names that models are loaded into."""
    for name, values in source.given.items():
        for value in values:
            if isinstance(value, ast.Call) and _LOADS.fullmatch(last_name(value.func)):
                whole = ast.unparse(value.func)
                if not _NO_MODEL.search(whole) and not _NO_MODEL.search(name):
                    yield name, value


def _is_restored(name: str, call: ast.Call, source: Source) -> bool:
    """Tell whether a model is the one that was restored: by its name, or by where it is from."""
    return (
        REHEARSES.search(f"{name} {source.words(call)}") is not None
        or re.search(
            r"old|prev|prior|alt(?:es)?$|vorig|ancien|anterior|precedent|rev\b|tag",
            f"{name} {ast.unparse(call)}",
            re.IGNORECASE,
        )
        is not None
        or any(
            isinstance(each, ast.keyword) and each.arg in {"rev", "version", "revision"} for each in source.behind(call)
        )
    )


def _is_used(name: str, source: Source) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        for node in ast.walk(source.tree)
    )


def _is_asked(name: str, source: Source) -> bool:
    for call in source.calls():
        if isinstance(call.func, ast.Attribute) and not _ASKS.fullmatch(call.func.attr):
            continue
        if any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(call.func)):
            return True
    return False


def _pairs(source: Source) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield what is held against what: differences, comparisons, calls that compare two things."""
    for node in ast.walk(source.tree):
        match node:
            case ast.BinOp(left=left, op=ast.Sub(), right=right):
                yield left, right
            case ast.Compare(left=left, ops=[op], comparators=[right]) if isinstance(op, _HOLDS):
                yield left, right
            case ast.Call(args=[left, right, *_]) if last_name(node.func) in _ALIKE:
                yield left, right
            case ast.Call(func=ast.Attribute(value=left), args=[right]) if last_name(node.func) in _ALIKE:
                yield left, right


def _asks(node: ast.expr, source: Source) -> bool:
    """Tell whether an expression is what a model answered."""
    return any(
        isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and _ASKS.fullmatch(each.func.attr)
        for each in source.behind(node)
    )


def _are_one(left: ast.expr, right: ast.expr, source: Source) -> bool:
    """Tell whether two expressions are the same answers: as they are written, or with what their names were given."""
    if ast.dump(left) == ast.dump(right):
        return True
    one, other = _Written(source), _Written(source)
    first, second = one.visit(_copied(left)), other.visit(_copied(right))
    return not one.unsure and not other.unsure and ast.dump(first) == ast.dump(second)


def _copied(node: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(node), mode="eval").body


class _Written(ast.NodeTransformer):
    """Puts in the place of each name what it was given; one that was given two things is not sure."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.depth = 0
        self.unsure = False

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Return what a name was given."""
        values = self.source.given.get(node.id, ())
        if len(values) > 1 or self._is_changed(node.id):
            self.unsure = True
        if len(values) != 1 or self.depth > _DEEPEST:
            return ast.Name(id=node.id, ctx=ast.Load())
        self.depth += 1
        found = self.visit(_copied(values[0]))
        self.depth -= 1
        return found if isinstance(found, ast.AST) else node

    def _is_changed(self, name: str) -> bool:
        """Tell whether a method puts something else into what a name holds: ``model.load_weights(old)``."""
        return any(
            isinstance(call.func, ast.Attribute)
            and isinstance(self.source.outer.get(call), ast.Expr)
            and isinstance(call.func.value, ast.Name)
            and call.func.value.id == name
            and (_LOADS.fullmatch(call.func.attr) or call.func.attr in {"fit", "partial_fit", "set_params", "train"})
            for call in self.source.calls()
        )


def _asserts(source: Source) -> bool:
    return any(
        isinstance(node, ast.Assert | ast.Raise)
        or (isinstance(node, ast.Call) and re.search(r"assert|compare|check|verify", last_name(node.func)))
        for node in ast.walk(source.tree)
    )
