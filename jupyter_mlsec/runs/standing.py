"""Who signed, in the eyes of the person who verifies: known keys, their roles, their validity and their number."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from jupyter_mlsec.model.run import Failure, Signer
from jupyter_mlsec.runs import layout, ssh
from jupyter_mlsec.runs.seals import SIGN_OFF, VSA, Review, Seals
from jupyter_mlsec.runs.signers import AUTHOR, REVIEWER, RUNNER, AllowedSigner, Signers

if TYPE_CHECKING:
    from jupyter_mlsec.runs.ssh import PublicKey

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


def check_standing(seals: Seals, signers: Signers, now: datetime) -> Standing:
    """Hold the key of the run and those of later reviews against the allowed signers and the project's policy."""
    standing = Standing()
    if seals.key is None:
        return standing
    if seals.time is not None and seals.time > now + _SKEW:
        standing.fail("signed-in-future", layout.RUN, "the run says that it ended after now")
    line = _line(ssh.fingerprint(seals.key), layout.SSH_SIGNATURE, signers, (now, seals.time), standing)
    if line is not None:
        _take_author(line, signers, standing)
    for review in seals.reviews:
        _take_reviewer(review, seals.key, signers, now, standing)
    if not standing.failures:
        _check_policy(signers, standing)
    return standing


def _line(
    fingerprint: str, path: str, signers: Signers, times: tuple[datetime | None, ...], standing: Standing
) -> AllowedSigner | None:
    """Return the line that lets a key count at all of the times; note why where there is none."""
    lines = signers.find(fingerprint)
    moments = [time for time in times if time is not None]
    if fingerprint in signers.revoked:
        standing.fail("key-revoked", path, f"the key {fingerprint} was revoked")
        return None
    if not lines:
        standing.fail("untrusted-key", path, f"nobody among the allowed signers has the key {fingerprint}")
        return None
    lines = tuple(line for line in lines if line.allows(ssh.NAMESPACE))
    if not lines:
        standing.fail("namespace-not-allowed", path, f"the key {fingerprint} is not trusted for {ssh.NAMESPACE}")
        return None
    for line in lines:
        starts, ends = line.valid_after, line.valid_before
        if all((starts is None or time >= starts) and (ends is None or time < ends) for time in moments):
            return line
    last = max((line.valid_before for line in lines if line.valid_before is not None), default=None)
    if last is not None and any(time >= last for time in moments):
        # A signature dates itself: without a time stamp from elsewhere an expired key could still make old ones.
        standing.fail("key-expired", path, f"the key {fingerprint} has expired")
    else:
        standing.fail("key-not-yet-valid", path, f"the key {fingerprint} was not valid yet")
    return None


def _take_author(line: AllowedSigner, signers: Signers, standing: Standing) -> None:
    roles = signers.roles_of(line.principal) & {AUTHOR, RUNNER}
    if not roles:
        standing.fail("role-not-allowed", layout.SSH_SIGNATURE, f"{line.principal} may not sign runs in this project")
        return
    standing.roles |= roles
    role = RUNNER if RUNNER in roles else AUTHOR
    standing.found.append(Signer(role=role, identity=line.principal, key=line.fingerprint))


def _take_reviewer(review: Review, author: PublicKey, signers: Signers, now: datetime, standing: Standing) -> None:
    """Count a later statement if a key of the project made it; a foreign one makes the bundle fail."""
    fitting = [line for line in signers.allowed if review.envelope.signed_by(line.key)]
    if not fitting:
        standing.fail("untrusted-key", review.name, "nobody among the allowed signers made this statement")
        return
    line = _line(fitting[0].fingerprint, review.name, signers, (now,), standing)
    if line is None:
        return
    is_other = line.fingerprint != ssh.fingerprint(author)
    roles = signers.roles_of(line.principal)
    if review.predicate_type == VSA:
        if not is_other or review.predicate.get("verificationResult") != "PASSED":
            standing.fail(
                "review-not-independent", review.name, "a second run counts only by another key, and if equal"
            )
            return
        standing.reexecuted = True
    elif review.predicate_type == SIGN_OFF and REVIEWER not in roles:
        standing.fail("role-not-allowed", review.name, f"{line.principal} may not sign off runs in this project")
        return
    role = REVIEWER if REVIEWER in roles else RUNNER if RUNNER in roles else AUTHOR
    standing.roles.add(role)
    standing.found.append(Signer(role=role, identity=line.principal, key=line.fingerprint))


def _check_policy(signers: Signers, standing: Standing) -> None:
    for role in sorted(signers.required_roles - standing.roles):
        standing.fail("role-missing", "", f"the project asks for a signature as {role}")
    number = len({signer.key for signer in standing.found})
    if number < signers.min_signers:
        standing.fail("too-few-signers", "", f"the project asks for {signers.min_signers} signers, not {number}")
