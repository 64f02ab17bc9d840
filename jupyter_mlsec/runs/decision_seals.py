"""Signatures under answers and waivers: an in-toto statement over the whole record, in a DSSE envelope.

The record is the published JSON (``mlsec-record/1``), for only what is published can be checked by others. The
statement names the record by its digest and its grounds by theirs, and says in plain fields what was decided, by whom,
in which notebook; a text is in it as a digest. Who may sign what: ``signers.toml``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.errors import MlsecError
from jupyter_mlsec.model.checklist import Part, Seal
from jupyter_mlsec.model.people import named
from jupyter_mlsec.model.run import Failure
from jupyter_mlsec.runs import dsse, strict_json
from jupyter_mlsec.runs.archive import printable
from jupyter_mlsec.runs.run_json import iso
from jupyter_mlsec.runs.signer_policy import AUTHOR, FILE, RUNNER
from jupyter_mlsec.runs.standing import counting_line
from jupyter_mlsec.runs.statements import STATEMENT

if TYPE_CHECKING:
    from jupyter_mlsec.runs.allowed_signers import AllowedSigner
    from jupyter_mlsec.runs.signers import Signers

DECISION = "https://github.com/jupyter-mlsec/jupyter-mlsec/blob/main/docs/decisions/0006-evidence.md#decision"
LONGEST = 65_536  # characters of one signature; ours have about 2,000
_SKEW = timedelta(minutes=5)  # between two honest clocks
_UNREADABLE = "its signature cannot be read"
_UNFIT = "its signature does not fit"
_TEXTS = {"text": "its text", "reason": "its reason"}
_WORDS = {
    **_TEXTS,
    "item": "its item",
    "kind": "its kind",
    "person": "its person",
    "approver": "its approver",
    "author": "its author",
    "time": "its date",
    "expires": "its end",
    "binds": "what it is bound to",
}


@dataclass(frozen=True, slots=True)
class Document:
    """The notebook that a decision stands in: the name of its file, and the digest of what it computes ("" unknown)."""

    name: str
    digest: str = ""


def record_digest(record: Mapping[str, Any]) -> str:
    """Return the digest (64 hex digits) of a published decision without its signatures: canonical JSON, keys sorted."""
    told = {key: value for key, value in record.items() if key != "signatures"}
    return hashlib.sha256(_canonical(told)).hexdigest()


def decision_statement(record: Mapping[str, Any], part: Part, document: Document, time: datetime) -> dict[str, Any]:
    """Return what a person signs who did ``part`` of a decision about ``document`` at ``time``."""
    grounds = [
        {"name": name, "digest": {"sha256": digest.removeprefix("sha256:")}}
        for name, digest in sorted(record["binds"].items())
    ]
    return {
        "_type": STATEMENT,
        "subject": [
            {"name": f"{record['kind']} {record['item']}", "digest": {"sha256": record_digest(record)}},
            *grounds,
        ],
        "predicateType": DECISION,
        "predicate": {
            "part": part.value,
            "time": iso(time),
            "notebook": {"name": document.name, "digest": document.digest},
            "decision": _told(record),
        },
    }


def check_seal(sealed: str, record: Mapping[str, Any], document: Document, signers: Signers, now: datetime) -> Seal:
    """Return what one signature under a decision is worth to who has these lists. Nothing makes it fall over."""
    opened = _opened(sealed)
    if opened is None:
        return Seal(part=Part.ANSWERED, identity="", key="", problem=_UNREADABLE, forged=True)
    envelope, statement, part, signed = opened
    known = next((line for line in signers.allowed if envelope.hint == dsse.key_hint(line.key)), None)
    seal = Seal(part=part, identity=known.principal if known else "", key=known.fingerprint if known else "")
    if known and not envelope.signed_by(known.key):
        return _bad(seal, _UNFIT)
    if problem := _about(statement, record, document):
        return _bad(seal, problem)
    if known is None:
        return replace(seal, problem="nobody among the allowed signers has the key that signed it")
    problem = _worth(seal, signed, record, signers, now)
    return _bad(seal, problem) if problem else seal


def _worth(seal: Seal, signed: datetime, record: Mapping[str, Any], signers: Signers, now: datetime) -> str:
    """Return why a signature that fits does not count now; "" where it does."""
    if signed > now + _SKEW:
        return "it was signed after now"
    line = counting_line(seal.key, signers, now, claimed=signed)
    if isinstance(line, Failure):
        return line.message
    return _entitled(seal, record, line, signers)


def mismatch(sealed: str, record: Mapping[str, Any], notebook: str, signers: Signers) -> str:
    """Return why a signature cannot have been made for this decision, whosever key it is; "" where it can.

    ``notebook`` is the file's name. What its key is worth by now is not asked.
    """
    opened = _opened(sealed)
    if opened is None:
        return _UNREADABLE
    envelope, statement, _, _ = opened
    known = next((line for line in signers.allowed if envelope.hint == dsse.key_hint(line.key)), None)
    if known and not envelope.signed_by(known.key):
        return _UNFIT
    return printable(_about(statement, record, Document(notebook)))


def _opened(sealed: str) -> tuple[dsse.Envelope, Mapping[str, Any], Part, datetime] | None:
    try:
        if len(sealed) > LONGEST:
            return None
        envelope = dsse.read(sealed.encode("utf-8", "surrogatepass"))
        statement = envelope.statement()
        return envelope, statement, *_read(statement)
    except (MlsecError, KeyError, TypeError, ValueError, RecursionError):
        return None


def _bad(seal: Seal, problem: str) -> Seal:
    return replace(seal, problem=printable(problem), forged=True)


def _told(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a decision, its text as a digest."""
    told = {key: value for key, value in record.items() if key not in {"signatures", "format", *_TEXTS}}
    for key in _TEXTS:
        if key in record:
            told[key] = f"sha256:{hashlib.sha256(record[key].encode('utf-8', 'surrogatepass')).hexdigest()}"
    return told


