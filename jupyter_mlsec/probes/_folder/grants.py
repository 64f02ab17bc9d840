"""What statements of SQL, rules of servers and settings of warehouses give to everybody."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jupyter_mlsec.probes._folder.files import is_read, read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import YAML, everything, parse_structured
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._notebook.cells import code_of, parse_source

_SPEAKS = re.compile(r"\b(?:GRANT|REVOKE|POLICY|ROW\s+LEVEL|SUPERUSER|sp_addrolemember|db_owner)\b", re.IGNORECASE)
_COMMENTS = re.compile(r"--[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)")
_STATEMENT = re.compile(r"(?:GRANT|REVOKE|ALTER|CREATE|EXEC(?:UTE)?)\s", re.IGNORECASE)
_GRANT = re.compile(r"grant (?P<what>.{1,400}?) on (?P<where>.{1,400}?) to (?P<who>.{1,400})")
_TAKES = re.compile(
    r"\b(?:all|select|insert|update|delete|truncate|ownership|modify|read|write|references|roles/\S+)\b", re.IGNORECASE
)
_NO_DATA = re.compile(
    r"(?:all )?(?:function|procedure|routine|type|domain|language|database|warehouse|package|class|xml schema|sequence)"
)
_EVERYBODY = re.compile(
    r"(?:role |group |database role )?[`\"'\[]?(?:public|anonymous|anon|guest|everyone|account users|users"
    r"|allusers|allauthenticatedusers|specialgroup:all(?:authenticatedusers|users))[`\"'\]]?(?: with .*)?"
)
_ANYWHERE = re.compile(r"[`\"']?[\w.]*[`\"']?@[`\"']?%[`\"']?(?: .*)?")
_OPEN_POLICY = re.compile(r"create policy .{1,200}? using ?\( ?true ?\)")
_NO_ROWS = re.compile(r"alter table .{1,300}? (?:disable|no force) row level security")
_SUPER = re.compile(r"(?:alter|create) (?:role|user) .{1,200}?(?<!no)\bsuperuser\b")
_MEMBER = re.compile(
    r"sp_addrolemember .{0,20}db_owner.{1,20}(?:public|guest)|role .?db_owner.? add member .?(?:public|guest)"
)
_TRUSTS = re.compile(
    r"^\s{0,9}host\w{0,8}\s+\S+\s+\S+\s+(?:0\.0\.0\.0/0|::/0|all)\s+(?:trust|password)\b", re.MULTILINE
)
_LONGEST = 2_000  # characters of a statement that are read


@dataclass(frozen=True, slots=True)
class Grant:
    """One statement about who may do what. ``fact`` is what it gives away, in words; empty where it names who."""

    place: str
    fact: str = ""


def grants(subject: ProjectSubject) -> Iterator[Grant]:
    """Yield the statements of a project and its notebook about access to data."""
    for source in code_of(subject.notebook):
        yield from _of_text(source, "the notebook", python=not source.startswith("%%sql"))
    for path in require_files(subject):
        if not is_read(path) or path.suffix.lower() not in {".sql", ".py", ".conf", *YAML}:
            continue
        yield from _of_file(path, read_text(path), path.relative_to(subject.root).as_posix())


def _of_file(path: Path, text: str, place: str) -> Iterator[Grant]:
    suffix = path.suffix.lower()
    if suffix in {".sql", ".py"}:
        yield from _of_text(text, place, python=suffix == ".py")
    elif path.name.startswith("pg_hba"):
        yield Grant(place, "lets anybody in without a password" if _TRUSTS.search(text) else "")
    elif suffix in YAML and "grants:" in text:
        yield from _of_settings(text, place)


def _of_text(text: str, place: str, *, python: bool) -> Iterator[Grant]:
    if not _SPEAKS.search(text):
        return
    if python:
        tree = parse_source(text)
        constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)] if tree else []
        texts = [each for each in constants if isinstance(each, str) and _STATEMENT.match(each.lstrip())]
    else:
        texts = [text.removeprefix("%%sql")]
    for each in texts:
        for statement in _COMMENTS.sub(" ", each).split(";"):
            fact = _given(" ".join(statement[:_LONGEST].lower().split()))
            if fact is not None:
                yield Grant(place, fact)


def _given(statement: str) -> str | None:
    """Return what a statement gives away; nothing where it names who, None where it is about something else."""
    if (grant := _GRANT.match(statement)) is not None:
        takes = _TAKES.search(grant["what"]) is not None and _NO_DATA.match(grant["where"]) is None
        receivers = [each.strip() for each in grant["who"].split(",")]
        if takes and any(_EVERYBODY.fullmatch(each) for each in receivers):
            return "gives tables to everybody"
        whole = grant["what"].startswith("all") and grant["where"].replace("`", "").strip() == "*.*"
        return "gives all databases to whoever connects" if whole and _ANYWHERE.fullmatch(receivers[0]) else ""
    if _NO_ROWS.match(statement):
        return "switches the guard of rows off"
    if (policy := _OPEN_POLICY.match(statement)) is not None:
        narrow = re.search(r" to (?!public\b|anon\b)\S", policy[0]) is not None
        return "" if narrow else "shows every row to everybody"
    if _SUPER.match(statement) or _MEMBER.search(statement):
        return "gives all power over the database"
    return "" if statement.startswith(("revoke ", "create policy ")) else None


def _of_settings(text: str, place: str) -> Iterator[Grant]:
    """Yield the grants of dbt."""
    for document in parse_structured(text, ".yaml") or ():
        for key, value in everything(document):
            if key.lstrip("+") == "grants" and isinstance(value, dict):
                given = [
                    str(each).lower() for one in value.values() for each in (one if isinstance(one, list) else [one])
                ]
                yield Grant(place, "gives tables to everybody" if any(map(_EVERYBODY.fullmatch, given)) else "")
