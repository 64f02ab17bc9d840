"""Who signed, in the eyes of the person who verifies: known keys, their roles, their validity and their number."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.model.run import Failure, Signer
from jupyter_mlsec.runs import layout, ssh
from jupyter_mlsec.runs.archive import printable
from jupyter_mlsec.runs.seals import SIGN_OFF, VSA, Review, Seals, review_name
from jupyter_mlsec.runs.signer_policy import AUTHOR, REVIEWER, RUNNER
from jupyter_mlsec.runs.timestamps import check_stamp

if TYPE_CHECKING:
    from jupyter_mlsec.runs.allowed_signers import AllowedSigner
    from jupyter_mlsec.runs.signers import Signers

_SKEW = timedelta(minutes=5)  # between two honest clocks


@dataclass(slots=True)
class Standing:
    """The signers that count, the roles that they fill, and what is wrong with the others."""

    found: list[Signer] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)
    reexecuted: bool = False
    failures: list[Failure] = field(default_factory=list)

    @property
    def signers(self) -> tuple[Signer, ...]:
        """All signers that count, in order."""
        return tuple(self.found)

    def fail(self, code: str, path: str, message: str) -> None:
        """Note one thing that is wrong."""
        self.failures.append(Failure(code=code, path=path, message=message))

    def take(self, line: AllowedSigner, role: str) -> None:
        """Count a signature in a role."""
        self.roles.add(role)
        self.found.append(Signer(role=role, identity=line.principal, key=line.fingerprint))


@dataclass(frozen=True, slots=True)
class _Signature:
    """One signature's place, when its maker says that it was made, and what a third party says about that."""

    path: str
    data: bytes
    claimed: datetime | None
    stamp: bytes | None


def counting_line(
    fingerprint: str, signers: Signers, now: datetime, *, claimed: datetime | None = None, path: str = ""
) -> AllowedSigner | Failure:
    """Return the line that lets a key count ``now``, and when it is said to have signed; else why there is none."""
    standing = Standing()
    line = _line(fingerprint, _Signature(path, b"", claimed, None), signers, now, standing)
    return standing.failures[0] if line is None else line


def check_standing(seals: Seals, signers: Signers, now: datetime) -> Standing:
    """Hold the key of the run and those of later reviews against the allowed signers and the project's policy."""
    standing = Standing()
    if seals.key is None:
        return standing
    made = _Signature(layout.SSH_SIGNATURE, seals.signature, seals.time, seals.stamp)
    if signers.policy.require_timestamp and seals.stamp is None:
        standing.fail("timestamp-missing", layout.TIMESTAMP, "the project asks for a time stamp by a third party")
    if seals.time is not None and seals.time > now + _SKEW:
        standing.fail("signed-in-future", layout.RUN, "the run says that it ended after now")
    author = _line(ssh.fingerprint(seals.key), made, signers, now, standing)
    if author is not None:
        _take_author(author, signers, standing)
    for review in seals.reviews:
        _take_reviewer(review, seals, author, signers, now, standing)
    if not standing.failures:
        _check_policy(signers, standing)
    return standing


def _line(
    fingerprint: str, made: _Signature, signers: Signers, now: datetime, standing: Standing
) -> AllowedSigner | None:
    """Return the line that lets a key count when it signed; note why where there is none."""
    lines = signers.find(fingerprint)
    if not lines:
        standing.fail("untrusted-key", made.path, f"nobody among the allowed signers has the key {fingerprint}")
        return None
    if signers.revoked.has(ssh.blob(lines[0].key)):
        standing.fail("key-revoked", made.path, f"the key {fingerprint} was revoked")
        return None
    lines = tuple(line for line in lines if line.allows(ssh.NAMESPACE))
    if not lines:
        standing.fail("namespace-not-allowed", made.path, f"the key {fingerprint} is not trusted for {ssh.NAMESPACE}")
        return None
    moments = _moments(made, signers, now, standing)
    if moments is None:
        return None
    for line in lines:
        if all(line.is_valid(moment) for moment in moments):
            return line
    last = max((line.valid_before for line in lines if line.valid_before is not None), default=None)
    if last is not None and any(moment >= last for moment in moments):
        # A signature dates itself: without a time stamp from elsewhere an expired key could still make old ones.
        standing.fail("key-expired", made.path, f"the key {fingerprint} has expired")
    else:
        standing.fail("key-not-yet-valid", made.path, f"the key {fingerprint} was not valid yet")
    return None


