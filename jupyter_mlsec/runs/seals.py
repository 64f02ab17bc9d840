"""The signatures of a bundle: whose they are, whether they fit, and whether the statements say what the files say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.errors import BundleError, SigningError
from jupyter_mlsec.model.run import Failure
from jupyter_mlsec.runs import dsse, layout, ssh, sshsig, strict_json
from jupyter_mlsec.runs.archive import Snapshot
from jupyter_mlsec.runs.statements import STATEMENT, hex_digest, statements

if TYPE_CHECKING:
    from jupyter_mlsec.runs.ssh import PlainKey, PublicKey

VSA = "https://slsa.dev/verification_summary/v1"
SIGN_OFF = "https://github.com/jupyter-mlsec/jupyter-mlsec/blob/main/docs/decisions/0004-run-bundle.md#sign-off"
_REVIEWS = {VSA: "rerun", SIGN_OFF: "sign-off"}  # how their files' names begin


def review_name(predicate_type: str, key: PublicKey) -> str:
    """Return the one name that a key's statement of a kind has in a bundle: nobody can copy or rename it unseen."""
    mark = hex_digest(dsse.key_hint(key).encode())[:12]
    return f"{layout.ATTESTATIONS}{_REVIEWS[predicate_type]}-{mark}{layout.ATTESTATION_SUFFIX}"


@dataclass(frozen=True, slots=True)
class Review:
    """A statement that somebody added later about the whole bundle; not yet checked against any key."""

    name: str
    envelope: dsse.Envelope
    predicate_type: str
    predicate: Mapping[str, Any]

    @property
    def time(self) -> datetime | None:
        """When it was made, in its maker's word; None where it does not say."""
        return _time(self.predicate.get("timeVerified" if self.predicate_type == VSA else "time"))


@dataclass(slots=True)
class Seals:
    """What the signatures say: the key that sealed the run, when it says that was, and later reviews.

    ``deputy`` is the key of the plain signatures: the same one, or for a key in hardware one that it vouches for.
    """

    key: PublicKey | None = None
    deputy: PlainKey | None = None
    time: datetime | None = None
    stamp: bytes | None = None  # of the SSH signature, not yet checked
    signature: bytes = b""  # the SSH signature's file
    reviews: list[Review] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def fail(self, code: str, path: str, message: str) -> None:
        """Note one thing that is wrong."""
        self.failures.append(Failure(code=code, path=path, message=message))


def check_seals(snapshot: Snapshot, sums: bytes, digests: Mapping[str, str], *, intact: bool) -> Seals:
    """Check all signatures against one key, taken from the SSH signature; who that is, is not asked here.

    Where the bundle is not ``intact`` the statements' contents are left alone: they cannot fit.
    """
    seals = Seals()
    seals.key = _ssh_key(snapshot, sums, seals)
    if seals.key is None:
        return seals
    seals.deputy = _deputy(snapshot) if isinstance(seals.key, ssh.HardwareKey) else seals.key
    _check_raw(snapshot, sums, seals)
    _take_stamp(snapshot, seals)
    whole = {**digests, layout.SUMS: hex_digest(sums)}
    expected: dict[str, dict[str, Any]] = {}
    if intact:
        _check_own_key(snapshot, seals)
        try:
            expected = statements(whole, snapshot.read)
        except (BundleError, KeyError) as error:
            message = error.message if isinstance(error, BundleError) else "a file is missing"
            code = "duplicate-json-key" if isinstance(error, strict_json.DuplicateKeyError) else "file-malformed"
            seals.fail(code, message.partition(":")[0], message)
    found = {name for name in snapshot.files if layout.is_attestation(name)}
    named = {f"{layout.ATTESTATIONS}{name}{layout.ATTESTATION_SUFFIX}": made for name, made in expected.items()}
    for name in sorted(named.keys() - found):
        seals.fail("attestation-missing", name, "the bundle must carry this statement")
    for name in sorted(found):
        _check_attestation(name, snapshot, named.get(name), whole[layout.SUMS], seals, intact=intact)
    return seals


def _ssh_key(snapshot: Snapshot, sums: bytes, seals: Seals) -> PublicKey | None:
    name = layout.SSH_SIGNATURE
    if name not in snapshot.files:
        seals.fail("signature-missing", name, "the bundle is not signed")
        return None
    try:
        key = sshsig.check(snapshot.read(name).decode("ascii"), sums)
    except (SigningError, BundleError, UnicodeDecodeError) as error:
        message = getattr(error, "message", "the SSH signature is malformed")
        seals.fail("signature-malformed", name, message)
        return None
    if key is None:
        seals.fail("signature-invalid", name, f"it is no signature over SHA256SUMS for the namespace {ssh.NAMESPACE}")
    return key


def _take_stamp(snapshot: Snapshot, seals: Seals) -> None:
    if layout.TIMESTAMP in snapshot.files:
        try:
            seals.stamp, seals.signature = snapshot.read(layout.TIMESTAMP), snapshot.read(layout.SSH_SIGNATURE)
        except BundleError as error:
            seals.fail("timestamp-invalid", layout.TIMESTAMP, error.message)


