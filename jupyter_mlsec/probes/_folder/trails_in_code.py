"""Trails that a program writes over, one entry upon the other, empties, deletes or changes afterwards."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.probes._folder.programs import Source, programs
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._serving.expressions import last_name

# A file is a trail by its name, or by what it tells of where its form is that of a log.
_TRAIL = re.compile(
    r"audit[ _\-]?(?:logs?|trail|events?|journal|chain|protokoll)(?![a-z])|(?<![a-z])trail(?![a-z])|hash_?chain"
    r"|pruefpfad"
    r"|prüfp(?:fad|rotokoll)|pruefprotokoll"
    r"|piste_d?_?audit|監査ログ|監査証跡|审计日志|審計日誌",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"audit(?!ion|or(?!ia))|protokoll|trail|(?<![a-z])(?:journal|ledger|logbook|logbuch|registre|registro)(?![a-z])"
    r"|(?:predict|decision|inference|event|access|approv|sign_?off|request|action|change|waiver|entscheid|ereignis|acces"
    r"|evento|zugriff|vorhersage|prevision|prediccion|previsao)\w*|監査|証跡|予測|操作|审计|審計|留痕|预测|决策",
    re.IGNORECASE,
)
_FORM = re.compile(r"\.(?:jsonl|ndjson|log)\b", re.IGNORECASE)
_NO_TRAIL = re.compile(
    r"report|plot|figure|summary|bericht|(?<![a-z])(?:te?mp|demo|scratch|example)"
    r"|\.(?:png|pdf|html|svg|md|docx|xlsx)\b",
    re.IGNORECASE,
)
_SPEAKS = re.compile(rf"{_TRAIL.pattern}|{_FORM.pattern}|audit", re.IGNORECASE)
_TABLE = (
    r"[\"'`\[]?(?:\w+\.)?\w*"
    r"(?:audit(?!or)|trail(?!er)|(?:event|access|decision|prediction)_?logs?|protokoll|監査|审计)\w*"
)
_CHANGES = re.compile(
    rf"\b(?:DROP\s+TABLE(?:\s+IF\s+EXISTS)?|TRUNCATE(?:\s+TABLE)?|(?:INSERT\s+OR\s+)?REPLACE\s+INTO|UPDATE)\s+{_TABLE}"
    rf"|\bDELETE\s+FROM\s+{_TABLE}(?![^;]*<)",
    re.IGNORECASE,
)
_AUDIT = re.compile(r"audit(?!ion|or(?!ia))|(?<![a-z])trail(?!er)|pr(?:ü|ue)fprotokoll|監査|审计|審計", re.IGNORECASE)
_OVER, _GONE = "a log of the audit is written over", "a log of the audit is deleted"
_CUT = "a log of the audit is thrown away as it grows"
_CHANGED = "entries of an audit table are changed or deleted"
_LEAST_BYTES, _LEAST_DAYS = 20e6, 180  # half a year: Article 19 of the EU AI Act
_DAYS = {"s": 1 / 86_400, "m": 1 / 1_440, "h": 1 / 24, "d": 1, "w": 7}
_LOOKS = frozenset({"exists", "is_file", "isfile", "stat", "getsize"})
_HANDLERS = {"FileHandler": ("filename", "mode"), "basicConfig": ("filename", "filemode"), "add": ("sink", "mode")}
_ASKS = frozenset({"execute", "executemany", "executescript", "sql", "text"})
_REMOVES = frozenset({"remove", "unlink", "rmtree", "send2trash", "truncate", "rm_file"})


def trails_in_code(subject: ProjectSubject) -> Iterator[tuple[str, str]]:
    """Yield the place of each program that spoils a trail, and how."""
    for source in programs(subject, _SPEAKS):
        yield from ((source.place, fact) for fact in _facts(source))


def _facts(source: Source) -> Iterator[str]:
    for call in source.calls():
        path = _written_over(call, source)
        if path is not None and _is_trail(path, source) and not _is_begun(call, source):
            yield _OVER
        if _thrown_away(call) and _AUDIT.search(source.words(_logged(call))):
            yield _CUT
        gone = _removed(call)
        if gone is not None and _is_trail(gone, source):
            yield _GONE
        if last_name(call.func) in _ASKS and call.args and any(map(_changes, source.behind(call.args[0]))):
            yield _CHANGED


def _changes(node: ast.AST) -> bool:
    """Tell whether a query changes or deletes what a table of an audit holds; what is too old may go."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and _CHANGES.search(node.value) is not None


