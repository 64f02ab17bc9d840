"""Programs that write the record of a retired model, and leave out what is asked later: why, what follows, how long.

A name and a day answer no question of somebody who finds old figures in ten years. A record that lies in the project is
looked at by ``retirement-document``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.documents import missing, parts
from jupyter_mlsec.probes._folder.programs import Source, programs
from jupyter_mlsec.probes._folder.written_records import Written, written_records
from jupyter_mlsec.probes._ground.base import ProjectSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._serving.expressions import is_nothing

_STEP = "Write why it went, what follows it, what is kept for how long, and who used it: %mlsec declare retirement …"
_RETIRES = re.compile(
    r"retir|decommission|sunset|stillgeleg|stilllegung|abgeschalt|ausser ?betrieb|hors ?service|retrait|retirad"
    r"|de ?baja|dismess|dismission|ritirat|aposentad|desativad|buiten ?gebruik|wycofan|廃止|退役|下线",
    re.IGNORECASE,
)
_KEYS = re.compile(rf"^(?:\w+ ){{0,2}}(?:{_RETIRES.pattern})\w*(?: \w+){{0,2}}$", re.IGNORECASE)
_MOST = 1  # parts that a record may leave to others


def _run(subject: ProjectSubject) -> Observation:
    found = [(source, each) for source in programs(subject, _RETIRES) for each in _records(source)]
    lacking = {source.place: lacks for source, each in found if len(lacks := _lacks(source, each)) > _MOST}
    if lacking:
        place, lacks = next(iter(lacking.items()))
        said = f"The retirement record that {place} writes says nothing about: {', '.join(lacks)}."
        return warned(said, *(f"{name}: {', '.join(each)}" for name, each in lacking.items()), next_step=_STEP)
    if not found:
        return not_applicable("no program of the project writes the record of a retired model")
    places = listed(dict.fromkeys(source.place for source, _ in found))
    return passed(f"{count(len(found), 'record')} of a retired model, with what is asked later, in {places}.")


def _records(source: Source) -> Iterator[Written]:
    """Yield the records of something retired whose fields are all known."""
    for each in written_records(source):
        told = _RETIRES.search(each.where) is not None or any(map(_KEYS.match, each.fields))
        if each.whole and told and len(each.fields) > 1:
            yield each


def _lacks(source: Source, record: Written) -> list[str]:
    """Return what a record says nothing about; a field that is given nothing says nothing."""
    filled = {name: value for name, value in record.fields.items() if not is_nothing(value)}
    said = "\n".join(f"{name}: {_said(source, value)}" for name, value in filled.items())
    return [name for name in missing(said, "retirement") if name != "date" and name in parts("retirement")]


def _said(source: Source, value: ast.expr) -> str:
    """Return the sentences behind a value: a name of a model may hold any word."""
    texts = (each.value for each in source.behind(value) if isinstance(each, ast.Constant))
    return " ".join(each for each in texts if isinstance(each, str) and " " in each)[:2_000]


PROBE = Probe(name="written-retirement", items=("RET-02",), run=_run, partial=True, incidental=True, docs=__doc__)
