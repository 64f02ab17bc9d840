"""The signatures behind the sign-offs of an audit trail: kept beside it, and held against its lines.

A reviewer's statement about a bundle says where the trail stood: the number of its entries and the digest of the last.
The entry that records the decision follows that one directly, and names the digest of the signed statement, a copy of
which is kept in ``.mlsec/sign-offs``. So nobody without the reviewer's key can write such an entry, change it, put it
elsewhere, change anything before it, or take it out while its statement is left here or in a bundle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from jupyter_mlsec.errors import MlsecError, StateError
from jupyter_mlsec.model.people import named
from jupyter_mlsec.model.run import Failure
from jupyter_mlsec.model.trail import Recorded, SignOffs
from jupyter_mlsec.runs import dsse, layout
from jupyter_mlsec.runs.archive import opened, printable
from jupyter_mlsec.runs.canonical import sha256
from jupyter_mlsec.runs.seals import SIGN_OFF
from jupyter_mlsec.runs.signer_policy import AUTHOR, RUNNER
from jupyter_mlsec.runs.signers import Signers
from jupyter_mlsec.runs.standing import counting_line

FOLDER: Final = ".mlsec/sign-offs"
_TRAIL = ".mlsec/trail.jsonl"
SIGNATURE: Final = "signature"
OUTCOMES: Final = {"approve": "approved", "reject": "rejected"}
_UNKNOWN = "is signed with a key that nobody among the allowed signers has"
_LONGEST = 1_000_000  # bytes of a signed statement, its time stamp included
_NAME = re.compile(r"[0-9a-f]{64}\.json")


@contextmanager
def kept(root: Path, sealed: bytes) -> Iterator[str]:
    """Keep a signed decision beside the trail of the project in ``root``; give its digest, for the entry.

    Where the entry cannot be written, it is taken back. Raises StateError where it cannot be kept.
    """
    digest = sha256(sealed)
    path = _path(root, digest)
    is_new = not path.exists()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sealed)
    except OSError as error:
        raise StateError(f"{FOLDER} could not be written ({type(error).__name__})") from None
    try:
        yield digest
    except BaseException:
        if is_new:
            path.unlink(missing_ok=True)
        raise


def check_sign_offs(root: Path, entries: Iterable[Recorded], signers: Signers, now: datetime) -> SignOffs:
    """Hold every sign-off among ``entries`` against the signature that it names, and the signatures against them."""
    signed: list[int] = []
    unsigned: list[int] = []
    failures: list[Failure] = []
    recorded: set[str] = set()
    for entry in entries:
        if entry.kind != "sign-off":
            continue
        digest = entry.digests.get(SIGNATURE)
        if digest is None:
            if signed or failures:
                failures.append(_failure("sign-off-unsigned", entry, "has no signature, and earlier ones have"))
            else:
                unsigned.append(entry.sequence)
            continue
        recorded.add(digest)
        if problem := _problem(_path(root, digest), digest, entry, signers, now):
            known = problem != _UNKNOWN
            failures.append(_failure("sign-off-unverified" if known else "sign-off-unknown-key", entry, problem))
        else:
            signed.append(entry.sequence)
    failures += _lost(root, recorded, signers, now)
    return SignOffs(signed=tuple(signed), unsigned=tuple(unsigned), failures=tuple(failures))


def missing_decisions(bundle: Path, entries: Iterable[Recorded], digest: str) -> tuple[Failure, ...]:
    """Return the decisions in a bundle (of that digest) that no entry records. It must have been verified."""
    told = [entry.digests for entry in entries if entry.kind == "sign-off"]
    older = any(each.get("bundle") == digest and SIGNATURE not in each for each in told)
    known = {each.get(SIGNATURE) for each in told}
    found: list[Failure] = []
    with opened(bundle) as snapshot:
        for name in sorted(filter(layout.is_attestation, snapshot.files)):
            sealed = snapshot.read(name)
            statement = dsse.read(sealed).statement()
            told_trail = statement["predicate"].get("trail") if statement["predicateType"] == SIGN_OFF else None
            if told_trail and sha256(sealed) not in known and not older:
                message = f"the decision {Path(name).name} in {bundle.name} is not in the trail: its entry was removed"
                found.append(Failure(code="sign-off-removed", path=_TRAIL, message=printable(message)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Decision:
    """What a signed statement says, and whose key signed it."""

    statement: Mapping[str, Any]
    identity: str

    @property
    def predicate(self) -> Mapping[str, Any]:
        told = self.statement["predicate"]
        if not isinstance(told, dict):
            raise TypeError("no predicate")
        return told


def _problem(path: Path, digest: str, entry: Recorded, signers: Signers, now: datetime) -> str:
    """Return why the entry is not the one that was signed; "" where it is. Nothing makes this fall over."""
    try:
        sealed = _read(path)
        if sha256(sealed) != digest:
            return "names a signature that was changed"
        decision = _opened(sealed, signers, now)
        return decision if isinstance(decision, str) else _otherwise(decision, entry)
    except FileNotFoundError:
        return f"names a signature that is gone from {FOLDER}"
    except (MlsecError, OSError, KeyError, TypeError, ValueError, RecursionError):
        return "names something that is no signed decision"


def _opened(sealed: bytes, signers: Signers, now: datetime) -> _Decision | str:
    """Return the decision where the signature is that of a reviewer who counts, else what is wrong with it."""
    envelope = dsse.read(sealed)
    statement = envelope.statement()
    if statement["predicateType"] != SIGN_OFF:
        return "names a signature about something else"
    line = next((each for each in signers.allowed if envelope.hint == dsse.key_hint(each.key)), None)
    if line is None:
        return _UNKNOWN
    if not envelope.signed_by(line.key):
        return "names a signature that does not fit"
    moment = datetime.fromisoformat(statement["predicate"]["time"])
    counting = counting_line(line.fingerprint, signers, now, claimed=moment)
    if isinstance(counting, Failure):
        return f"is signed, and does not count: {counting.message}"
    if not signers.policy.roles_of(counting.principal) - {AUTHOR, RUNNER}:
        return f"is signed by {counting.principal}, who is no reviewer"
    return _Decision(statement, counting.principal)


def _otherwise(decision: _Decision, entry: Recorded) -> str:
    """Return what the entry says otherwise than what was signed; "" where nothing."""
    told = decision.predicate
    trail = told["trail"]
    subjects = [f"sha256:{each['digest']['sha256']}" for each in decision.statement["subject"]]
    if OUTCOMES.get(told["decision"]) != entry.outcome:
        return "has another outcome than the one that was signed"
    if [entry.digests.get("bundle")] != subjects:
        return "is about another bundle than the one that was signed"
    if named(entry.person) != decision.identity.casefold():
        return f"names {entry.person}, and {decision.identity} signed it"
    if datetime.fromisoformat(told["time"]) != datetime.fromisoformat(entry.time):
        return "has another time than the one that was signed"
    if (trail["entries"], trail["head"]) != (entry.sequence, entry.previous if entry.sequence else None):
        return "does not follow the entries that it was signed after: they were changed, removed or moved"
    return ""


def _lost(root: Path, recorded: set[str], signers: Signers, now: datetime) -> Iterable[Failure]:
    """Yield the decisions that are kept here and count, and that no entry names."""
    try:
        names = sorted(path.name for path in (root / FOLDER).iterdir() if _NAME.fullmatch(path.name))
    except OSError:
        return
    for name in names:
        if f"sha256:{name.removesuffix('.json')}" in recorded:
            continue
        try:
            decision = _opened(_read(root / FOLDER / name), signers, now)
        except (MlsecError, OSError, KeyError, TypeError, ValueError, RecursionError):
            continue
        if isinstance(decision, _Decision):
            who = printable(decision.identity)
            message = f"the decision {name[:12]}… of {who} is not in the trail: its entry was removed"
            yield Failure(code="sign-off-removed", path=_TRAIL, message=message)


def _path(root: Path, digest: str) -> Path:
    return root / FOLDER / f"{digest.removeprefix('sha256:')}.json"


def _read(path: Path) -> bytes:
    with path.open("rb") as stream:
        data = stream.read(_LONGEST + 1)
    if len(data) > _LONGEST:
        raise ValueError("too long")
    return data


def _failure(code: str, entry: Recorded, problem: str) -> Failure:
    message = printable(f"the sign-off in entry {entry.sequence} {problem}")
    return Failure(code=code, path=f"{_TRAIL}:{entry.sequence + 1}", message=message)
