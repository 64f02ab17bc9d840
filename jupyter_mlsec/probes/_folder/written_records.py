"""Records that programs write: mappings that are put into a file, with their fields, and where they go."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from jupyter_mlsec.probes._folder.programs import Source
from jupyter_mlsec.probes._folder.record_fields import plain
from jupyter_mlsec.probes._serving.expressions import last_name

_WRITES = frozenset(
    {"dump", "dumps", "safe_dump", "log_dict", "writerow", "dump_all", "insert_one", "put_item", "to_json"}
)

_KEEPS = re.compile(r"write\w*|put\w*|upload\w*|save\w*|log_text|log_artifact|print|insert\w*|append\w*|execute")


@dataclass(frozen=True, slots=True)
class Written:
    """One record. ``where`` are the words of its path; ``fields`` by plain names; ``whole``: no others can be in it."""

    call: ast.Call
    where: str
    fields: dict[str, ast.expr] = field(repr=False)
    whole: bool = True


def written_records(source: Source) -> Iterator[Written]:
    """Yield the records that a program writes."""
    for call in source.calls():
        if last_name(call.func) not in _WRITES or not _is_kept(call, source):
            continue
        for given in (
            *call.args[:1],
            *(each.value for each in call.keywords if each.arg in {"obj", "Item", "dictionary"}),
        ):
            made, names = _made(given, source)
            if made is None:
                continue
            fields, whole = _fields(made)
            whole = _added(names, fields, source) and whole
            yield Written(call, _where(call, made, source), fields, whole)


def _made(given: ast.expr, source: Source) -> tuple[ast.expr | None, set[str]]:
    """Return the mapping that is written, and the names that it goes by."""
    names: set[str] = set()
    for _ in range(4):
        if isinstance(given, ast.List | ast.Tuple) and len(given.elts) == 1:
            given = given.elts[0]
        elif isinstance(given, ast.Name):
            names.add(given.id)
            made = source.given.get(given.id, ())
            if len(made) != 1:
                return (made[0], names) if made and isinstance(made[0], ast.Dict) else (None, names)
            given = made[0]
        else:
            break
    is_made = isinstance(given, ast.Dict) or (isinstance(given, ast.Call) and last_name(given.func) == "dict")
    return (given if is_made else None), names


def _fields(made: ast.expr) -> tuple[dict[str, ast.expr], bool]:
    if isinstance(made, ast.Call):
        named = {plain(each.arg): each.value for each in made.keywords if each.arg}
        return named, not made.args and all(each.arg for each in made.keywords)
    fields, whole = {}, True
    for key, value in zip(made.keys, made.values, strict=True) if isinstance(made, ast.Dict) else ():
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            fields[plain(key.value)] = value
        elif key is None and isinstance(value, ast.Dict):
            inner, complete = _fields(value)
            fields |= inner
            whole = whole and complete
        else:
            whole = False
    return fields, whole


def _added(names: set[str], fields: dict[str, ast.expr], source: Source) -> bool:
    """Add the fields that a mapping is given later on; return whether all of them are known."""
    whole = True
    own = {each.name for each in ast.walk(source.tree) if isinstance(each, ast.FunctionDef)}
    for node in ast.walk(source.tree):
        match node:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=key)], value=value) if name in names:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    fields[plain(key.value)] = value
                else:
                    whole = False
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="update")) if name in names:
                given = [*node.args, *(each.value for each in node.keywords if not each.arg)]
                fields |= {plain(each.arg): each.value for each in node.keywords if each.arg}
                for each in given:
                    inner, complete = _fields(each) if isinstance(each, ast.Dict) else ({}, False)
                    fields |= inner
                    whole = whole and complete
            case ast.Call(func=called, args=args) if any(
                isinstance(each, ast.Name) and each.id in names for each in args
            ):
                if isinstance(called, ast.Name) and called.id in own:
                    continue  # it is looked at under the name of its parameter
                whole = whole and last_name(node.func) in _WRITES | {
                    "print",
                    "len",
                    "str",
                    "sorted",
                    "all",
                    "display",
                    "pprint",
                }
    return whole


def _is_kept(call: ast.Call, source: Source) -> bool:
    """Tell whether what a call makes is put somewhere, and not sent as a question."""
    if last_name(call.func) not in {"dumps", "to_json"}:
        return True
    names: set[str] = set()
    for each in source.around(call):
        if isinstance(each, ast.Call) and _KEEPS.fullmatch(last_name(each.func)):
            return True
        if isinstance(each, ast.Assign | ast.NamedExpr):
            targets = each.targets if isinstance(each, ast.Assign) else [each.target]
            names |= {inner.id for target in targets for inner in ast.walk(target) if isinstance(inner, ast.Name)}
        if isinstance(each, ast.stmt):
            break
    return any(
        isinstance(inner, ast.Name) and inner.id in names
        for each in source.calls()
        if names and _KEEPS.fullmatch(last_name(each.func))
        for inner in ast.walk(each)
    )


def _where(call: ast.Call, made: ast.expr, source: Source) -> str:
    """Return the words of what a record is written with, without its own: the path, the file, the function around."""
    statement: ast.AST = call
    block: ast.AST | None = None
    for each in source.around(call):
        if isinstance(each, ast.With | ast.AsyncWith):
            block = each
        if isinstance(each, ast.stmt) and not isinstance(statement, ast.stmt):
            statement = each
    parts = [
        statement,
        *([item.context_expr for item in block.items] if isinstance(block, ast.With | ast.AsyncWith) else []),
    ]
    own = {id(each) for each in ast.walk(made)}
    found = []
    for part in parts:
        for each in source.behind(part):
            if id(each) in own:
                continue
            if isinstance(each, ast.Constant) and isinstance(each.value, str) and len(each.value.split()) == 1:
                found.append(each.value)
            elif isinstance(each, ast.Name):
                found.append(each.id)
    return plain(" ".join(found))
