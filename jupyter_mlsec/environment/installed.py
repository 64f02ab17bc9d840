"""The distributions of an interpreter: names, versions, requirements, import names and where they came from."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from packaging.utils import canonicalize_name

from jupyter_mlsec.environment import collect
from jupyter_mlsec.environment.licences import spdx
from jupyter_mlsec.errors import AuditError


class OriginKind(StrEnum):
    """Where a distribution was installed from (PEP 610)."""

    INDEX = "index"
    FOLDER = "folder"  # a folder of this machine, editable or not
    VCS = "vcs"
    ARCHIVE = "archive"  # one file, by its URL


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """An origin that is safe to print: no path of this machine, no user, no query in ``url``."""

    kind: OriginKind = OriginKind.INDEX
    url: str = ""
    vcs: str = ""  # "git", "hg" …
    commit: str = ""
    digest: str = ""  # "sha256:…" of an archive, where the installer kept it
    editable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """One installed distribution; ``name`` is normalised. ``problem`` says what of its metadata could not be read."""

    name: str
    version: str
    requires: tuple[str, ...] = field(default=(), repr=False)
    modules: tuple[str, ...] = ()
    origin: Origin = Origin()
    licence: str | None = None  # an SPDX expression, where one follows from the metadata
    declared_licence: str = ""  # what the metadata says, where it is short
    inactive: bool = False  # its own metadata say so
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What is installed for one interpreter, sorted by name; ``markers`` are PEP 508's values there."""

    python: str
    implementation: str = "cpython"
    markers: Mapping[str, str] = field(default_factory=dict, repr=False)
    distributions: tuple[Distribution, ...] = field(default=(), repr=False)

    def find(self, name: str) -> Distribution | None:
        """Return the distribution with this (not necessarily normalised) name."""
        key = canonicalize_name(name)
        return next((distribution for distribution in self.distributions if distribution.name == key), None)


class _Raw(msgspec.Struct):
    name: str
    version: str
    requires: list[str]
    modules: list[str]
    license_expression: str | None = None
    license: str | None = None
    classifiers: list[str] = []
    direct_url: str | None = None
    inactive: bool = False
    installer: str = ""
    problem: str | None = None


class _RawEnvironment(msgspec.Struct):
    python: str
    implementation: str
    markers: dict[str, str]
    distributions: list[_Raw]


def read_environment(python: str | Path | None = None, *, timeout: float = 60.0) -> Environment:
    """Read what ``python`` has installed; the running interpreter without one.

    Another interpreter is asked in an isolated process of its own, within ``timeout`` seconds. Raises AuditError.
    """
    if python is None:
        raw = msgspec.convert(collect.environment(sys.path), _RawEnvironment)
    else:
        raw = _ask(str(python), timeout)
    return Environment(
        python=raw.python,
        implementation=raw.implementation,
        markers=raw.markers,
        distributions=tuple(sorted((_distribution(item) for item in raw.distributions), key=lambda item: item.name)),
    )


def _ask(python: str, timeout: float) -> _RawEnvironment:
    command = [python, "-I", str(Path(collect.__file__))]
    name = Path(python).name
    try:
        answer = subprocess.run(command, capture_output=True, timeout=timeout, check=False)  # noqa: S603 - the person's interpreter
    except subprocess.TimeoutExpired:
        raise AuditError(f"{name} did not list its packages within {timeout:g} s") from None
    except OSError as error:
        raise AuditError(f"{name} could not be started ({type(error).__name__})") from None
    marked = [line for line in answer.stdout.splitlines() if line.startswith(collect.MARK.encode())]
    if answer.returncode != 0 or len(marked) != 1:
        raise AuditError(f"{name} could not list its packages", help="give the Python of the notebook's kernel")
    try:
        return msgspec.json.decode(marked[0][len(collect.MARK) :], type=_RawEnvironment)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise AuditError(f"{name} listed its packages in an unknown shape") from None


def _distribution(raw: _Raw) -> Distribution:
    declared = " ".join((raw.license or "").split())
    classified = [line.rpartition("::")[2].strip() for line in raw.classifiers]
    return Distribution(
        name=canonicalize_name(raw.name),
        version=raw.version,
        requires=tuple(raw.requires),
        modules=tuple(raw.modules) or (canonicalize_name(raw.name).replace("-", "_"),),
        origin=origin(raw.direct_url),
        licence=spdx(raw.license_expression, raw.license, raw.classifiers),
        declared_licence=raw.license_expression or (declared if 0 < len(declared) <= 80 else "; ".join(classified)),  # noqa: PLR2004 - longer ones are the licence's text
        inactive=raw.inactive,
        problem=raw.problem,
    )


class _Info(msgspec.Struct):
    editable: bool = False
    vcs: str = ""
    commit_id: str = ""
    hashes: dict[str, str] = {}
    hash: str = ""


class _DirectUrl(msgspec.Struct):
    url: str
    dir_info: _Info | None = None
    vcs_info: _Info | None = None
    archive_info: _Info | None = None


def origin(direct_url: str | None) -> Origin:
    """Read ``direct_url.json`` (PEP 610) into an origin; what cannot be read counts as installed by URL."""
    if not direct_url:
        return Origin()
    try:
        document = msgspec.json.decode(direct_url, type=_DirectUrl)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Origin(kind=OriginKind.ARCHIVE)
    if document.dir_info is not None:
        return Origin(kind=OriginKind.FOLDER, editable=document.dir_info.editable)
    url = public_url(document.url)
    if document.vcs_info is not None:
        info = document.vcs_info
        return Origin(kind=OriginKind.VCS, url=url, vcs=info.vcs, commit=info.commit_id)
    info = document.archive_info or _Info()
    digest = info.hashes.get("sha256") or info.hash.removeprefix("sha256=").strip()
    return Origin(kind=OriginKind.ARCHIVE, url=url, digest=f"sha256:{digest}" if digest else "")


def public_url(url: str) -> str:
    """Strip user, password, query and fragment; a ``file:`` URL, a path and anything odd become the empty string."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"https", "http", "ssh", "git"} or not host:
        return ""
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{parts.path}"