def _check_raw(snapshot: Snapshot, sums: bytes, seals: Seals) -> None:
    name = layout.RAW_SIGNATURE
    if name not in snapshot.files:
        seals.fail("signature-missing", name, "the signature that openssl reads is gone")
        return
    try:
        fits = seals.deputy is not None and ssh.raw_verify(seals.deputy, snapshot.read(name), sums)
    except BundleError:
        fits = False
    if not fits:
        seals.fail("signature-invalid", name, "it is not by the key that signed the bundle")


def _check_own_key(snapshot: Snapshot, seals: Seals) -> None:
    """Note a public key in the bundle that is not the one that signed: the recipes of README.txt would mislead."""
    for name, key in ((layout.PUBLIC_SSH, seals.key), (layout.PUBLIC_PEM, seals.deputy)):
        found = _public_key(snapshot, name)
        if found is None or key is None or ssh.blob(found) != ssh.blob(key):
            seals.fail("signer-mismatch", name, "this is not the key that signed the bundle")


def _deputy(snapshot: Snapshot) -> PlainKey | None:
    """Return the key that a hardware key vouches for, by signing a list that has it."""
    key = _public_key(snapshot, layout.PUBLIC_PEM)
    return None if isinstance(key, ssh.HardwareKey) else key


def _public_key(snapshot: Snapshot, name: str) -> PublicKey | None:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        data = snapshot.read(name)
        return ssh.read_public(data.decode()) if name == layout.PUBLIC_SSH else ssh.accepted(load_pem_public_key(data))
    except (SigningError, BundleError, ValueError, UnsupportedAlgorithm):
        return None


def _check_attestation(
    name: str, snapshot: Snapshot, expected: Mapping[str, Any] | None, sums: str, seals: Seals, *, intact: bool
) -> None:
    opened = _opened(name, snapshot, seals)
    if opened is None:
        return
    envelope, statement = opened
    if statement.get("_type") != STATEMENT or set(statement) != {"_type", "subject", "predicateType", "predicate"}:
        seals.fail("attestation-malformed", name, "it is not an in-toto statement v1")
    elif statement["predicateType"] in _REVIEWS:
        _take_review(name, envelope, statement, sums, seals)
    elif envelope.stamps:
        seals.fail("attestation-malformed", name, "the time stamp of a run belongs to its SSH signature")
    elif seals.deputy is None or not envelope.signed_by(seals.deputy):
        seals.fail("signature-invalid", name, "it is not signed by the key that signed the bundle")
    elif expected is not None:
        _check_statement(name, statement, expected, seals)
    elif intact:
        seals.fail("attestation-unknown", name, "the bundle must not carry this statement")


def _opened(name: str, snapshot: Snapshot, seals: Seals) -> tuple[dsse.Envelope, dict[str, Any]] | None:
    """Return an envelope with one signature and the statement in it; note why where there is none."""
    try:
        envelope = dsse.read(snapshot.read(name))
        if len(envelope.signatures) != 1:
            seals.fail("signature-missing", name, "a statement must have exactly one signature")
            return None
        if envelope.payload_type != dsse.PAYLOAD_TYPE:
            seals.fail("payload-type-wrong", name, "the signed payload is not an in-toto statement")
            return None
        return envelope, envelope.statement()
    except strict_json.DuplicateKeyError:
        seals.fail("duplicate-json-key", name, "an object has the same key twice")
    except BundleError as error:
        seals.fail("attestation-malformed", name, error.message)
    return None


def _check_statement(name: str, statement: Mapping[str, Any], expected: Mapping[str, Any], seals: Seals) -> None:
    if statement["predicateType"] != expected["predicateType"]:
        seals.fail("predicate-type-wrong", name, "the statement is of another kind than its name says")
    elif not strict_json.same(statement["subject"], expected["subject"]):
        seals.fail("subject-mismatch", name, "the statement is about other files: it belongs to another run")
    elif not strict_json.same(statement["predicate"], expected["predicate"]):
        seals.fail("predicate-mismatch", name, "the statement does not say what the bundle's files say")
    elif name == f"{layout.ATTESTATIONS}provenance{layout.ATTESTATION_SUFFIX}":
        seals.time = _time(statement["predicate"]["runDetails"]["metadata"]["finishedOn"])
        if seals.time is None:
            seals.fail("attestation-malformed", name, "its time cannot be read")


def _take_review(name: str, envelope: dsse.Envelope, statement: Mapping[str, Any], sums: str, seals: Seals) -> None:
    subject = [{"name": layout.SUMS, "digest": {"sha256": sums}}]
    if not strict_json.same(statement["subject"], subject):
        seals.fail("subject-mismatch", name, "the statement is about other files: it belongs to another run")
    elif not isinstance(statement["predicate"], dict):
        seals.fail("attestation-malformed", name, "its predicate is not an object")
    else:
        seals.reviews.append(Review(name, envelope, statement["predicateType"], statement["predicate"]))


def _time(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
