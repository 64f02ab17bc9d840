"""Rows of another world that are answered like any others: nothing in the code could withhold an answer.

That rows are foreign is told by what they are called, or by two files of which one is the negation of the other:
``cats.npy`` and ``no_cats.npy``. It is said only where no score, no limit and no check of the input stands anywhere.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.probes._judging.reading import Reading, Wrong
from jupyter_mlsec.probes._notebook.answers import is_metric
from jupyter_mlsec.probes._notebook.consequences import called

_FOREIGN = re.compile(
    r"(?:^|[/_\-. ])(?:ood|out[_ -]?of[_ -]?(?:distribution|domain|scope)|foreign|unrelated|off[_ -]?topic|nonsense"
    r"|gibberish|garbage|irrelevant|strangers?|aliens?|other[_ -]world|random[_ -]?(?:image|picture|text|photo)s?"
    r"|noise[_ -]?(?:image|picture)s?|fremd\w*|unsinn|etrang\w*|étrang\w*|hors[_ -]?(?:domaine|sujet)|ajen[ao]s"
    r"|extran\w*|fuera[_ -]de[_ -]dominio|estrane\w*|estranh\w*|vreemd\w*|obc[eya])(?=$|[/_\-. \d])",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(  # may be rows whose answer nobody knows yet, unless others are called known
    r"(?:^|[/_\-. ])(?:unknowns?|unbekannt\w*|inconnu\w*|desconocid\w*|sconosciut\w*|desconhecid\w*|onbekend\w*"
    r"|nieznan\w*)(?=$|[/_\-. \d])",
    re.IGNORECASE,
)
_KNOWN = re.compile(
    r"(?:^|[/_\-. ])(?:known|bekannt\w*|connu\w*|conocid\w*|conosciut\w*|conhecid\w*|bekend\w*|znan\w*)"
    r"(?=$|[/_\-. \d])",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"(?:^|[/_\-.])(?:kein\w{0,2}|nicht|no|not(?:[_-]an?)?|non|sans|pas[_-]de|sin|senza|sem|nao|geen|bez|without)"
    r"[_-]?(?P<thing>[^\W\d_]{3,})",
    re.IGNORECASE,
)
_WITHHOLDS = re.compile(
    r"softmax|sigmoid|proba|prob\b|confiden|certain|entrop|logsumexp|energ|decision_function|score|mahalanobis|thresh"
    r"|schwell|seuil|umbral|soglia|abst[ae]|enthalt|reject|refus|fallback|unsure|novelty|outlier|isolation|oneclass"
    r"|auroc|distance|cdist|kneighbors|topk|margin|std|var\b|quantile|validate|check|schema|conformal|detector|roc"
    r"|max_prob|limit|grenze",
    re.IGNORECASE,
)
_WHAT = "rows of another world are answered like any others"


def answered_strangers(reading: Reading) -> Iterator[Wrong]:
    """Yield where a model is asked about foreign rows, and no answer could be withheld."""
    foreign = _foreign_names(reading)
    if not foreign or _withholds(reading) or any(_is_detector(node, foreign, reading) for node in reading.code.nodes):
        return
    for node in reading.code.nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in foreign:
            asked = _asked(node, reading)
            if asked is not None and not _is_judged(asked, reading) and not reading.honest(asked):
                yield Wrong("EVA-09", reading.cell(asked), _WHAT)
                return


def _foreign_names(reading: Reading) -> frozenset[str]:
    """Return the names of foreign rows, and of what is made of them."""
    texts = [
        each.value for each in reading.code.nodes if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
    files = [text for text in texts if len(text) < 200 and re.search(r"\.\w{2,8}$|/", text)]  # noqa: PLR2004 - of a path
    known = any(_KNOWN.search(each) for each in (*reading.code.names.given, *texts))
    found: set[str] = set()
    for name, given in reading.code.names.given.items():
        loaded = [each for value in given for each in _texts_of(value, reading)]
        if loaded and (
            _is_called_foreign(name, known=known) or any(_is_foreign(text, files, known) for text in loaded)
        ):
            found.add(name)
    for _ in range(2):  # ``batch = prepare(foreign)``, ``for x in foreign:``
        found.update(
            name for name, given in reading.code.names.given.items()
            if any(isinstance(each, ast.Name) and each.id in found for value in given for each in ast.walk(value))
            and not any(isinstance(value, ast.Call) and called(value) in reading.code.functions for value in given)
        )  # fmt: skip
    return frozenset(found)


def _texts_of(value: ast.expr, reading: Reading) -> Iterator[str]:
    """Yield the texts that a value is loaded by, those of constants on top of the notebook among them."""
    if not any(isinstance(each, ast.Call) for each in ast.walk(value)):
        return
    for each in ast.walk(value):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value
        elif isinstance(each, ast.Name):
            given = reading.code.names.given.get(each.id, ())
            yield from (one.value for one in given[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _is_called_foreign(name: str, *, known: bool) -> bool:
    return _FOREIGN.search(name) is not None or (known and _UNKNOWN.search(name) is not None)


def _is_foreign(text: str, files: list[str], known: bool) -> bool:  # noqa: FBT001 - whether others are called so
    if text not in files:
        return False
    if _is_called_foreign(text, known=known):
        return True
    found = _NOT.search(text)
    if found is None:
        return False
    thing = re.compile(rf"(?:^|[/_\-.]){re.escape(found['thing'])}", re.IGNORECASE)
    return any(thing.search(other) and _NOT.search(other) is None for other in files if other != text)


def _withholds(reading: Reading) -> bool:
    """Tell whether anything in the code looks like a score, a limit or a check of the input."""
    for node in reading.code.nodes:
        if isinstance(node, ast.Raise | ast.Assert):
            return True
        name = (
            node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute)
            else node.name if isinstance(node, ast.FunctionDef | ast.ClassDef)
            else node.arg if isinstance(node, ast.keyword) else None
        )  # fmt: skip
        if name and _WITHHOLDS.search(name):
            return True
        if isinstance(node, ast.Compare) and any(
            isinstance(each, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for each in node.ops
        ):
            return True
    return False


def _is_detector(node: ast.AST, foreign: frozenset[str], reading: Reading) -> bool:
    """Tell whether something that is called foreign answers itself: ``ood.predict(rows)``."""
    if not isinstance(node, ast.Call):
        return False
    owner = node.func.value if isinstance(node.func, ast.Attribute) else node.func
    return isinstance(owner, ast.Name) and owner.id in foreign and _asks(node, reading)


def _asked(read: ast.Name, reading: Reading) -> ast.Call | None:
    """Return the call in which a model is asked about a name, itself or through a function of the notebook."""
    for place in reading.code.around(read):
        if isinstance(place, ast.stmt):
            return None
        if isinstance(place, ast.Call) and (_asks(place, reading) or _asks_inside(place, reading)):
            return place
    return None


def _asks(node: ast.Call, reading: Reading) -> bool:
    call = reading.call_at(node)
    if call is None:
        return False
    session = call.method in {"run", "invoke"} and re.search(r"InferenceSession|Interpreter", call.name) is not None
    return session or reading.asks(reading.value_of(call)) is not None


def _asks_inside(node: ast.Call, reading: Reading) -> bool:
    function = reading.code.functions.get(called(node)) if isinstance(node.func, ast.Name) else None
    return function is not None and any(
        isinstance(each, ast.Call) and _asks(each, reading) for each in ast.walk(function)
    )


def _is_judged(asked: ast.Call, reading: Reading) -> bool:
    """Tell whether the answer is held against a truth: the rows are of this world, and only called otherwise."""
    for place in reading.code.around(asked):
        if isinstance(place, ast.Compare) or (isinstance(place, ast.Call) and is_metric(called(place))):
            return True
        if isinstance(place, ast.Assign):
            names = [each.id for each in place.targets if isinstance(each, ast.Name)]
            return any(
                isinstance(around, ast.Compare) or (isinstance(around, ast.Call) and is_metric(called(around)))
                for name in names for read in reading.code.reads.get(name, ()) for around in reading.code.around(read)
            )  # fmt: skip
        if isinstance(place, ast.stmt):
            return False
    return False
