"""The magics' measurements as functions: a model or table in, typed evidence out that shows itself in a notebook.

::

    from jupyter_mlsec.measure import measure_data, measure_model, model_card

    found = measure_model(clf, x=X_test, y=y_test, x_train=X_train, y_train=y_train, groups=("sex",))
    found.status, found.number("accuracy"), found["EVA-06"]

Nothing is kept and nothing is written: ``%mlsec model`` also puts the evidence into the notebook.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from jupyter_mlsec.lifecycle.collect import QUICK, Heard, Progress, collect
from jupyter_mlsec.lifecycle.discovery import probes_for
from jupyter_mlsec.model.checklist import Cost, Evidence, Ground, Measurement, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.packages import package_of

if TYPE_CHECKING:
    from jupyter_mlsec.probes._predictors.models import Task
    from jupyter_mlsec.probes._tables.profile import Profile
    from jupyter_mlsec.probes._tables.since_load import RowHistory

SubjectT = TypeVar("SubjectT")

_WORST_FIRST = (Status.FAIL, Status.ERROR, Status.WARN, Status.OPEN, Status.PASS, Status.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Measured:
    """What probes saw of ``name``; rich in a notebook, text elsewhere."""

    name: str
    evidence: tuple[Evidence, ...]

    @property
    def status(self) -> Status:
        """The worst that was seen; ``open`` where nothing was."""
        seen = {each.observation.status for each in self.evidence}
        return next((status for status in _WORST_FIRST if status in seen), Status.OPEN)

    def __getitem__(self, item: str) -> tuple[Evidence, ...]:
        """Return the evidence for one item ("EVA-06") of the checklist."""
        return tuple(each for each in self.evidence if each.item == item)

    def number(self, name: str) -> Measurement:
        """Return the measurement of this name; KeyError where there is none."""
        found = (one for each in self.evidence for one in each.observation.measurements if one.name == name)
        for one in found:
            return one
        raise KeyError(name)

    def __iter__(self) -> Iterator[Evidence]:
        return iter(self.evidence)

    def __repr__(self) -> str:
        from jupyter_mlsec.reports.evidence_text import evidence_text

        return evidence_text(f"Evidence about {self.name}", self.evidence)

    def _repr_html_(self) -> str:
        from jupyter_mlsec.reports.html.fragments import evidence_fragment

        return evidence_fragment(self.evidence, f"Evidence about {self.name}")


def measure_model(  # noqa: PLR0913 - one keyword a question, as people guess them; most have a default
    model: object,
    *,
    x: object,
    y: object,
    x_train: object = None,
    y_train: object = None,
    groups: Mapping[str, object] | tuple[str, ...] = (),
    limits: Mapping[str, str] | None = None,
    task: Task | None = None,
    controlled: tuple[str, ...] = (),
    personal: tuple[str, ...] = (),
    name: str = "model",
    history: RowHistory | None = None,
    sources: tuple[object, ...] = (),
    fitted_otherwise: str = "",
    heavy: bool = False,
    budget: float | None = None,
    binds: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    heard: Heard | None = None,
) -> Measured:
    """Measure a fitted model on held-out rows: performance, calibration, robustness, privacy, fairness, explanation.

    ``groups``: columns of ``x``, or attribute -> one value per row. ``limits``: measure -> ``">= 0.9"``.
    ``controlled``: features that an attacker can set (default all), ``personal``: features with personal data.
    ``history``: digests of the training rows at load and at fit, where they were taken. ``sources``: the tables that
    the training rows were taken from, the nearest first. ``fitted_otherwise``: why an honest model of its kind, fitted
    on these rows, may differ ("the fit was given sample_weight").
    ``heavy`` adds the probes that take long, each within ``budget`` seconds. ``progress`` is told which probe comes
    next, ``heard`` what it saw; ``binds`` are digests where they are known already.
    """
    from jupyter_mlsec.probes._predictors.model_fingerprint import model_digest
    from jupyter_mlsec.probes._predictors.models import ModelSubject
    from jupyter_mlsec.probes._tables.since_load import RowHistory

    subject = ModelSubject(
        name=name,
        model=model,
        x=x,
        y=y,
        x_train=x_train,
        y_train=y_train,
        groups=groups,
        limits=limits or {},
        task=task,
        controlled=controlled,
        personal=personal,
        history=history or RowHistory(),
        sources=sources,
        fitted_otherwise=fitted_otherwise,
    )
    tables = {"x": x, "y": y, "x_train": x_train, "y_train": y_train}
    grounds = binds or {f"{Ground.MODEL}:{name}": model_digest(model), **_table_digests(tables)}
    costs = QUICK | {Cost.HEAVY} if heavy else QUICK
    how = {"costs": costs, "budget": budget, "progress": progress, "heard": heard}
    return Measured(name, _collected(probes_for(ModelSubject), subject, name, grounds, **how))


def measure_data(
    frame: object,
    *,
    target: str | None = None,
    groups: tuple[str, ...] = (),
    train: object = None,
    test: object = None,
    reference: object = None,
    limits: Mapping[str, str] | None = None,
    name: str = "df",
    **named: Any,  # noqa: ANN401 - the other fields of FrameSubject, by their names
) -> Measured:
    """Measure a table: quality, personal data, re-identification, bias, poisoning, leakage between splits, drift.

    ``reference``: what drift is measured against, a table, a profile of one, or the path of a file that holds one.
    ``named`` are the other fields of ``FrameSubject``: ``entities``, ``time``, ``quasi_identifiers``, ``sensitive``.
    """
    from jupyter_mlsec.probes._tables.frames import FrameSubject
    from jupyter_mlsec.probes._tables.profile import Profile
    from jupyter_mlsec.probes._tables.profile_file import read_profile

    held = read_profile(Path(reference)) if isinstance(reference, (str, Path)) else reference
    subject = FrameSubject(
        name=name,
        frame=frame,
        target=target,
        groups=groups,
        train=train,
        test=test,
        reference=held,
        limits=limits or {},
        as_of=datetime.now(UTC),
        **named,
    )
    profile = {f"{Ground.DATA}:reference": held.digest} if isinstance(held, Profile) else {}
    tables = {name: frame, "train": train, "test": test, "reference": None if profile else held}
    grounds = _table_digests(tables) | profile
    return Measured(name, _collected(probes_for(FrameSubject), subject, name, grounds))


def reference_profile(frame: object) -> Profile:
    """Return the profile of a table, to measure drift against later: ``Path(...).write_text(profile.text())``.

    It holds no row, no rare value and no column that identifies people. NotEvidenceError for fewer than 100 rows.
    """
    from jupyter_mlsec.probes._ground.fingerprint import frame_digest
    from jupyter_mlsec.probes._tables.frames import as_frame
    from jupyter_mlsec.probes._tables.profile import profile_of

    return profile_of(as_frame(frame), frame_digest(frame))


def model_card(model: object, measured: Measured, *, dataset: str = "", **fields: str) -> str:
    """Return a model card (Hugging Face's format) from what was measured and what ``fields`` say (licence="MIT")."""
    from jupyter_mlsec.model.checklist import Checklist
    from jupyter_mlsec.reports import model_card as cards

    kind = type(model)
    return cards.model_card(
        cards.CardSubject(
            name=measured.name,
            library=package_of(model),
            kind=kind.__qualname__,
            dataset=dataset,
            fields={key.replace("_", "-"): value for key, value in fields.items()},
            evidence=measured.evidence,
            checklist=Checklist(notebook="", states=(), coverage=0.0, conformance=0.0),
        )
    )


def _table_digests(tables: Mapping[str, object]) -> dict[str, str]:
    from jupyter_mlsec.probes._ground.fingerprint import frame_digest

    return {f"{Ground.DATA}:{name}": frame_digest(table) for name, table in tables.items() if table is not None}


def _collected(
    probes: tuple[Probe[SubjectT], ...],
    subject: SubjectT,
    name: str,
    binds: Mapping[str, str],
    **how: Any,  # noqa: ANN401 - what collect takes besides
) -> tuple[Evidence, ...]:
    """Run the quick probes first, so that a first result is there within a second; return evidence by item."""
    order = sorted(probes, key=lambda probe: list(Cost).index(probe.cost))
    found = collect(order, subject, binds=binds, now=datetime.now(UTC), name=name, **how)
    return tuple(sorted(found, key=lambda each: each.item))
