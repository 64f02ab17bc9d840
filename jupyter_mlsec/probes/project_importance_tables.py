"""Tables of importances that an identifier, a person or a day of handling leads, or whose plausibility nobody judged.

What leads such a table says what a model goes by. The number of a scan or the day of an export tells how the data were
gathered; a model that goes by them has learnt by heart. A tick is no judgement of that: somebody has to say why.
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.importance_tables import Importances, Weighed, importances_of, is_unjudged
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._names.explained_columns import numbers_rows, says
from jupyter_mlsec.probes._tables.personal_names import Reach, kind_of_name

_LEADING = 3
_WORDS = 2  # of a judgement; "yes" is a tick
_STEP = "Leave such columns out of the features and explain again, or have somebody write down why each is plausible."


def _run(subject: ProjectSubject) -> Observation:
    tables = list(importances_of(subject))
    if not tables:
        return not_applicable("no table of importances lies in the project")
    unjudged = sorted({each.path for each in tables if is_unjudged(each)})
    if unjudged:
        return failed(f"Nobody said whether the features are plausible: {listed(unjudged)}.", next_step=_STEP)
    found = {table.path: whats for table in tables if (whats := list(dict.fromkeys(_led_by(table))))}
    if found:
        told = "; ".join(f"{path}: {listed(whats)}" for path, whats in list(found.items())[:5])
        return warned(f"The model goes by columns that should tell it nothing. {told}.", next_step=_STEP)
    return passed(f"{count(len(tables), 'table')} of importances, none led by what only tells rows apart.")


def _led_by(table: Importances) -> Iterator[str]:
    for each in table.features[:_LEADING]:
        if not each.weight or _is_explained(each):
            continue
        kind = kind_of_name(each.name)
        if numbers_rows(each.name):
            yield "an identifier"
        elif kind is not None and kind.reach is Reach.DIRECT and (kind.certain or not kind.wordy):
            yield "what names a person"
        elif says("handling", each.name):
            yield "a day of handling"
        elif says("random", each.name):
            yield "a random column"


def _is_explained(feature: Weighed) -> bool:
    """Tell whether somebody wrote more about a feature than a tick."""
    return any(len(text.split()) >= _WORDS for text in feature.said.values())


PROBE = Probe(name="importance-tables", items=("EVA-07",), run=_run, partial=True, incidental=True, docs=__doc__)
