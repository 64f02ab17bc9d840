"""What this kernel remembers of inputs and outputs: a secret that was edited away in the document may still be here.

IPython keeps every input in a file of the person's as well. Of the outputs only strings, bytes and built-in containers
of them are looked at, by their exact types: nothing of the person's is called, not even a ``repr``. Variables are left
alone: a program that uses a secret has to hold it somewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from os import _Environ
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.rule import Family

if TYPE_CHECKING:
    from jupyter_mlsec.config.settings import Config
    from jupyter_mlsec.magic.session import Session
    from jupyter_mlsec.model.finding import TargetReport
    from jupyter_mlsec.model.notebook import Json, Notebook

NAME = "this session"
_DEPTH = 12
_MOST = 200_000  # values of one container that are looked at
_LATEST = ("_", "__", "___")


@dataclass(frozen=True, slots=True)
class Remembered:
    """The history as a notebook's document: input 3 is cell 3, called ``In[3]``; ``problems`` say what was left out."""

    document: Mapping[str, Json]
    problems: tuple[str, ...]


def remembered(session: Session, but: frozenset[str] = frozenset()) -> Remembered:
    """Return the inputs and outputs of this session, without the inputs in ``but``."""
    inputs: list[str] = list(getattr(session.shell.history_manager, "input_hist_raw", []))
    outputs, problems = _outputs(session)
    last = max((len(inputs) - 1, *(number for number in outputs if number)), default=0)
    cells: list[Json] = []
    for number in range(1, last + 1):
        source = inputs[number] if number < len(inputs) else ""
        cells.append(_cell(f"In[{number}]", "" if source in but else source, outputs.get(number)))
    if 0 in outputs:
        cells.append(_cell("_", "", outputs[0]))
    return Remembered({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}, tuple(problems))


def scan_history(session: Session, config: Config, saved: Notebook, report: TargetReport) -> TargetReport:
    """Return the secrets that the session remembers and the saved notebook does not hold (``report`` is about it)."""
    from jupyter_mlsec.model.finding import Outcome
    from jupyter_mlsec.notebook.read import read_notebook
    from jupyter_mlsec.scan.engine import scan_notebook

    history = remembered(session, frozenset(cell.source.content for cell in saved.cells))
    found = scan_notebook(read_notebook(NAME, history.document), config)
    known = frozenset(report.marks.values())
    kept = tuple(
        finding
        for finding in found.findings
        if finding.family is Family.SECRET and found.marks.get(finding.fingerprint) not in known
    )
    problems = (*filter(None, (found.reason,)), *history.problems)
    return replace(
        found,
        findings=kept,
        outcome=Outcome.NOT_CHECKED if problems else Outcome.CHECKED,
        reason="; ".join(problems) or None,
    )


def together(report: TargetReport, history: TargetReport) -> tuple[TargetReport, tuple[TargetReport, ...]]:
    """Return both as one report, for people who go on with it, and as those that are to be shown."""
    if not history.findings and history.reason is None:
        return report, (report,)
    from jupyter_mlsec.model.finding import Outcome

    reasons = [part.reason for part in (report, history) if part.reason is not None]
    whole = replace(
        report,
        findings=(*report.findings, *history.findings),
        outcome=Outcome.NOT_CHECKED if reasons else Outcome.CHECKED,
        reason="; ".join(reasons) or None,
    )
    return whole, (report, history)


def _cell(name: str, source: str, data: Json) -> Json:
    outputs: list[Json] = []
    if data is not None:
        mime = "text/plain" if isinstance(data, str) else "application/json"
        outputs.append({"output_type": "execute_result", "metadata": {}, "data": {mime: data}})
    return {"cell_type": "code", "id": name, "metadata": {}, "source": source, "outputs": outputs}


def _outputs(session: Session) -> tuple[dict[int, Json], list[str]]:
    """Return what can be looked at by the number of its input, under 0 what only ``_`` still holds."""
    namespace: dict[str, Any] = session.shell.user_ns
    kept = namespace.get("_oh")
    values: dict[int, Any] = (
        {number: value for number, value in kept.items() if type(number) is int and number > 0}
        if type(kept) is dict
        else {}
    )
    seen = set(map(id, values.values()))
    values[0] = [namespace[name] for name in _LATEST if name in namespace and id(namespace[name]) not in seen]
    outputs: dict[int, Json] = {}
    problems = []
    for number, value in values.items():
        copy = Copy()
        plain = copy.of(value)
        if plain is not None and plain != []:
            outputs[number] = plain
        if copy.is_cut:
            problems.append(f"Out[{number or '_'}] is too large or too deep to be looked at in full")
    return outputs, problems


class Copy:
    """Copies built-in values into JSON's types; ``is_cut`` says that something was too deep or too much."""

    def __init__(self) -> None:
        self.is_cut = False
        self._left = _MOST

    def of(self, value: object, depth: int = 0) -> Json:
        """Return a copy of ``value``, None for what is no text and holds none."""
        if type(value) is str:
            return value
        if type(value) is bytes or type(value) is bytearray:
            return value.decode(errors="replace")
        if type(value) is _Environ:
            value = dict(value)
        if type(value) is dict:
            return dict(self._pairs(value.items(), depth))
        if type(value) is list or type(value) is tuple or type(value) is set or type(value) is frozenset:
            return [copy for _, copy in self._pairs(((None, item) for item in value), depth)]
        return None

    def _pairs(self, pairs: Iterable[tuple[object, object]], depth: int) -> Iterator[tuple[str, Json]]:
        for number, (key, value) in enumerate(pairs):
            if depth >= _DEPTH or self._left <= 0:
                self.is_cut = True
                return
            self._left -= 1
            copy = self.of(value, depth + 1)
            if copy is not None:
                yield key if type(key) is str else f"{number}", copy
