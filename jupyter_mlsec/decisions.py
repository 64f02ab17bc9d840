"""Decisions and keys: whose signatures stand under an answer or a waiver, and one's own put under it.

The private half of a key is opened by a process of its own, which asks nobody: a kernel must not wait for a prompt.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, TypeVar

from jupyter_mlsec.errors import MlsecError, RefusedError
from jupyter_mlsec.lifecycle.decision_standing import judged_again, wanted
from jupyter_mlsec.lifecycle.fingerprint import notebook_fingerprint
from jupyter_mlsec.lifecycle.profile import PROFILES
from jupyter_mlsec.lifecycle.read_again import counted_again
from jupyter_mlsec.lifecycle.records import encode_record
from jupyter_mlsec.model.checklist import Answer, Part, Seal, Waiver
from jupyter_mlsec.model.people import named
from jupyter_mlsec.model.run import Failure
from jupyter_mlsec.model.trail import SignOffs

if TYPE_CHECKING:
    from jupyter_mlsec.lifecycle.decision_standing import Witness
    from jupyter_mlsec.lifecycle.trail import Trail
    from jupyter_mlsec.model.checklist import Checklist
    from jupyter_mlsec.model.notebook import Notebook
    from jupyter_mlsec.model.run import Verification
    from jupyter_mlsec.model.trail import Recorded, SignOffWitness
    from jupyter_mlsec.runs.decision_seals import Document
    from jupyter_mlsec.runs.keys import KeyPair
    from jupyter_mlsec.runs.passphrases import Prompt
    from jupyter_mlsec.runs.signers import Signers

MAKERS = frozenset({"author", "runner"})  # who made a run; everybody else reviewed it
DecisionT = TypeVar("DecisionT", bound="Answer | Waiver")


def witness(notebook: Notebook, *, now: datetime, signers: Signers | Path | None = None) -> Witness:
    """Return what looks at signatures of decisions in ``notebook``; ``signers`` as ``verify_bundle`` takes them.

    Lists of signers that cannot be read let no signature count. Nothing is loaded where nothing is signed.
    """
    found: list[Signers | str] = []
    documents: list[Document] = []

    def look(record: Answer | Waiver) -> tuple[Seal, ...]:
        if not record.signatures:
            return ()
        from jupyter_mlsec.runs.decision_seals import check_seal

        if not found:
            found.append(_signers(signers))
            documents.append(document_of(notebook))
        trusted = found[0]
        if isinstance(trusted, str):
            return (Seal(part=wanted(record), identity="", key="", problem=trusted, forged=True),)
        published = encode_record(replace(record, signatures=()))
        return tuple(check_seal(each, published, documents[0], trusted, now) for each in record.signatures)

    return look


def read_decisions(
    checklist: Checklist,
    notebook: Notebook,
    verification: Verification,
    *,
    now: datetime,
    signers: Signers | Path | None = None,
    strict: bool = False,
) -> Checklist:
    """Return the checklist of a bundle with its decisions as who reads it has to take them, and both figures anew.

    Who signed off a bundle that verifies has approved the waivers in it that name them. The profile that asks for
    signatures is the bundle's own; ``strict`` asks for them whatever it is.
    """
    decided = [state for state in checklist.states if state.answer is not None or state.waiver is not None]
    if not decided:
        return checklist
    look = witness(notebook, now=now, signers=signers)
    reviewers = [each for each in verification.signers if each.role not in MAKERS and verification.verified]

    def seen(record: Answer | Waiver) -> tuple[Seal, ...]:
        found = look(record)
        if isinstance(record, Answer):
            return found
        approved = (each for each in reviewers if named(each.identity) == named(record.approver))
        return (*found, *(Seal(part=Part.APPROVED, identity=each.identity, key=each.key) for each in approved))

    strict = strict or checklist.profile == PROFILES[-1]
    states = tuple(judged_again(state, seen, now, strict=strict) for state in checklist.states)
    return counted_again(replace(checklist, states=states))


def document_of(notebook: Notebook) -> Document:
    """Return what a signature says about the notebook that a decision stands in."""
    from jupyter_mlsec.runs.decision_seals import Document

    return Document(PurePath(notebook.path).name, notebook_fingerprint(notebook))


@dataclass(frozen=True, slots=True)
class Signing:
    """A person's key, ready to sign decisions about one notebook; ``identity`` is whose it is to who reads it here."""

    pair: KeyPair
    identity: str
    signers: Signers
    document: Document
    prompt: Prompt | None = None

    def sign(self, record: DecisionT, part: Part, now: datetime) -> DecisionT:
        """Return the decision with this key's signature in place of an earlier one of its own.

        Raises RefusedError where the signature would not count, SigningError where the key cannot be used.
        """
        from jupyter_mlsec.runs.decision_seals import check_seal, decision_statement
        from jupyter_mlsec.runs.signing import seal_elsewhere, seal_quietly

        published = encode_record(replace(record, signatures=()))
        statement = decision_statement(published, part, self.document, now)
        self._refuse_idle(record, part)
        if self.prompt is None:
            sealed = seal_quietly(statement, self.pair)
        else:
            sealed = seal_elsewhere(statement, self.pair, self.prompt)
        text = sealed.decode("ascii")
        seal = check_seal(text, published, self.document, self.signers, now)
        if seal.problem:
            raise RefusedError(f"the signature would not count: {seal.problem}", help="mlsec key show")
        return replace(record, signatures=(*self._others(record, published, seal.key, now), text))

    def _others(self, record: Answer | Waiver, published: dict[str, Any], key: str, now: datetime) -> tuple[str, ...]:
        """Return the signatures of other keys."""
        from jupyter_mlsec.runs.decision_seals import check_seal

        seals = ((each, check_seal(each, published, self.document, self.signers, now)) for each in record.signatures)
        return tuple(each for each, seal in seals if seal.key != key)

    def _refuse_idle(self, record: Answer | Waiver, part: Part) -> None:
        person = {Part.ANSWERED: "person", Part.REQUESTED: "author", Part.APPROVED: "approver"}[part]
        told: str = getattr(record, person, "")
        if named(told) != named(self.identity):
            raise RefusedError(
                f"your key is that of {self.identity}, and the {person} is {told}",
                help=f"decide as {self.identity}, or sign with the key of {told}",
            )


