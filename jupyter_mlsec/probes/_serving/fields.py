"""Fields of pages whose value may be anything: numbers without ends, text that becomes a number, files of any kind."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jupyter_mlsec.probes._notebook.program import Call
from jupyter_mlsec.probes._serving.askers import asker_of
from jupyter_mlsec.probes._serving.checks import Look, looks
from jupyter_mlsec.probes._serving.expressions import Functions, last_name
from jupyter_mlsec.probes._serving.modules import Function
from jupyter_mlsec.probes._serving.services import Service

_TO_NUMBER = frozenset({"float", "int", "Decimal", "to_numeric"})
_TO_TABLE = frozenset({"loads", "literal_eval", "eval", "fromstring", "asarray", "array", "DataFrame", "read_csv",
                       "read_json", "StringIO", "safe_load"})  # fmt: skip
_PARTS = {"dash": ("dcc", "dbc", "dash_core_components", "core_components", "?"), "nicegui": ("ui", "nicegui")}


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("jupyter_mlsec.probes._serving") / "fields.toml").read_text("utf-8"))


def free_fields(service: Service) -> Look:
    """Return how closely a page looks at what its fields hold, before a model is asked with it.

    ``Look.CHECKED`` as well where its framework has no fields that are known, or the page asks no model.
    """
    table = _tables().get(service.kind)
    if table is None:
        return Look.CHECKED
    asker = asker_of(service)
    asking = [node for node in ast.walk(service.tree) if isinstance(node, Functions) and asker.body_asks(node)]
    script = _script(service.tree)
    if not asking and not asker.body_asks(script):
        return Look.CHECKED
    found = _freest(service, table)
    if found is Look.CHECKED:
        return found
    seen = max((looks(each, service) for each in (*asking, script)), default=Look.NOTHING)
    return Look.CHECKED if seen is Look.CHECKED else found


def _script(tree: ast.Module) -> Function:
    """Return what a page does by itself as a function."""
    body = [each for each in tree.body if not isinstance(each, (*Functions, ast.ClassDef))]
    given = ast.arguments([], [], None, [], [], None, [])
    return ast.FunctionDef("page", given, body, [], None)


def _freest(service: Service, table: dict[str, Any]) -> Look:
    shown = _only_shown(service)
    found = Look.CHECKED
    texts = False
    for call in service.program.calls:
        if id(call.node) in shown or not _is_field(call, service.kind):
            continue
        if call.method in table["numbers"] and not _is_text(call, service.kind):
            found = min(found, Look.CHECKED if _has_ends(call, table) else Look.TYPES)
        elif call.method in table["texts"] or (call.method in table["numbers"] and _is_text(call, service.kind)):
            texts = True
        elif call.method in table["uploads"]:
            found = min(found, Look.NOTHING)
        elif call.method in table["tables"]:
            found = min(found, Look.TYPES)
    named = {table.get("short", {}).get(each) for each in _short(service)}
    found = min(found, Look.TYPES if named & {"numbers", "tables"} else Look.CHECKED)
    found = min(found, Look.NOTHING if "uploads" in named else Look.CHECKED)
    return min(found, _of_texts(service)) if texts or "texts" in named else found


def _of_texts(service: Service) -> Look:
    """Return what becomes of text that a page takes: numbers, whole tables, or the text that a model reads."""
    made = {last_name(each.func) for each in ast.walk(service.tree) if isinstance(each, ast.Call)}
    if made & _TO_NUMBER:
        return Look.TYPES
    return Look.NOTHING if made & _TO_TABLE else Look.CHECKED


def _is_field(call: Call, kind: str) -> bool:
    wanted = _PARTS.get(kind)
    return wanted is None or any(part in wanted for part in call.name.split(".")[:-1])


def _is_text(call: Call, kind: str) -> bool:
    return kind == "dash" and call.text(None, "type") not in {"number", "range"}


def _has_ends(call: Call, table: dict[str, Any]) -> bool:
    if call.spread:
        return True
    places = table["numbers"][call.method] or [None, None]
    ends = (call.argument(places[0], *table["lowest"]), call.argument(places[1], *table["highest"]))
    return all(each is not None and not _is_none(each) for each in ends)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _only_shown(service: Service) -> set[int]:
    """Return the ids of fields that only show an answer: they stand among the outputs of an event."""
    inputs, outputs = set[str](), set[str]()
    found: set[int] = set()
    for call in service.program.calls:
        given, shown = call.argument(1, "inputs", "additional_inputs"), call.argument(2, "outputs")
        if call.method == "Interface" or call.argument(None, "fn", "inputs", "outputs") is not None or _is_event(call):
            inputs |= {each.id for each in ast.walk(given) if isinstance(each, ast.Name)} if given else set()
            if shown is not None:
                outputs |= {each.id for each in ast.walk(shown) if isinstance(each, ast.Name)}
                found |= {id(each) for each in ast.walk(shown)}
    for call in service.program.calls:
        if call.targets and set(call.targets) <= outputs - inputs:
            found.add(id(call.node))
    return found


def _is_event(call: Call) -> bool:
    return call.method in {"click", "submit", "change", "input", "upload", "release", "blur", "select"}


def _short(service: Service) -> set[str]:
    """Return the fields that are only named: ``inputs=["number", "number"]``."""
    found: set[str] = set()
    for call in service.program.calls:
        if call.method == "Interface":
            given = call.argument(1, "inputs")
            found |= {each.value.lower() for each in ast.walk(given) if isinstance(each, ast.Constant)
                      and isinstance(each.value, str)} if given is not None else set()  # fmt: skip
    return {each for each in found if re.fullmatch(r"[a-z]+", each)}
