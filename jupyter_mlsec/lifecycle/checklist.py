"""The checklist of one notebook: static probes run, stored evidence merged, people's decisions beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar, cast

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.lifecycle import (
    change_evidence,
    decision_trail,
    host,
    lesson_evidence,
    review_evidence,
    signer_evidence,
    standard_coverage,
    trail_evidence,
)
from jupyter_mlsec.lifecycle import coverage as covered
from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.lifecycle.collect import collect
from jupyter_mlsec.lifecycle.decision_standing import Witness, nobody
from jupyter_mlsec.lifecycle.discovery import every_probe, probes_for
from jupyter_mlsec.lifecycle.fingerprint import (
    beside_fingerprints,
    environment_fingerprint,
    notebook_fingerprint,
    policy_fingerprint,
)
from jupyter_mlsec.lifecycle.grounds import Grounds, newest_digests
from jupyter_mlsec.lifecycle.judge import Judge
from jupyter_mlsec.lifecycle.profile import Scope, scope
from jupyter_mlsec.lifecycle.records import Record, identity
from jupyter_mlsec.lifecycle.state import NotebookState, merge, read_state
from jupyter_mlsec.model.audit import AuditReport
from jupyter_mlsec.model.checklist import Checklist, ChecklistItem, Evidence, Ground, ItemState, Status
from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.model.kernel import FileFact
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.run import Verification
from jupyter_mlsec.model.trail import SignOffWitness
from jupyter_mlsec.notebook.code_beside import read_beside
from jupyter_mlsec.probes._folder.files import files_fingerprint, project_files
from jupyter_mlsec.probes._ground.base import EnvironmentSubject, NotebookSubject, ProjectSubject

SubjectT = TypeVar("SubjectT")

META = "GOV-08"  # judged last, on all the others
LAWS = "GOV-02"  # judged again when all the others are known
_PERFORMANCE = "EVA-01"  # the item that says how good a model is
_UNDECIDED = frozenset({Status.OPEN, Status.ERROR})  # no reason to trouble somebody whose profile does not ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What surrounds a notebook and was looked up elsewhere; all of it is optional.

    ``folder`` is where the notebook's relative paths start (its own folder by default), ``fingerprints`` are digests
    that only the kernel can see (``"data:df"``), ``scanned`` is False where the scan could not look at everything.
    ``files`` says what loading a file would do, by the path that code gives or a whole one. ``previous`` is the
    checklist of the last signed run, ``reviewed`` whether somebody beside its author signed it. ``witness`` looks at
    the signatures under answers and waivers, ``sign_offs`` at those behind sign-offs in the trail.
    """

    folder: Path | None = None
    verification: Verification | None = None
    environment: EnvironmentSubject | None = None
    fingerprints: Mapping[str, str] | None = None
    scanned: bool = True
    files: Mapping[str, FileFact] | None = None
    previous: Checklist | None = None
    reviewed: bool = False
    witness: Witness = nobody
    sign_offs: SignOffWitness = trail_evidence.no_signatures


