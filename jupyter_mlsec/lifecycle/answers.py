"""What people decide: answers, waivers and declarations, checked before they become records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from difflib import get_close_matches

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.lifecycle.judge import MAX_WAIVER, MIN_REASON, length
from jupyter_mlsec.lifecycle.profile import PROFILES
from jupyter_mlsec.model.checklist import Answer, ChecklistItem, Declaration, Ground, Level, Stage, Waiver
from jupyter_mlsec.model.people import named

ANSWER_LIFE = timedelta(days=365)  # of an answer to an item that evidence does not outlive by age
_WORD = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LONGEST = 2_000  # characters of one field; more belongs into a document that the field links to


def find_item(name: str) -> ChecklistItem:
    """Return the item ``name``, in any case of letters. Raises UsageError where there is none."""
    item = catalogue().item(name.strip().upper())
    if item is None:
        close = get_close_matches(name.upper(), [each.id for each in catalogue().items], n=1)
        raise UsageError(
            f"there is no item {name!r}", help=f"did you mean {close[0]}?" if close else "list them: %mlsec checklist"
        )
    return item


def answer(
    item: str,
    text: str,
    *,
    person: str,
    now: datetime,
    fingerprints: Mapping[str, str],
    expires: datetime | None = None,
) -> Answer:
    """Return a person's answer, bound to the item's grounds as they are ``now``.

    ``fingerprints`` are all digests that are known (``Checklist.fingerprints``). Raises UsageError where the text has
    fewer than 30 characters, nobody is named, the end lies in the past or beyond the item's life, or the tool alone
    decides the item.
    """
    entry = find_item(item)
    if entry.level is Level.AUTO:
        raise UsageError(
            f"{entry.id} is decided by what is computed, not by an answer",
            help=f"mend what it shows, or ask for a waiver: %mlsec waive {entry.id} --reason … --until DATE",
        )
    _require(text, "an answer")
    life = timedelta(days=entry.ttl) if entry.ttl else ANSWER_LIFE
    latest = now + life
    until = latest if expires is None else expires
    _within(until, now, latest, f"an answer to {entry.id} lasts at most {life.days} days")
    return Answer(
        item=entry.id,
        text=" ".join(text.split()),
        person=_person(person, "the person who answers"),
        time=now,
        expires=until,
        binds=bound(entry, fingerprints),
    )


def waive(
    item: str,
    reason: str,
    *,
    approver: str,
    author: str,
    until: datetime,
    now: datetime,
    fingerprints: Mapping[str, str],
) -> Waiver:
    """Return an accepted risk, bound to the item's grounds as they are ``now``.

    Raises UsageError where the reason has fewer than 30 characters, the approver is the author, the end is more than
    180 days away, or nothing is known that the waiver could be bound to.
    """
    entry = find_item(item)
    _require(reason, "a waiver's reason")
    by, of = _person(approver, "the approver"), _person(author, "the author")
    if named(by) == named(of):
        raise UsageError("a waiver's approver must not be its author", help="ask somebody else to approve it")
    _within(until, now, now + MAX_WAIVER, f"a waiver lasts at most {MAX_WAIVER.days} days")
    binds = bound(entry, fingerprints)
    if not binds:
        raise UsageError(
            f"nothing is known yet that a waiver of {entry.id} could be bound to", help="scan the notebook first"
        )
    return Waiver(
        item=entry.id, reason=" ".join(reason.split()), approver=by, author=of, time=now, expires=until, binds=binds
    )


def declare(topic: str, fields: Mapping[str, str], *, now: datetime, name: str = "") -> Declaration:
    """Return a declaration. Raises UsageError for a malformed topic or field, and for a profile that does not exist."""
    if _WORD.fullmatch(topic) is None:
        raise UsageError(f"not a topic: {topic[:40]!r}", help="use a word such as dataset, model, roles or profile")
    if not fields:
        raise UsageError(f"nothing is declared about the {topic}", help=f"%mlsec declare {topic} licence=CC-BY-4.0")
    clean: dict[str, str] = {}
    for key, value in fields.items():
        if _WORD.fullmatch(key.replace("_", "-")) is None:
            raise UsageError(f"not a field's name: {key[:40]!r}", help="use a word such as source, licence or owner")
        if not value.strip() or len(value) > _LONGEST:
            raise UsageError(f"the field {key} must hold 1 to {_LONGEST} characters", help="link to a document instead")
        clean[key.replace("_", "-")] = value.strip()
    if topic == "profile":
        _known(clean, "profile", PROFILES)
        _known(clean, "stage", tuple(stage.value for stage in Stage))
    return Declaration(topic=topic, name=name.strip(), fields=dict(sorted(clean.items())), time=now)


def bound(item: ChecklistItem, fingerprints: Mapping[str, str]) -> dict[str, str]:
    """Return the digests that a decision about an item is bound to; the notebook's where none of its own is known."""
    wanted = {ground.value for ground in item.binds}
    binds = {key: digest for key, digest in fingerprints.items() if key.partition(":")[0] in wanted}
    if not binds and Ground.NOTEBOOK in fingerprints:
        binds = {Ground.NOTEBOOK.value: fingerprints[Ground.NOTEBOOK]}
    return dict(sorted(binds.items()))


def _require(text: str, what: str) -> None:
    if length(text) < MIN_REASON:
        raise UsageError(f"{what} needs at least {MIN_REASON} characters", help="say what was decided and why")
    if len(text) > _LONGEST:
        raise UsageError(f"{what} holds at most {_LONGEST} characters", help="link to a document instead")


def _person(name: str, what: str) -> str:
    if not name.strip():
        raise UsageError(f"{what} has no name", help="say who: --as NAME, or checklist.author in the configuration")
    return " ".join(name.split())


def _within(until: datetime, now: datetime, latest: datetime, rule: str) -> None:
    if until <= now:
        raise UsageError(f"{until:%Y-%m-%d} is not in the future", help=rule)
    if until > latest:
        raise UsageError(f"{until:%Y-%m-%d} is too far away: {rule}", help=f"choose a date up to {latest:%Y-%m-%d}")


def _known(fields: Mapping[str, str], key: str, choices: tuple[str, ...]) -> None:
    if key in fields and fields[key] not in choices:
        raise UsageError(f"there is no {key} {fields[key][:40]!r}", help=f"use one of {', '.join(choices)}")
