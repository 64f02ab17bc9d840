"""Asks the offline advisory store about every distribution of an environment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jupyter_mlsec.environment.answers import Answers, Silence
from jupyter_mlsec.environment.installed import Distribution, Environment, OriginKind
from jupyter_mlsec.environment.ranges import Match, fixes, match, parsed
from jupyter_mlsec.environment.store import AdvisoryStore, StoredAdvisory, StoreStatus
from jupyter_mlsec.environment.vulnerabilities import merged
from jupyter_mlsec.model.audit import Advisories, Vulnerability


def ask_store(environment: Environment, store: AdvisoryStore, *, max_age: int, today: date) -> Answers:
    """Match every distribution. ``max_age`` is in days. Raises AuditError where the store is damaged."""
    known = store.lookup(item.name for item in environment.distributions)
    unreadable = store.unreadable()
    broken = {item.package for item in unreadable}
    vulnerabilities: dict[str, tuple[Vulnerability, ...]] = {}
    silences: dict[str, Silence] = {}
    for item in environment.distributions:
        found, reason = _judge(item, known.get(item.name, ()))
        if item.name in broken:
            reason = reason or "an advisory about it could not be read"
        if found:
            vulnerabilities[item.name] = found
        elif reason or item.origin.kind is not OriginKind.INDEX:
            silences[item.name] = _silence(item, reason, named=item.name in known)
        else:
            vulnerabilities[item.name] = ()
    status = store.status
    gaps = _gaps(status, sum(not item.package for item in unreadable), max_age, today)
    advisories = Advisories(source=f"{status.source} (offline)", date=status.date, digest=status.digest)
    return Answers(advisories=advisories, vulnerabilities=vulnerabilities, silences=silences, gaps=gaps)


def _judge(item: Distribution, known: Iterable[StoredAdvisory]) -> tuple[tuple[Vulnerability, ...], str]:
    """Return what applies, and why something else may (empty where nothing is in doubt)."""
    if item.problem:
        return (), item.problem
    found: list[Vulnerability] = []
    doubts: list[str] = []
    for advisory in known:
        answers = {match(item.version, entry) for entry in advisory.entries}
        if Match.AFFECTED in answers:
            found.append(_vulnerability(item.version, advisory))
        elif Match.UNDETERMINED in answers:
            doubts.append(advisory.id)
    if not found and not doubts and parsed(item.version) is None:
        return (), "its version is not one that advisories can be compared with"
    return merged(found), f"whether {', '.join(doubts)} applies cannot be told from its version" if doubts else ""


def _vulnerability(version: str, advisory: StoredAdvisory) -> Vulnerability:
    fixed = sorted({fix for entry in advisory.entries for fix in fixes(version, entry)})
    return Vulnerability(
        id=advisory.id,
        aliases=advisory.aliases,
        summary=advisory.summary,
        fix_versions=tuple(str(fix) for fix in fixed),
    )


def _silence(item: Distribution, reason: str, *, named: bool) -> Silence:
    """Say why there is no answer: code that did not come from an index is not what its version says.

    A folder of this machine whose name no advisory has ever mentioned is a project's own code, and excused.
    """
    if reason:
        return Silence(reason=reason)
    if item.origin.kind is OriginKind.FOLDER and not named:
        return Silence(reason="installed from a folder, and no advisory has its name", excused=True)
    source = "a folder" if item.origin.kind is OriginKind.FOLDER else "a URL"
    return Silence(reason=f"installed from {source}: its version does not say which code it is")


def _gaps(status: StoreStatus, unplaced: int, max_age: int, today: date) -> tuple[str, ...]:
    gaps = []
    age = status.age(today)
    if age > max_age:
        gaps.append(f"the newest advisory is {age} days old ({status.date}), more than the {max_age} that are allowed")
    if unplaced:
        gaps.append(f"{unplaced} advisories could not be read" if unplaced > 1 else "1 advisory could not be read")
    return tuple(gaps)