def build_checklist(
    notebook: Notebook,
    findings: Iterable[Finding],
    config: Config,
    *,
    now: datetime,
    audit: AuditReport | None = None,
    evidence: Iterable[Record] = (),
    context: Context | None = None,
) -> Checklist:
    """Return all items of a notebook as they stand ``now`` (with a time zone).

    Static probes are run for the items that apply; what the notebook carries and ``evidence`` (fresh from a kernel)
    are merged with what they saw. Raises StateError where the notebook's own records are malformed, and ConfigError
    for a profile that does not exist.
    """
    context = context or Context()
    folder = context.folder or Path(notebook.path).parent
    stored = merge([*read_state(notebook).records, *evidence])
    applies = scope(config, stored.declarations)
    environment = context.environment or host.this_environment(config, audit, now)
    root = config.root or folder
    files = project_files(root)
    notebook = replace(notebook, beside=read_beside(notebook, folder, root))
    modules = beside_fingerprints(notebook)
    digests = {
        Ground.NOTEBOOK.value: notebook_fingerprint(notebook),
        Ground.POLICY.value: policy_fingerprint(config),
        Ground.ENV.value: environment_fingerprint(environment.packages),
        Ground.FILES.value: files_fingerprint(root, files),
        **modules,
        **(context.fingerprints or {}),
    }
    around = NotebookSubject(
        notebook=notebook,
        findings=tuple(findings),
        config=config,
        folder=folder,
        now=now,
        declarations=stored.declarations,
        scanned=context.scanned,
        files=context.files,
    )
    project = ProjectSubject(
        folder=folder,
        root=root,
        files=files,
        notebook=notebook,
        config=config,
        now=now,
        declarations=stored.declarations,
        verification=context.verification,
        artifacts=context.files,
        measured=tuple(
            each for known in stored.evidence if known.item == _PERFORMANCE for each in known.observation.measurements
        ),
    )
    fresh = (
        *_static(around, applies, _some(digests, Ground.NOTEBOOK, Ground.POLICY), now, modules),
        *_static(project, applies, _some(digests, Ground.FILES), now, modules),
        *_static(environment, applies, _some(digests, Ground.ENV), now),
        *(each for each in _trail(root, config, stored, digests, context, now) if each.item in applies.items),
    )
    changed = _changes(context, digests, (*fresh, *stored.evidence), now)
    fresh = (*fresh, *(each for each in changed if each.item in applies.items))
    judge = Judge(
        grounds=Grounds(now, folder, digests, notebook),
        probes=_known_probes(stored),
        answering=applies.answering,
        strict=applies.signing or config.signed_decisions,
        witness=context.witness,
    )
    return _checklist(notebook, applies, stored, fresh, judge)


def _static(
    subject: SubjectT,
    applies: Scope,
    binds: Mapping[str, str],
    now: datetime,
    modules: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Evidence, ...]:
    probes = [probe for probe in probes_for(type(subject)) if not applies.items.isdisjoint(probe.items)]
    found = collect(probes, subject, binds=binds, modules=modules, now=now)
    return tuple(each for each in found if each.item in applies.items)


def _changes(
    context: Context, digests: Mapping[str, str], evidence: tuple[Evidence, ...], now: datetime
) -> tuple[Evidence, ...]:
    """Compare with the last signed run. Without a fresh digest, what evidence was bound to counts as it was then."""
    subject = change_evidence.ChangeSubject(
        previous=context.previous,
        reviewed=context.reviewed,
        fingerprints={**newest_digests(each for each in evidence if each.collected <= now), **digests},
        evidence=evidence,
    )
    return collect((change_evidence.PROBE,), subject, binds=_some(digests, Ground.NOTEBOOK, Ground.ENV), now=now)


def _trail(
    root: Path, config: Config, stored: NotebookState, digests: Mapping[str, str], context: Context, now: datetime
) -> tuple[Evidence, ...]:
    """Look at what people did and decided, as the project's trail and the notebook's declarations have it."""
    files, said = _some(digests, Ground.FILES), _some(digests, Ground.NOTEBOOK, Ground.POLICY)
    people = config.checklist
    review = review_evidence.ReviewSubject(
        root=root, author=people.author, now=now, verification=context.verification, sign_offs=context.sign_offs
    )
    trail = trail_evidence.TrailSubject(root=root, sign_offs=context.sign_offs)
    signers = signer_evidence.SignerSubject(root=root, author=people.author, reviewers=people.reviewers)
    decisions = decision_trail.DecisionSubject(root=root, decisions=(*stored.answers, *stored.waivers))
    lessons = lesson_evidence.LessonSubject(declarations=stored.declarations)
    return (
        *collect((trail_evidence.PROBE,), trail, binds=files, now=now),
        *collect((review_evidence.PROBE,), review, binds=files, now=now),
        *collect((signer_evidence.PROBE,), signers, binds=files, now=now),
        *collect((decision_trail.PROBE,), decisions, binds=files, now=now),
        *collect((lesson_evidence.PROBE,), lessons, binds=said, now=now),
    )