def _read(statement: Mapping[str, Any]) -> tuple[Part, datetime]:
    """Return the part and the time; raise ValueError, KeyError or TypeError for what is no such statement."""
    if statement["_type"] != STATEMENT or statement["predicateType"] != DECISION:
        raise ValueError("another kind of statement")
    predicate = statement["predicate"]
    if set(statement) != {"_type", "subject", "predicateType", "predicate"} or not isinstance(predicate, dict):
        raise ValueError("another shape")
    moment = datetime.fromisoformat(predicate["time"])
    if moment.tzinfo is None or not isinstance(predicate["decision"], dict):
        raise ValueError("a time without a zone, or no decision")
    return Part(predicate["part"]), moment


def _about(statement: Mapping[str, Any], record: Mapping[str, Any], document: Document) -> str:
    """Return what the statement says otherwise than the record and the notebook it stands in; "" where nothing."""
    predicate = statement["predicate"]
    signed, told = predicate["decision"], _told(record)
    altered = sorted({key for key in signed.keys() | told.keys() if signed.get(key) != told.get(key)})
    if altered:
        words = [_WORDS.get(key, "something of it") for key in altered]
        return f"{' and '.join(dict.fromkeys(words))} {'is' if len(altered) == 1 else 'are'} not what was signed"
    notebook = predicate.get("notebook")
    named_there = notebook if isinstance(notebook, dict) else {}
    if set(named_there) != {"name", "digest"} or not all(isinstance(value, str) for value in named_there.values()):
        return "its signature does not say for which notebook it was given"
    same_code = bool(document.digest) and notebook["digest"] == document.digest
    if notebook["name"] != document.name and not same_code:
        return f"it was given for another notebook, {notebook['name']}"
    part = Part(predicate["part"])
    time = datetime.fromisoformat(predicate["time"])
    expected = decision_statement(record, part, Document(notebook["name"], notebook["digest"]), time)
    if not strict_json.same(statement, expected):
        return "its signature is about something else"
    return ""


def _entitled(seal: Seal, record: Mapping[str, Any], line: AllowedSigner, signers: Signers) -> str:
    """Return why this person may not do this part of the decision; "" where they may."""
    field = {Part.ANSWERED: "person", Part.REQUESTED: "author", Part.APPROVED: "approver"}[seal.part]
    person = record.get(field)
    if not isinstance(person, str):
        return f"{seal.identity} signed it as something that it is not"
    if named(person) != line.principal.casefold():
        return f"it names {person}, and {line.principal} signed it"
    roles = signers.policy.roles_of(line.principal)
    if seal.part is Part.APPROVED and not roles - {AUTHOR, RUNNER}:
        return f"{line.principal} may not approve waivers: {FILE} gives no role for it"
    return "" if roles - {RUNNER} else f"{line.principal} only runs notebooks, and decides nothing about them"


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