def _is_trail(path: ast.expr, source: Source) -> bool:
    text = source.words(path)
    told = _TRAIL.search(text) or (_FORM.search(text) and _TOLD.search(text))
    return bool(told) and _NO_TRAIL.search(text) is None


def _written_over(call: ast.Call, source: Source) -> ast.expr | None:
    """Return the path of a file that is written anew for one entry, or by a handler that begins it anew."""
    name, named = last_name(call.func), {each.arg: each.value for each in call.keywords if each.arg}
    if name in _HANDLERS:
        file, mode = _HANDLERS[name]
        given = named.get(file) or next(iter(call.args), None)
        how = named.get(mode) or (call.args[1] if name == "FileHandler" and len(call.args) > 1 else None)
        return given if _begins_anew(how) else None
    if name in {"write_text", "write_bytes"} and isinstance(call.func, ast.Attribute) and call.args:
        return call.func.value if _is_one_entry(call.args[0], call, source) else None
    if name in {"to_csv", "to_json", "to_parquet"} and isinstance(call.func, ast.Attribute) and call.args:
        anew = not isinstance(named.get("mode"), ast.expr) and _is_called_often(call, source)
        return call.args[0] if anew and _is_table_of_one(call.func.value, source) else None
    if name == "open":
        own = isinstance(call.func, ast.Attribute) and not _is_module(call.func.value)
        path = call.func.value if own and isinstance(call.func, ast.Attribute) else next(iter(call.args), None)
        how = named.get("mode") or next(iter(call.args[0 if own else 1 :]), None)
        if _begins_anew(how) and any(_is_one_entry(each, inner, source) for inner, each in _writes(call, source)):
            return path
    return None


def _logged(call: ast.Call) -> ast.expr:
    named = {each.arg: each.value for each in call.keywords if each.arg}
    return named.get("filename") or (call.args[0] if call.args else ast.Constant(""))


def _thrown_away(call: ast.Call) -> bool:
    """Tell whether a handler keeps so few files of a log that entries go within half a year, or 20 MB."""
    name, named = last_name(call.func), {each.arg: each.value for each in call.keywords if each.arg}
    if name == "RotatingFileHandler":
        size, kept = (_number(named.get(word), call, place) for word, place in (("maxBytes", 2), ("backupCount", 3)))
        return size is not None and kept is not None and size > 0 < kept and size * (kept + 1) < _LEAST_BYTES
    if name == "TimedRotatingFileHandler":
        often, kept = (_number(named.get(word), call, place) for word, place in (("interval", 2), ("backupCount", 3)))
        when = named.get("when") or (call.args[1] if len(call.args) > 1 else ast.Constant("h"))
        days = _DAYS.get(_unit(str(when.value).lower())) if isinstance(when, ast.Constant) else None
        return days is not None and kept is not None and 0 < kept * days * (often or 1) < _LEAST_DAYS
    return False


def _unit(when: str) -> str:
    return "d" if when == "midnight" else when[:1]


def _number(given: ast.expr | None, call: ast.Call, place: int) -> float | None:
    """Return a number that a call is given by name or at a place, written out or as a product of such."""
    node = given or (call.args[place] if len(call.args) > place else None)
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            factors = [_number(each, call, place) for each in (left, right)]
            return None if None in factors else (factors[0] or 0.0) * (factors[1] or 0.0)
        case _:
            return None


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in {"io", "gzip", "codecs", "aiofiles", "bz2", "lzma", "fs", "fsspec"}


def _begins_anew(mode: ast.expr | None) -> bool:
    return isinstance(mode, ast.Constant) and str(mode.value).startswith("w")