def signing(
    notebook: Notebook, *, now: datetime, key: Path | None = None, prompt: Prompt | None = None
) -> Signing | None:
    """Return the named key, or the person's own, for decisions about ``notebook``; None where there is no key.

    A key is never made here. Raises SigningError, RefusedError or ConfigError where it could not be used to any avail.
    """
    from jupyter_mlsec.runs.keys import default_key, read_pair
    from jupyter_mlsec.runs.standing import counting_line
    from jupyter_mlsec.runs.verify import find_signers

    path = key or default_key()
    if key is None and not path.exists():
        return None
    if notebook.path == UNNAMED:
        raise RefusedError(
            "this kernel does not know which notebook it works for", help="save it, and start its kernel"
        )
    pair, signers = read_pair(path), find_signers()
    line = counting_line(pair.fingerprint, signers, now)
    if not hasattr(line, "principal"):
        raise RefusedError(line.message, help=f"mlsec key trust {path.with_suffix('.pub').name} --as {pair.identity}")
    return Signing(pair, line.principal, signers, document_of(notebook), prompt)


UNNAMED = "this session"


def record_sign_off(root: Path, bundle: Path, pair: KeyPair, person: str) -> None:
    """Record the decision that this key has signed in ``bundle``; its entry is the one that the signature foresees.

    ``person`` is whose key it is to who reads the trail. Raises StateError where the trail went on meanwhile, or cannot
    be written.
    """
    from jupyter_mlsec.lifecycle.trail import Trail
    from jupyter_mlsec.lifecycle.trail_entry import TrailEvent, TrailKind
    from jupyter_mlsec.runs import dsse
    from jupyter_mlsec.runs.recorded_sign_offs import OUTCOMES, SIGNATURE, kept
    from jupyter_mlsec.runs.reviews import decision_of

    sealed = decision_of(bundle, pair)
    statement = dsse.read(sealed).statement()
    told = statement["predicate"]
    with kept(root, sealed) as digest:
        event = TrailEvent(
            kind=TrailKind.SIGN_OFF,
            subject=bundle.name,
            outcome=OUTCOMES[told["decision"]],
            person=person,
            digests={"bundle": f"sha256:{statement['subject'][0]['digest']['sha256']}", SIGNATURE: digest},
            time=datetime.fromisoformat(told["time"]),
        )
        Trail(root).append(event, after=told["trail"])


def trail_sign_offs(trail: Trail, signers: Signers | Path | None = None, bundles: Iterable[Path] = ()) -> SignOffs:
    """Return what the signatures behind a trail's sign-offs are worth; each decision in ``bundles`` must be in it.

    The bundles must have been verified. Raises SigningError or ConfigError where who may sign cannot be read.
    """
    from jupyter_mlsec.runs.recorded_sign_offs import check_sign_offs, missing_decisions
    from jupyter_mlsec.runs.signers import Signers as Lists
    from jupyter_mlsec.runs.verify import find_signers, verify_bundle

    trusted = signers if isinstance(signers, Lists) else find_signers(signers)
    entries = trail.known()
    found = check_sign_offs(trail.path.parents[1], entries, trusted, datetime.now(UTC))
    lost = [each for one in bundles for each in missing_decisions(one, entries, verify_bundle(one, trusted).digest)]
    return replace(found, failures=(*found.failures, *lost))


def sign_off_witness(root: Path, *, now: datetime, signers: Signers | Path | None = None) -> SignOffWitness:
    """Return what looks at the signatures behind the sign-offs of the trail in ``root``, for the checklist.

    Where the lists of signers cannot be read, none is verified. Nothing is loaded where nobody signed off.
    """

    def look(entries: Iterable[Recorded]) -> SignOffs:
        decided = [each for each in entries if each.kind == "sign-off"]
        if not decided and not (root / ".mlsec" / "sign-offs").exists():
            return SignOffs()
        from jupyter_mlsec.runs.recorded_sign_offs import check_sign_offs

        trusted = _signers(signers)
        if isinstance(trusted, str):
            return SignOffs(failures=(Failure(code="signers-unreadable", path="", message=trusted),))
        return check_sign_offs(root, decided, trusted, now)

    return look


def _signers(signers: Signers | Path | None) -> Signers | str:
    from jupyter_mlsec.runs.signers import Signers as Lists
    from jupyter_mlsec.runs.verify import find_signers

    try:
        return signers if isinstance(signers, Lists) else find_signers(signers)
    except MlsecError as error:
        return f"who may sign could not be read: {error.message}"


def signed_by(seals: Iterable[Seal], part: Part) -> str:
    """Return whose signature did ``part`` of a decision and counts; "" where there is none."""
    return next((seal.identity for seal in seals if seal.part is part and not seal.problem), "")
