"""Lets uv's resolver find the smallest set of upgrades that ends vulnerabilities and still fits together."""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from jupyter_mlsec.environment.installed import Distribution, Environment, OriginKind
from jupyter_mlsec.environment.lock import find_uv, interpreter
from jupyter_mlsec.environment.offline import ask_store
from jupyter_mlsec.environment.ranges import parsed
from jupyter_mlsec.environment.store import AdvisoryStore
from jupyter_mlsec.environment.upgrades import Upgrade, upgrades
from jupyter_mlsec.model.audit import AuditReport, AuditVerdict, Dependency

_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==(\S+)", re.MULTILINE)
_ROUNDS = 5  # a version that the resolver takes may have a fault of its own, and so on


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One distribution that has to change; ``version`` is None where it is new."""

    name: str
    version: str | None
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """``changes`` fit together where ``verified``; otherwise ``problem`` says why nobody knows."""

    changes: tuple[Change, ...] = ()
    verified: bool = False
    problem: str = ""


def resolve(
    environment: Environment,
    proposals: tuple[Upgrade, ...],
    store: AdvisoryStore | None = None,
    *,
    python: str | None = None,
    online: bool = False,
    uv: str | None = None,
    timeout: float = 120.0,
) -> Resolution:
    """Find the lowest versions at or above the installed ones that fit together and have the proposals' fixes.

    Without ``online`` uv answers from its cache. With a ``store`` every version that would change is looked up, and
    passed over where a fault of its own is known. Never raises: what could not be verified says so.
    """
    wanted = {one.name: one.to for one in proposals if one.to is not None}
    plain = tuple(Change(name=one.name, version=one.version, to=one.to) for one in proposals if one.to is not None)
    if not wanted:
        return Resolution(verified=True)
    program = uv or find_uv()
    if program is None:
        return Resolution(changes=plain, problem="uv is not installed, so nobody looked whether they fit together")
    command = [program, *_COMPILE, *(() if online else ("--offline",)), "--python", interpreter(python)]
    excluded: dict[str, list[str]] = {}
    for _ in range(_ROUNDS):
        found, problem = _compile(_lines(environment, wanted, excluded), command, timeout)
        if problem:
            return Resolution(
                changes=plain, problem=problem + ("" if online else "; allow it to ask the index: --online")
            )
        changes = _changes(environment, found)
        faulty = _faulty(environment, changes, store)
        if not faulty:
            return Resolution(changes=changes, verified=True)
        for name, version, better in faulty:
            if better is None:
                excluded.setdefault(name, []).append(version)
            else:
                wanted[name] = better
    return Resolution(changes=plain, problem="each set of versions that fits together has known faults of its own")


_COMPILE = (
    *("pip", "compile", "--resolution", "lowest-direct", "--no-header", "--no-annotate", "--no-config", "--quiet"),
    *("--no-strip-extras", "--prerelease", "if-necessary"),
)


def _lines(environment: Environment, wanted: dict[str, str], excluded: dict[str, list[str]]) -> str:
    lines = []
    for item in environment.distributions:
        if item.origin.kind is OriginKind.INDEX and item.problem is None and parsed(item.version) is not None:
            least = wanted.get(item.name, item.version.partition("+")[0])
            besides = "".join(f",!={version}" for version in excluded.get(item.name, ()))
            lines.append(f"{item.name}>={least}{besides}\n")
    return "".join(lines)


def _compile(lines: str, command: list[str], timeout: float) -> tuple[dict[str, str], str]:
    """Return the versions by name. uv's own words are not passed on: they may hold an index's URL with a password."""
    with tempfile.TemporaryDirectory(prefix="mlsec-fix-") as folder:
        listed, target = Path(folder) / "requirements.in", Path(folder) / "requirements.txt"
        listed.write_text(lines, encoding="utf-8")
        full = [*command, "--output-file", str(target), str(listed)]
        try:
            done = subprocess.run(full, capture_output=True, timeout=timeout, check=False, cwd=folder)  # noqa: S603 - our own command
        except subprocess.TimeoutExpired:
            return {}, f"uv found no solution within {timeout:g} s"
        except OSError as error:
            return {}, f"uv could not be started ({type(error).__name__})"
        if done.returncode != 0 or not target.is_file():
            return {}, "uv found no versions that fit together"
        return dict(_PIN.findall(target.read_text(encoding="utf-8"))), ""


def _changes(environment: Environment, found: dict[str, str]) -> tuple[Change, ...]:
    """Return what differs from what is installed; a local version (``+cpu``) stays where its public one does."""
    installed = {item.name: item.version for item in environment.distributions}
    return tuple(
        Change(name=name, version=installed.get(name), to=version)
        for name, version in sorted(found.items())
        if name not in installed or parsed(installed[name].partition("+")[0]) != parsed(version.partition("+")[0])
    )


def _faulty(
    environment: Environment, changes: tuple[Change, ...], store: AdvisoryStore | None
) -> list[tuple[str, str, str | None]]:
    """Return the changes that lead to a version with a known fault, and the next version without one, if any."""
    if store is None:
        return []
    changed = tuple(Distribution(name=change.name, version=change.to) for change in changes)
    today = datetime.now(UTC).date()
    answers = ask_store(replace(environment, distributions=changed), store, max_age=10**6, today=today)
    vulnerable = tuple(
        Dependency(name=change.name, version=change.to, vulnerabilities=found)
        for change in changes
        if (found := answers.vulnerabilities.get(change.name))
    )
    nothing = AuditReport(verdict=AuditVerdict.VULNERABLE, python=environment.python, advisories=answers.advisories)
    steps = upgrades(replace(nothing, dependencies=vulnerable), store)
    return [(step.name, step.version, None if step.remains else step.to) for step in steps]