def _checklist(
    notebook: Notebook, applies: Scope, stored: NotebookState, fresh: tuple[Evidence, ...], judge: Judge
) -> Checklist:
    taken = {identity(each) for each in fresh}  # what was computed just now outweighs any record, whatever its date
    evidence = (*fresh, *(each for each in stored.evidence if identity(each) not in taken))
    known = newest_digests(each for each in evidence if each.collected <= judge.grounds.now)
    judge = replace(judge, grounds=replace(judge.grounds, known={**known, **judge.grounds.known}))
    by_item: defaultdict[str, list[Evidence]] = defaultdict(list)
    for each in evidence:
        by_item[each.item].append(each)
    states = [
        _state(item, judge, applies, stored, tuple(by_item[item.id])) for item in catalogue().items if item.id != META
    ]
    return _finish(notebook, applies, stored, judge, tuple(states), tuple(each for each in fresh if each.item == META))


def _state(
    item: ChecklistItem, judge: Judge, applies: Scope, stored: NotebookState, evidence: tuple[Evidence, ...]
) -> ItemState:
    answer = next((each for each in stored.answers if each.item == item.id), None)
    waiver = next((each for each in stored.waivers if each.item == item.id), None)
    if item.id not in applies.items and not evidence and answer is None:
        return ItemState(item=item, status=Status.NOT_APPLICABLE, computed=Status.NOT_APPLICABLE, waiver=waiver)
    state = judge.state(item, evidence, answer, waiver)
    if item.id not in applies.items and answer is None and state.status in _UNDECIDED:
        return replace(state, status=Status.NOT_APPLICABLE, computed=Status.NOT_APPLICABLE, next_step="")
    return state


def _finish(
    notebook: Notebook,
    applies: Scope,
    stored: NotebookState,
    judge: Judge,
    states: tuple[ItemState, ...],
    said: tuple[Evidence, ...],
) -> Checklist:
    """Return the checklist with its last items; ``said`` is what probes found about coverage itself."""
    states = _standards(applies, stored, judge, states)
    meta = catalogue().item(META)
    if meta is not None:
        binds = _some(judge.grounds.known, Ground.NOTEBOOK, Ground.POLICY)
        subject = covered.CoverageSubject(states, applies.profile)
        seen = collect((covered.PROBE,), subject, binds=binds, now=judge.grounds.now)
        ids = [item.id for item in catalogue().items]
        last = _state(meta, judge, applies, stored, (*seen, *said))
        states = tuple(sorted((*states, last), key=lambda state: ids.index(state.item.id)))
    return Checklist(
        notebook=notebook.path,
        states=states,
        coverage=covered.coverage(states),
        conformance=covered.conformance(states),
        profile=applies.profile,
        fingerprints=dict(sorted(judge.grounds.known.items())),
    )


def _standards(
    applies: Scope, stored: NotebookState, judge: Judge, states: tuple[ItemState, ...]
) -> tuple[ItemState, ...]:
    """Judge the item about laws again, now that it is known which of their requirements stand on evidence."""
    fields = next((each.fields for each in stored.declarations if each.topic == "profile"), {})
    laws = tuple(law.strip() for law in fields.get("laws", "").split(",") if law.strip())
    if not laws or LAWS not in applies.items:
        return states
    subject = standard_coverage.StandardSubject(states=states, laws=laws)
    binds = _some(judge.grounds.known, Ground.NOTEBOOK, Ground.POLICY)
    seen = collect((standard_coverage.PROBE,), subject, binds=binds, now=judge.grounds.now)
    return tuple(
        _state(state.item, judge, applies, stored, (*state.evidence, *seen)) if state.item.id == LAWS else state
        for state in states
    )


def around() -> tuple[Probe[object], ...]:
    """Return the probes that look at the checklist, the trail and the last signed run themselves."""
    modules = (
        covered,
        change_evidence,
        decision_trail,
        lesson_evidence,
        review_evidence,
        signer_evidence,
        standard_coverage,
        trail_evidence,
    )
    return tuple(cast("Probe[object]", module.PROBE) for module in modules)


def _known_probes(stored: NotebookState) -> dict[str, Probe[object]]:
    """Return the probes that records may name. Probes of frames and models are imported only if there are records."""
    known = {probe.name: probe for probe in around()}
    if stored.evidence:
        return {**every_probe(), **known}
    for subject in (NotebookSubject, ProjectSubject, EnvironmentSubject):
        known.update({probe.name: probe for probe in probes_for(subject)})
    return known


def _some(digests: Mapping[str, str], *grounds: Ground) -> dict[str, str]:
    return {ground.value: digests[ground.value] for ground in grounds if ground.value in digests}
