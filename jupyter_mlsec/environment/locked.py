"""Reads a lock file (pylock.toml, or requirements.txt with exact pins) as if it were installed, for the audit."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import msgspec
from packaging.markers import default_environment
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from jupyter_mlsec.environment.installed import Distribution, Environment, Origin, OriginKind, public_url
from jupyter_mlsec.errors import AuditError

_LIMIT = 64 * 2**20  # bytes
_CONTINUED = re.compile(r"\\\r?\n")
_COMMENT = re.compile(r"(^|\s+)#.*$", re.MULTILINE)
_HARMLESS = re.compile(
    r"(?:--index-url|-i|--extra-index-url|--find-links|-f|--no-index|--only-binary|--no-binary|--require-hashes)\b"
)
_OPTIONS = re.compile(r"\s+--\S.*$")


class _Locked(msgspec.Struct):
    name: str
    version: str | None = None
    marker: str | None = None
    vcs: dict[str, object] | None = None
    directory: dict[str, object] | None = None
    archive: dict[str, object] | None = None


class _Pylock(msgspec.Struct, rename="kebab"):
    lock_version: str
    packages: list[_Locked]
    requires_python: str = ""


def read_lock(path: Path) -> Environment:
    """Return what a lock names. What is not pinned to one version carries a ``problem``; raises AuditError.

    Every package counts, whatever its marker says: a lock is also for the machines that it is not read on.
    """
    try:
        if path.stat().st_size > _LIMIT:
            raise AuditError(f"{path.name} is too large to be a lock")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AuditError(f"{path.name} could not be read ({type(error).__name__})") from None
    if path.suffix == ".toml":
        return _pylock(path.name, text)
    found = [_requirement(line) for line in _lines(text)]
    return _environment("unknown", [item for item in found if item is not None])


def _environment(python: str, found: list[Distribution]) -> Environment:
    unique = {(item.name, item.version): item for item in found}
    markers = {key: str(value) for key, value in default_environment().items()}
    return Environment(python=python, markers=markers, distributions=tuple(unique[key] for key in sorted(unique)))


def _pylock(name: str, text: str) -> Environment:
    try:
        document = msgspec.convert(tomllib.loads(text), _Pylock)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError):
        raise AuditError(f"{name} is not a pylock.toml", help="audit a lock in PEP 751's or pip's format") from None
    if document.lock_version.partition(".")[0] != "1":
        raise AuditError(f"{name} has lock version {document.lock_version[:20]}, which is not 1.x")
    return _environment(document.requires_python or "unknown", [_locked(package) for package in document.packages])


def _locked(package: _Locked) -> Distribution:
    kinds = {
        OriginKind.FOLDER: package.directory,
        OriginKind.VCS: package.vcs,
        OriginKind.ARCHIVE: package.archive,
    }
    kind, source = next(((kind, source) for kind, source in kinds.items() if source), (OriginKind.INDEX, {}))
    origin = Origin(kind=kind, url=public_url(str(source.get("url", ""))), commit=str(source.get("commit-id", "")))
    return _distribution(package.name, package.version or "", origin)


def _lines(text: str) -> list[str]:
    """Return the logical lines of a requirements file, without comments."""
    lines = _COMMENT.sub("", _CONTINUED.sub(" ", text)).splitlines()
    return [line.strip() for line in lines if line.strip()]


def _requirement(line: str) -> Distribution | None:
    """Return what a line names; None where it only tells the installer where to look."""
    if line.startswith("-"):
        if _HARMLESS.match(line):
            return None
        return _distribution("", "", Origin(), "the lock includes something that is not written in it")
    try:
        requirement = Requirement(_OPTIONS.sub("", line))
    except InvalidRequirement:
        return _distribution("", "", Origin(), "a line of the lock cannot be read")
    if requirement.url:
        return _distribution(requirement.name, "", Origin(kind=OriginKind.ARCHIVE, url=public_url(requirement.url)))
    pins = [one.version for one in requirement.specifier if one.operator in {"==", "==="} and "*" not in one.version]
    if len(pins) != 1 or len(list(requirement.specifier)) != 1:
        return _distribution(requirement.name, "", Origin(), "it is not pinned to one version")
    return _distribution(requirement.name, pins[0], Origin())


def _distribution(name: str, version: str, origin: Origin, problem: str | None = None) -> Distribution:
    missing = None if version else "its version is not written in the lock"
    key = canonicalize_name(name) or "unknown"
    return Distribution(
        name=key, version=version, modules=(key.replace("-", "_"),), origin=origin, problem=problem or missing
    )
