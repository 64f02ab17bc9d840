"""Features that a model should not lean on: identifiers, personal data, one feature that decides alone.

Permutation importance on held-out rows (Breiman 2001): how much accuracy (R2) is lost when one feature is shuffled,
in five shuffles, with an interval. A feature whose name says identifier, personal data or random number among the
three that count most warns, and so does one whose values were given out row by row, whatever it is called: a
contract's number, the number of the row. What counts the time of a series is none. A feature that carries more than
90 % of all importance warns, too. Features of a bare matrix have the names of the table that they were made from, where
the values tell. "Not evidence" where no feature matters by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, guarded, listed, to_declare
from jupyter_mlsec.probes._names.read import words as known
from jupyter_mlsec.probes._predictors.feature_names import feature_names
from jupyter_mlsec.probes._predictors.importance import importances
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, held_out
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._predictors.running_numbers import numbers_its_rows
from jupyter_mlsec.probes._tables.frames import label_of
from jupyter_mlsec.probes._tables.personal_names import Reach, kind_of_name, words

_FEWEST_ROWS = 60
_TOP = 3
_ALONE = 0.9
_ORIGIN = "origin"  # age and sex are plausible causes of much; a nationality is one of hardly anything
_IDS = frozenset({"id", "uid", "uuid", "guid", "index", "rowid", "filename", "path"})


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    view = held_out(subject, least=_FEWEST_ROWS)
    names = {f"feature {place}": name for place, name in enumerate(feature_names(subject)) if name}
    found = importances(view)
    telling = [entry for entry in found if entry.low > 0]
    if not telling:
        raise NotEvidenceError("no feature matters by itself on these rows")
    top = telling[:_TOP]
    measured = tuple(
        Measurement(
            name=f"importance of {_called(entry.name, names)}", value=entry.value, low=entry.low, high=entry.high
        )
        for entry in telling[:10]
    )
    odd = {entry.name: why for entry in top if (why := _against(entry.name, names, subject, view))}
    share = telling[0].value / sum(entry.value for entry in telling)
    if odd:
        why = listed(f"{_called(name, names)} ({reason})" for name, reason in odd.items())
        return Observation(
            status=Status.WARN, summary=f"{subject.name} leans on {why}.", measurements=measured, next_step=_STEP
        )
    if share > _ALONE and len(found) > _TOP:
        summary = f"{_called(telling[0].name, names)} carries {share:.0%} of what {subject.name} knows."
        return Observation(status=Status.WARN, summary=summary, measurements=measured, next_step=_STEP)
    shown = listed(_called(entry.name, names) for entry in top)
    if not hasattr(view.x, "columns") and not all(entry.name in names for entry in top):
        return to_declare(
            f"{subject.name} leans most on {shown}, but without names nobody can say whether that is plausible",
            "Train on a frame with named columns.",
            measurements=measured,
        )
    summary = f"{subject.name} leans most on {shown}; none of them is an identifier or personal data by its name."
    return Observation(status=Status.PASS, summary=summary, measurements=measured)


_STEP = "Say why the feature is plausible, or drop it: %mlsec answer EVA-07."


def _called(name: str, names: Mapping[str, str]) -> str:
    return label_of(names.get(name, name))


def _against(name: str, names: Mapping[str, str], subject: ModelSubject, view: View) -> str:
    """Return what speaks against leaning on a feature: its name, else its values; empty where nothing does."""
    told = implausible_reason(names.get(name, name), subject.personal)
    return told or ("a running number" if numbers_its_rows(name, view.x, subject.x_train) else "")


def implausible_reason(name: str, personal: tuple[str, ...]) -> str:
    """Return why a model should not lean on a feature of this name; empty when nothing speaks against it."""
    if name in personal:
        return "declared personal data"
    if _IDS & set(words(name)):
        return "an identifier"
    if known("explained", "drawn") & set(words(name)):
        return "drawn at random or by the split"
    kind = kind_of_name(name)
    if kind is None or (kind.reach is Reach.INDIRECT and kind.kind != _ORIGIN):
        return ""
    return kind.kind


PROBE = Probe(name="implausible-features", items=("EVA-07",), run=_run, cost=Cost.NORMAL, docs=__doc__)