def _moments(made: _Signature, signers: Signers, now: datetime, standing: Standing) -> tuple[datetime, ...] | None:
    """Return when the key must have been valid: as it says itself, and as a third party says, or else now."""
    claimed = () if made.claimed is None else (made.claimed,)
    if made.stamp is None:
        return (now, *claimed)
    path = layout.TIMESTAMP if made.path == layout.SSH_SIGNATURE else made.path
    try:
        stamped = check_stamp(made.stamp, made.data, signers.timestamp_roots)
    except SigningError as error:
        standing.fail("timestamp-invalid", path, error.message)
        return None
    if stamped > now + _SKEW:
        standing.fail("signed-in-future", path, "the time stamp is from after now")
        return None
    if claimed and claimed[0] > stamped + _SKEW:
        standing.fail("timestamp-invalid", path, "the time stamp is older than what it is about says of itself")
        return None
    return (stamped, *claimed)


def _take_author(line: AllowedSigner, signers: Signers, standing: Standing) -> None:
    roles = signers.policy.roles_of(line.principal) & {AUTHOR, RUNNER}
    if not roles:
        standing.fail("role-not-allowed", layout.SSH_SIGNATURE, f"{line.principal} may not sign runs in this project")
        return
    standing.roles |= roles
    standing.take(line, RUNNER if RUNNER in roles else AUTHOR)


def _take_reviewer(
    review: Review, seals: Seals, author: AllowedSigner | None, signers: Signers, now: datetime, standing: Standing
) -> None:
    """Count a later statement if a key of the project made it; a foreign one makes the bundle fail."""
    fitting = [line for line in signers.allowed if review.envelope.signed_by(line.key)]
    if not fitting:
        standing.fail("untrusted-key", review.name, "nobody among the allowed signers made this statement")
        return
    if review.name != review_name(review.predicate_type, fitting[0].key):
        standing.fail("review-misplaced", review.name, "this statement has another name here than its maker gave it")
        return
    if not _in_time(review, seals, now, standing):
        return
    (signature,) = review.envelope.signatures
    stamp = review.envelope.stamps[0] if review.envelope.stamps else None
    made = _Signature(review.name, signature, review.time, stamp)
    line = _line(fitting[0].fingerprint, made, signers, now, standing)
    if line is None:
        return
    own_key = seals.key is not None and line.fingerprint == ssh.fingerprint(seals.key)
    if own_key or (author is not None and line.principal == author.principal):
        message = "who made the run cannot review it: that counts only by another person with another key"
        standing.fail("review-not-independent", review.name, message)
    elif review.predicate_type == VSA:
        _take_rerun(review, line, signers, standing)
    elif review.predicate_type == SIGN_OFF:
        _take_decision(review, line, signers, standing)


def _in_time(review: Review, seals: Seals, now: datetime, standing: Standing) -> bool:
    if review.time is None:
        standing.fail("attestation-malformed", review.name, "it does not say when it was made")
    elif review.time > now + _SKEW:
        standing.fail("signed-in-future", review.name, "it says that it was made after now")
    elif seals.time is not None and review.time + _SKEW < seals.time:
        standing.fail("review-before-run", review.name, "it says that it was made before the run ended")
    else:
        return True
    return False


def _take_rerun(review: Review, line: AllowedSigner, signers: Signers, standing: Standing) -> None:
    if review.predicate.get("verificationResult") != "PASSED":
        standing.fail("rerun-not-passed", review.name, "the second run did not give the same results")
        return
    roles = signers.policy.roles_of(line.principal)
    standing.reexecuted = True
    standing.take(line, REVIEWER if REVIEWER in roles else RUNNER if RUNNER in roles else AUTHOR)


def _take_decision(review: Review, line: AllowedSigner, signers: Signers, standing: Standing) -> None:
    decision, role = review.predicate.get("decision"), review.predicate.get("role", REVIEWER)
    if decision not in {"approve", "reject"} or not isinstance(role, str):
        standing.fail("attestation-malformed", review.name, "it is no decision: approve or reject, in a role")
    elif role in {AUTHOR, RUNNER} or role not in signers.policy.roles_of(line.principal):
        message = f"{line.principal} may not sign off runs in this project as {role}"
        standing.fail("role-not-allowed", review.name, printable(message))
    elif decision == "reject":
        standing.fail("run-rejected", review.name, f"{line.principal} rejected this run as {role}")
    else:
        standing.take(line, role)


def _check_policy(signers: Signers, standing: Standing) -> None:
    for role in sorted(signers.policy.required_roles - standing.roles):
        standing.fail("role-missing", "", f"the project asks for a signature as {role}")
    number = min(len({signer.key for signer in standing.found}), len({signer.identity for signer in standing.found}))
    if number < signers.policy.min_signers:
        message = f"the project asks for {signers.policy.min_signers} signers, not {number}"
        standing.fail("too-few-signers", "", message)
