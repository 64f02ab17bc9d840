"""Models whose training data cannot be followed back to a versioned source.

From every ``fit`` the names are followed back through the cells to the calls that read data; each of those must be
pinned by a declaration, by DVC, by a hub's commit, or by the version of a Delta, Iceberg or lakeFS table. Data that
ship with a library are versioned with it.
"""

from __future__ import annotations

import ast
import builtins

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.declared import declaration_for
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.program import Call, Program, names_in, read_program
from jupyter_mlsec.probes._notebook.sources import Source, local_path, sources
from jupyter_mlsec.probes._notebook.table_versions import names_version, stored_tables

_TRAINS = frozenset({"fit", "fit_predict", "fit_transform", "partial_fit", "train", "fit_generator"})
_PASTED = frozenset({"read_clipboard", "input", "getpass"})  # nobody can read the same again
_BUILTINS = frozenset(dir(builtins))


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    fits = [call for call in program.calls if call.method in _TRAINS and call.node.args]
    if not fits:
        return unreadable(program) or not_applicable("the notebook fits no model")
    stored = tuple(stored_tables(program))
    known = {id(source.call) for source in stored}
    read = (*stored, *(source for source in sources(program) if id(source.call) not in known))
    reached = {fit.order: _reached(fit, program, read) for fit in fits}
    used = {source for each in reached.values() for source in each}
    orphans = sorted({fit.cell.number for fit in fits if not reached[fit.order] and _from_nowhere(fit, program)})
    details = tuple(f"{source.shown} -> {', '.join(source.call.targets) or '?'}" for source in read if source in used)
    if orphans:
        where = listed(map(str, orphans))
        step = "Read the data in a cell of this notebook, so that it can be run again from its source."
        return failed(f"What is fitted in cell {where} comes from no source in the notebook.", *details, next_step=step)
    if (problem := unreadable(program)) is not None:
        return problem
    loose = sorted({_shown(source) for source in used if not _versioned(source, subject, program)})
    pasted = {f"what {call.name} reads" for fit in fits for call in _behind(fit, program) if call.method in _PASTED}
    loose += sorted(pasted)
    if loose:
        step = "Pin each: %mlsec declare dataset NAME source=… sha256=… (or version=…)"
        return warned(f"{listed(loose)} feeds a model, but has no version.", *details, next_step=step)
    origin = count(len(used), "versioned source") if used else "data of a library or of the notebook itself"
    return passed(f"{count(len(fits), 'fit')} traced to {origin}.", *details)


def _behind(fit: Call, program: Program) -> list[Call]:
    """Return the calls that made what a model is fitted on, through functions, classes and files."""
    return program.flow.calls(fit.base, *fit.arguments.values(), before=fit.order)


def _reached(fit: Call, program: Program, read: tuple[Source, ...]) -> list[Source]:
    made = {id(call.node) for call in _behind(fit, program)}
    names = {each for name in names_in(fit.node) for each in program.ancestors(name)}
    return [
        source
        for source in read
        if id(source.call.node) in made
        or names.intersection(source.call.targets)
        or any(node is source.call.node for node in _nodes(fit))
    ]


def _nodes(fit: Call) -> list[ast.AST]:
    return list(ast.walk(fit.node))


def _from_nowhere(fit: Call, program: Program) -> bool:
    """Tell whether a name behind a fit is given a value nowhere: it came from a cell that is gone, or was stored."""
    names = {name for argument in fit.node.args for each in names_in(argument) for name in program.ancestors(each)}
    return not program.stars and bool(names - program.bound - _BUILTINS)


def _shown(source: Source) -> str:
    nameless = source.kind == "table" and "#" in source.where
    return f"the table of cell {source.call.cell.number}" if nameless else source.shown


def _versioned(source: Source, subject: NotebookSubject, program: Program) -> bool:
    fields = declaration_for(source, subject.declarations)
    if names_version(source, program):
        return True
    if source.pinned or fields.get("sha256") or fields.get("version"):
        return True
    if source.kind != "file":
        return False
    path = local_path(source, subject.folder)
    return path.with_name(f"{path.name}.dvc").is_file()


PROBE = Probe(name="data-lineage", items=("PRE-05",), run=_run, docs=__doc__)
