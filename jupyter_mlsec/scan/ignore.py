"""Makes the record that ignores one finding, with a reason: for the places where no comment can stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.errors import StateError, UsageError
from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.model.ignored import Ignored
from jupyter_mlsec.model.kernel import KernelFacts
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.rule import Family
from jupyter_mlsec.model.text import Place, Position
from jupyter_mlsec.notebook.ignored import LONGEST_REASON, read_ignored
from jupyter_mlsec.scan.engine import found_in
from jupyter_mlsec.scan.findings import Findings
from jupyter_mlsec.scan.ignorings import About
from jupyter_mlsec.scan.seals import is_guessable, new_salt, personal_key, seal

_SENSITIVE = frozenset({Family.SECRET, Family.PRIVACY})
_PLACES = frozenset({Place.OUTPUT, Place.CELL_METADATA, Place.NOTEBOOK_METADATA, Place.ATTACHMENT, Place.SOURCE})


@dataclass(frozen=True, slots=True)
class Pointed:
    """Which finding is meant: its place, and the how-manyth of those at that very place (two outputs of one cell)."""

    rule: str
    cell: int | None
    place: Place
    position: Position
    nth: int = 0


def ignore(
    notebook: Notebook,
    config: Config,
    pointed: Pointed,
    reason: str,
    *,
    now: datetime,
    kernel: KernelFacts | None = None,
) -> Ignored:
    """Return the record that ignores the finding that is pointed at, for the value that stands there now.

    Raises ``UsageError`` where there is none, or none that may be ignored, and ``StateError`` where the person's key
    cannot be made.
    """
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise UsageError(
            "a reason is needed", help=f"say why it may be ignored, in at most {LONGEST_REASON} characters"
        )
    found, _ = found_in(notebook, config, kernel)
    finding, about, value = _pointed_at(found, pointed)
    if config.locks(finding.rule, finding.family):
        raise UsageError(
            f"{finding.rule} may not be ignored here", help="the policy of this hub locks it: ask who keeps the policy"
        )
    key = _key(found, finding, value)
    known = [record.salt for record in read_ignored(notebook.metadata)]
    salt = known[0] if known else new_salt()
    return Ignored(
        rule=finding.rule,
        place=finding.place,
        fingerprint=about.fingerprint,
        salt=salt,
        seal=seal(value, about, salt, key),
        personal=bool(key),
        reason=found.veiled(reason),
        time=now,
        person=config.checklist.author,
    )


def _pointed_at(found: Findings, pointed: Pointed) -> tuple[Finding, About, str]:
    findings, _ = found.collect()
    meant: Iterator[tuple[Finding, About, str]] = (
        (finding, about, value)
        for finding, (about, value) in zip(findings, found.found(), strict=True)
        if finding.rule == pointed.rule
        and (finding.cell.index if finding.cell else None) == pointed.cell
        and finding.place is pointed.place
        and finding.position == pointed.position
        and finding.place in _PLACES
    )
    for number, each in enumerate(meant):
        if number == pointed.nth:
            return each
    raise UsageError("the finding is not there any more", help="the notebook has changed: check it again")


def _key(found: Findings, finding: Finding, value: str) -> bytes:
    """Return the key to seal a value with: none where nobody can guess it, or where nothing in it is secret."""
    is_secret = finding.family in _SENSITIVE or found.veiled(value) != value
    if not is_secret or not is_guessable(value):
        return b""
    try:
        key = personal_key(make=True)
    except OSError as error:
        raise StateError(
            f"the key for what you ignore cannot be written: {error.strerror}", help="see mlsec key show for its folder"
        ) from None
    if key is None:
        raise StateError("the key for what you ignore cannot be read", help="remove seals.key from your own folder")
    return key
