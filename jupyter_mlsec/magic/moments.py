"""What happened to tables while cells ran: where they came from, and their digests when they were made and fitted on.

Seen after each cell in the code that ran and in the variables it left. Nothing of the person's is called: the code is
parsed, and only tables of libraries that are known are looked at, so that a cell without one costs nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from math import inf
from types import ModuleType
from typing import TYPE_CHECKING

from jupyter_mlsec.lifecycle.effects import Effects
from jupyter_mlsec.lifecycle.scopes import bound_names, replaced
from jupyter_mlsec.magic.fits import fits_in, given_beside, given_to
from jupyter_mlsec.magic.made_here import stays_inside, values_read
from jupyter_mlsec.magic.origins import origins
from jupyter_mlsec.magic.paths import root, same_values
from jupyter_mlsec.magic.tables import column_names, digest_at, digest_of, features_of, holds_texts, kind_of, value_at
from jupyter_mlsec.model.notebook import Cell, CellKind
from jupyter_mlsec.model.text import CellRef, Place, Syntax, Text
from jupyter_mlsec.probes._ground.packages import package_of
from jupyter_mlsec.probes._notebook.cells import parse_cell
from jupyter_mlsec.probes._tables.frames import LineageStep
from jupyter_mlsec.probes._tables.since_load import RowHistory

if TYPE_CHECKING:
    from jupyter_mlsec.magic.origins import Namespace

_CELLS = "the notebook's own cells"


class Moments:
    """What one kernel's cells did to its tables, in the order they ran."""

    def __init__(self) -> None:
        self._steps: dict[str, LineageStep] = {}
        self._before: dict[str, list[LineageStep]] = {}  # what a step was before a later cell changed it
        self._carriers: dict[str, set[str]] = {}  # names of other things that tables came through, and their parents
        self._here: set[str] = set()  # names of values that cells wrote or drew themselves
        self._bound: set[str] = set()  # all names that cells gave a value
        self._functions: dict[str, bool] = {}  # name -> whether what it returns is made of its arguments alone
        self._made: dict[str, str] = {}
        self._fitted: dict[str, str] = {}
        self._more: dict[str, str] = {}  # model -> what its fit was given beside rows and answers
        self._used: dict[str, tuple[str, ...]] = {}  # model -> columns
        self._asked: dict[str, str] = {}  # model -> the held-out rows that it was measured on
        self._fits: dict[str, tuple[tuple[str, str], ...]] = {}  # model -> (name, digest) of its rows and their answers

    def ran(self, source: str, namespace: Namespace, *, after: int = 0, before: float = inf) -> None:
        """Take note of a cell that has run, and of the tables it left in ``namespace``.

        ``after`` and ``before``: only of the statements that end between these lines, which are counted from 1.
        """
        cell = Cell(CellRef(0, None), CellKind.CODE, Text(Place.SOURCE, source, Syntax.PYTHON))
        tree = parse_cell(cell).tree
        changed: dict[str, bool] = {}  # name -> whether it was given a wholly new value
        statements: list[ast.stmt] = []
        if tree is not None:
            effects = _effects(tree, namespace)
            statements = [each for each in tree.body if after < (each.end_lineno or 0) < before]
            for statement in statements:
                self._statement(statement, namespace, effects, changed)
        for name, new in changed.items():
            digest = digest_of(namespace[name])
            self._keep(LineageStep(kind_of(namespace[name]), name, digest, self._steps[name].parents))
            if new or name not in self._made:
                self._made[name] = digest
        for call in fits_in(statements):
            self._fit(call, namespace)

    def lineage(self, name: str) -> tuple[LineageStep, ...]:
        """Return the steps that ``name`` came through, sources first; what a step was before, ahead of what it is."""
        order: dict[str, None] = {}
        seen: set[str] = set()

        def visit(one: str) -> None:
            if one not in seen and one in self._steps:
                seen.add(one)  # cells that are run again can make two tables each other's parents
                for parent in self._steps[one].parents:
                    visit(parent)
                order[one] = None

        visit(name)
        return tuple(step for one in order for step in (*self._before.get(one, ()), self._steps[one]))

    def at_load(self, name: str) -> str:
        """Return the digest of the table when it was made, or an empty text."""
        return self._made.get(name, "")

    def at_fit(self, name: str) -> str:
        """Return the digest of the table when a model was last fitted on it, or an empty text."""
        return self._fitted.get(name, "")

    def fitted_on(self, model: str, namespace: Namespace, *, certain: bool = True) -> tuple[str | None, str | None]:
        """Return the names of the rows and of the answers that a model was last fitted on.

        None for what was no name, or is not any more what it was at the fit. Of a table that is too large for a digest
        nobody can tell: its name is returned only where it need not be ``certain``.
        """
        names = [
            path if (digest or not certain) and digest_at(path, namespace) == digest else None
            for path, digest in self._fits.get(model, ())
        ]
        names = [path if path and kind_of(value_at(path, namespace)) else None for path in names]
        rows, answers = (*names, None, None)[:2]
        return (rows, answers) if rows else (None, None)

    def fitted_otherwise(self, model: str, given: Iterable[str | None], namespace: Namespace) -> str:
        """Return why a model fitted anew on ``given`` (rows and answers) may be another one; empty for no reason."""
        if self._more.get(model):
            return f"the fit was given {self._more[model]}"
        for (path, digest), name in zip(self._fits.get(model, ()), given, strict=False):
            if path and (name is None or same_values(path) != same_values(name)):
                return f"it was fitted on {path}"
            if path and digest_at(path, namespace) != digest:
                return f"{path} is not any more what it was fitted on"
        return ""

    def models(self, namespace: Namespace) -> tuple[str, ...]:
        """Return the names of what cells fitted and what can answer, in the order of the fits."""
        return tuple(name for name in self._fits if hasattr(type(namespace.get(name)), "predict"))

    def frames_above(self, name: str, namespace: Namespace) -> tuple[str, ...]:
        """Return the tables with columns that ``name`` came through, itself included, the first first."""
        steps = dict.fromkeys(step.name for step in self.lineage(name))
        return tuple(each for each in steps if kind_of(namespace.get(each)) == "frame")

    def first_frames(self, namespace: Namespace) -> tuple[str, ...]:
        """Return the tables with columns that were made from no other one, in the order in which they were made.

        Of tables that were made from each other, as one to which a part of itself was added, the largest counts.
        """
        frames = [name for name in self._steps if kind_of(namespace.get(name)) == "frame"]
        above = {name: self.frames_above(name, namespace) for name in frames}

        def is_first(name: str) -> bool:
            others = [each for each in above[name] if each != name]
            return all(name in above[each] and len(namespace[each]) < len(namespace[name]) for each in others)

        return tuple(filter(is_first, frames))

    def frames_below(self, name: str, namespace: Namespace) -> tuple[str, ...]:
        """Return the tables with columns that were made from ``name``, in the order in which they were made."""
        return tuple(
            each
            for each in self._steps
            if each != name and kind_of(namespace.get(each)) == "frame" and name in self.frames_above(each, namespace)
        )

    def history(self, path: str, namespace: Namespace) -> RowHistory:
        """Return what is known of a table since it was made; of a part of one (``train[columns]``), the table's."""
        name = root(path)
        explained = frozenset(step.digest for step in self.lineage(name) if step.digest)
        now = "" if name == path else digest_at(name, namespace)
        return RowHistory(self.at_load(name), self.at_fit(name), explained, now)

    def sources(self, names: Iterable[str], namespace: Namespace) -> tuple[object, ...]:
        """Return the tables with columns, as they are now, that the tables ``names`` were made from, nearest first."""
        steps = [step.name for name in names for step in reversed(self.lineage(root(name))) if step.name != name]
        return tuple(namespace[name] for name in dict.fromkeys(steps) if kind_of(namespace.get(name)) == "frame")

    def is_part(self, part: str, name: str, namespace: Namespace) -> bool:
        """Tell whether ``part`` is a table with columns, or a column of texts, that was made from ``name``."""
        value = namespace.get(part)
        is_table = part != name and (kind_of(value) == "frame" or holds_texts(value))
        return is_table and any(step.name == name for step in self.lineage(part))

    def used(self, name: str) -> tuple[str, ...] | None:
        """Return the columns that models were fitted on, of those fitted on what came from ``name``; None for none."""
        found = [
            columns for model, columns in self._used.items() if self._comes_from(self._carriers.get(model, ()), name)
        ]
        return tuple(dict.fromkeys(column for columns in found for column in columns)) if found else None

    def asked(self, model: str, rows: str) -> None:
        """Take note of the held-out rows that a model was measured on: with those of its fit they may be a table."""
        self._asked[model] = rows

    def used_by_value(self, name: str, namespace: Namespace) -> tuple[str, ...] | None:
        """Return the columns of ``name`` that bare matrices were made from, by their values.

        None where no model was fitted on such, or where it is not certain of one of them what it was fitted on.
        """
        from jupyter_mlsec.probes._tables.column_images import columns_behind, stacked

        if kind_of(namespace.get(name)) != "frame" or package_of(namespace[name]) != "pandas":
            return None
        found: list[str] = []
        for model, parents in self._carriers.items():
            if model not in self._fits or model in self._used or not self._comes_from(parents, name):
                continue
            if not hasattr(type(namespace.get(model)), "predict"):
                continue  # a scaler: what it was fitted on goes on to a model
            rows, _ = self.fitted_on(model, namespace)
            parts = value_at(rows or "", namespace), value_at(self._asked.get(model, ""), namespace)
            columns = columns_behind(stacked(*parts), namespace[name])
            if columns is None:
                return None
            found += columns
        return tuple(dict.fromkeys(found)) or None

    def _comes_from(self, parents: Iterable[str], name: str) -> bool:
        return any(step.name == name for parent in parents for step in self.lineage(parent))

    def _statement(self, statement: ast.stmt, namespace: Namespace, effects: Effects, changed: dict[str, bool]) -> None:
        read = _read(statement) & namespace.keys()
        sources = origins(statement, namespace)
        for source in sources:
            self._keep(source)
        new, touched = replaced(statement), effects.touched(statement) & namespace.keys()
        made_here = self._is_made_here(statement, namespace, touched)
        for name in touched:
            parents = {source.name for source in sources} | self._parents(read - {name})
            if name in read or name not in new or self._comes_from(parents, name):
                parents |= self._parents({name}, themselves=False)  # from itself, if by way of others
            if made_here and not parents and kind_of(namespace[name]):
                self._keep(LineageStep("cells", _CELLS, version=sha256(ast.unparse(statement).encode()).hexdigest()))
                parents = {_CELLS}
            if kind_of(namespace[name]):
                before = self._steps.get(name, LineageStep(kind_of(namespace[name]), name))
                self._steps[name] = replace(before, parents=tuple(sorted(parents - {name})))
                changed[name] = changed.get(name, False) or name in new
            elif parents:
                self._carriers[name] = parents if name in new else self._carriers.get(name, set()) | parents

    def _is_made_here(self, statement: ast.stmt, namespace: Namespace, touched: set[str]) -> bool:
        """Tell whether what a statement leaves was written or drawn by cells alone, and remember it."""
        first = bound_names(statement) - self._bound  # what a loop's body binds and reads again
        known = all(name in self._here | first for name in values_read(statement, namespace))
        here = known and stays_inside(statement, namespace, self._functions)
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self._functions[statement.name] = here
        self._here = self._here | touched if here else self._here - touched
        self._bound |= touched
        return here

    def _parents(self, names: Iterable[str], *, themselves: bool = True) -> set[str]:
        """Return the tables among ``names``, and those behind the names that are none."""
        found: set[str] = set()
        for name in names:
            if name in self._steps:
                found |= {name} if themselves else set(self._steps[name].parents)
            found |= self._carriers.get(name, set()) if name not in self._steps else set()
        return found

    def _keep(self, step: LineageStep) -> None:
        old = self._steps.get(step.name)
        if old is not None and old.digest and old.digest != step.digest:
            self._before.setdefault(step.name, []).append(old)
        self._steps[step.name] = step

    def _fit(self, call: tuple[str, ast.Call], namespace: Namespace) -> None:
        model, node = call
        if model:
            self._more[model] = given_beside(node)
        values = (*node.args, *(each.value for each in node.keywords))
        read = {each.id for value in values for each in ast.walk(value) if isinstance(each, ast.Name)}
        tables = [name for name in read if name in namespace and kind_of(namespace[name])]
        for name in tables:
            self._fitted[name] = digest_of(namespace[name])
        if tables and model:
            self._carriers[model] = set(tables)
            given = tuple(given_to(node))
            self._fits[model] = tuple((path, digest_at(path, namespace)) for path in given)
            columns = features_of(namespace.get(model)) or column_names(value_at(given[0], namespace))
            self._used.pop(model, None)
            if columns:
                self._used[model] = columns


def _effects(tree: ast.Module, namespace: Namespace) -> Effects:
    """Return what a cell's statements do, knowing what its names hold."""
    mentioned = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} & namespace.keys()
    modules = {name for name in mentioned if isinstance(namespace[name], ModuleType)}
    tables = {name for name in mentioned if kind_of(namespace[name])}
    seen = Effects.of(tree.body)
    return replace(seen, modules=seen.modules | modules, tables=seen.tables | tables)


def _read(statement: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