def _writes(opened: ast.Call, source: Source) -> Iterator[tuple[ast.Call, ast.expr]]:
    """Yield what is written to a file that was opened: ``out.write(x)``, ``json.dump(x, out)``."""
    names = {name for name, values in source.given.items() if any(value is opened for value in values)}
    for name, values in source.given.items():  # writer = csv.writer(out)
        handed = [each for value in values if isinstance(value, ast.Call) for each in value.args]
        if any(isinstance(each, ast.Name) and each.id in names for each in handed):
            names = names | {name}
    for call in source.calls():
        held = {each.id for each in ast.walk(call) if isinstance(each, ast.Name)} & names
        name = last_name(call.func)
        own = isinstance(call.func, ast.Attribute) and call.func.value is opened
        if call.args and ((held and name in {"write", "dump", "print", "writerow"}) or (own and name == "write")):
            yield call, call.args[0]


def _is_one_entry(value: ast.expr, call: ast.AST, source: Source) -> bool:
    """Tell whether one entry is written, inside of what is called or repeated for each: no list, no text of before."""
    inside = list(source.around(call))
    if not _is_called_often(call, source):
        return False
    opened = next((each for each in inside if isinstance(each, (ast.With, ast.AsyncWith))), None)
    for each in inside:
        if each is opened:
            break
        if isinstance(each, (ast.For, ast.While)) and opened is not None:
            return False  # the whole list is written, line by line
    row = isinstance(call, ast.Call) and last_name(call.func) == "writerow"
    return row or _is_line(value) or _is_mapping(value, source)


def _is_called_often(call: ast.AST, source: Source) -> bool:
    """Tell whether a piece of code stands in a function or a loop."""
    return any(
        isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.For, ast.While)) for each in source.around(call)
    )


def _is_table_of_one(value: ast.expr, source: Source) -> bool:
    """Tell whether a table is made of one entry: ``DataFrame([entry])``."""
    for made in source.given.get(value.id, ()) if isinstance(value, ast.Name) else (value,):
        if isinstance(made, ast.Call) and last_name(made.func) == "DataFrame" and made.args:
            rows = made.args[0]
            return isinstance(rows, ast.List) and len(rows.elts) == 1 and not isinstance(rows.elts[0], ast.Starred)
    return False


def _is_line(value: ast.expr) -> bool:
    """Tell whether a text is one line: something and the end of a line."""
    match value:
        case ast.BinOp(left=left, op=ast.Add(), right=ast.Constant(value="\n")):
            return not any(
                isinstance(each, ast.Call) and last_name(each.func).startswith(("read", "join"))
                for each in ast.walk(left)
            )
        case ast.JoinedStr(values=[*first, ast.Constant(value=str() as last)]):
            return last.endswith("\n") and not any(
                "read" in ast.unparse(each) or "join" in ast.unparse(each) for each in first
            )
        case _:
            return False


def _is_mapping(value: ast.expr, source: Source) -> bool:
    """Tell whether a mapping that was made here is written by itself."""
    while isinstance(value, ast.Call) and value.args and last_name(value.func) in {"dumps", "encode", "asdict", "str"}:
        value = value.args[0]
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and last_name(value.func) == "encode":
        return _is_mapping(value.func.value, source)
    if isinstance(value, ast.Name):
        made = source.given.get(value.id, ())
        return bool(made) and isinstance(made[0], ast.Dict) and bool(made[0].keys) and not _is_grown(made[0])
    return isinstance(value, ast.Dict) and bool(value.keys) and not _is_grown(value)


def _is_grown(made: ast.Dict) -> bool:
    """Tell whether a mapping holds a list of entries, or takes over what was there: ``{"entries": [*old, new]}``."""
    return any(key is None for key in made.keys) or any(
        isinstance(each, (ast.List, ast.ListComp, ast.BinOp)) for each in made.values
    )


def _is_begun(call: ast.Call, source: Source) -> bool:
    """Tell whether a file is only made where there is none."""
    return any(
        isinstance(each, ast.If)
        and any(isinstance(test, ast.Call) and last_name(test.func) in _LOOKS for test in ast.walk(each.test))
        for each in source.around(call)
    )


def _removed(call: ast.Call) -> ast.expr | None:
    name = last_name(call.func)
    if name not in _REMOVES:
        return None
    if (
        call.args
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in {"os", "shutil", "fs"}
    ):
        return call.args[0]
    if name in {"rmtree", "send2trash", "remove", "unlink"} and isinstance(call.func, ast.Name) and call.args:
        return call.args[0]
    return call.func.value if name in {"unlink", "truncate"} and isinstance(call.func, ast.Attribute) else None
