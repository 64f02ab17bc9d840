"""Locks an environment: hashed requirements and a pylock.toml (PEP 751), without a path or a password of this machine.

uv (an extra) looks up the hashes of exactly the versions that are installed. Without it, or where it finds no hashes,
the pins stand alone, and the notes say so: an installed distribution does not remember the hash of its archive.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from jupyter_mlsec.environment.installed import Distribution, Environment, OriginKind, public_url
from jupyter_mlsec.environment.ranges import parsed
from jupyter_mlsec.environment.toml import dump_toml


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """``requirements`` always names every distribution that can be named; ``pylock`` is None where it would be invalid.

    ``hashed`` is true where every requirement has a hash or a commit. ``notes`` are sentences for a person.
    """

    requirements: str
    pylock: str | None
    hashed: bool
    notes: tuple[str, ...] = ()


class _File(msgspec.Struct):
    hashes: dict[str, str]
    url: str = ""
    name: str = ""


class _Package(msgspec.Struct):
    name: str
    version: str = ""
    sdist: _File | None = None
    wheels: list[_File] = []


class _Document(msgspec.Struct):
    packages: list[_Package]


def lock(
    environment: Environment,
    *,
    python: str | Path | None = None,
    online: bool = False,
    uv: str | Path | None = None,
    timeout: float = 120.0,
) -> Lock:
    """Lock what is installed. Without ``online`` uv answers from its cache and no socket is opened.

    ``python`` is the interpreter that ``environment`` was read from, ``uv`` the program where it is not beside this one
    or on the path, ``timeout`` in seconds. Never raises: what could not be done stands in ``notes``.
    """
    pins = [item for item in environment.distributions if _from_index(item)]
    program = str(uv) if uv else find_uv()
    known: dict[str, _Package] = {}
    notes: list[str] = []
    if program is None:
        notes.append("uv is not installed, so the requirements have no hashes: pip install 'jupyter-mlsec[reproduce]'")
    else:
        command = [program, *_COMPILE, *(() if online else ("--offline",)), "--python", interpreter(python)]
        known, problem = _resolve(pins, command, timeout)
        if problem:
            notes.append(problem + ("" if online else "; allow it to ask the package index"))
    notes += _notes(environment, pins, known)
    entries = [_requirement(item, known.get(item.name)) for item in environment.distributions]
    kept = [entry for entry in entries if entry]
    tables = [_table(item, known.get(item.name)) for item in environment.distributions if _requirement(item, None)]
    whole = [table for table in tables if table is not None]
    hashed = bool(kept) and all("--hash=" in entry or _is_commit(entry) for entry in kept)
    if hashed and len(whole) != len(tables):
        notes.append("no pylock.toml: some archives have no public URL")
    return Lock(
        requirements="".join(kept),
        pylock=_pylock(environment, whole) if hashed and len(whole) == len(tables) else None,
        hashed=hashed,
        notes=tuple(notes),
    )


_COMPILE = ("pip", "compile", "--format", "pylock.toml", "--no-deps", "--no-header", "--no-config", "--quiet")


def find_uv() -> str | None:
    """Return uv beside this interpreter, else on the path, else None."""
    beside = shutil.which("uv", path=str(Path(sys.executable).parent))
    return beside or shutil.which("uv")


def interpreter(python: str | Path | None) -> str:
    """Return how to name an interpreter from any folder; a link stays one, because environments are made of them."""
    name = str(python or sys.executable)
    return os.path.abspath(name) if os.path.dirname(name) else name  # noqa: PTH100, PTH120 - resolve() follows links


def _from_index(item: Distribution) -> bool:
    return item.origin.kind is OriginKind.INDEX and item.problem is None and parsed(item.version) is not None


def _is_commit(entry: str) -> bool:
    return " @ " in entry and "+" in entry.partition(" @ ")[2].partition("://")[0]


def _resolve(pins: list[Distribution], command: list[str], timeout: float) -> tuple[dict[str, _Package], str]:
    """Ask for all pins; where that fails, without the local versions (``+cpu``), which live on other indexes."""
    known, problem = _compile(pins, command, timeout)
    public = [item for item in pins if "+" not in item.version]
    if problem and len(public) < len(pins):
        known, second = _compile(public, command, timeout)
        problem = second
    return known, problem


def _compile(pins: list[Distribution], command: list[str], timeout: float) -> tuple[dict[str, _Package], str]:
    """Return what uv knows by name. Its own words are not passed on: they may hold an index's URL with a password."""
    if not pins:
        return {}, ""
    with tempfile.TemporaryDirectory(prefix="mlsec-lock-") as folder:
        listed = Path(folder) / "requirements.in"
        listed.write_text("".join(f"{item.name}=={item.version}\n" for item in pins), encoding="utf-8")
        target = Path(folder) / "pylock.toml"
        full = [*command, "--output-file", str(target), str(listed)]
        try:
            done = subprocess.run(full, capture_output=True, timeout=timeout, check=False, cwd=folder)  # noqa: S603 - our own command
        except subprocess.TimeoutExpired:
            return {}, f"uv found no hashes within {timeout:g} s"
        except OSError as error:
            return {}, f"uv could not be started ({type(error).__name__})"
        if done.returncode != 0 or not target.is_file():
            return {}, "uv found no hashes for these versions"
        return _read_pylock(target.read_text(encoding="utf-8"))


def _read_pylock(text: str) -> tuple[dict[str, _Package], str]:
    try:
        document = msgspec.convert(tomllib.loads(text), _Document)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError):
        return {}, "uv answered in an unknown shape"
    return {package.name: package for package in document.packages}, ""


def _files(item: Distribution, package: _Package | None) -> list[_File]:
    """Return the archives of exactly the installed version; what has no SHA-256 is no use."""
    if package is None or parsed(package.version) != parsed(item.version):
        return []
    files = [*([package.sdist] if package.sdist else []), *package.wheels]
    return [file for file in files if _is_sha256(file.hashes.get("sha256", ""))]


def _is_sha256(text: str) -> bool:
    return len(text) == 64 and not set(text) - set("0123456789abcdef")  # noqa: PLR2004 - hexadecimal digits of SHA-256


def _requirement(item: Distribution, package: _Package | None) -> str:
    """Return the lines of one distribution in requirements.txt, or nothing where it cannot be named."""
    origin = item.origin
    if _from_index(item):
        hashes = sorted({file.hashes["sha256"] for file in _files(item, package)})
        return f"{item.name}=={item.version}" + "".join(f" \\\n    --hash=sha256:{one}" for one in hashes) + "\n"
    if origin.kind is OriginKind.VCS and origin.url and origin.commit and origin.vcs:
        return f"{item.name} @ {origin.vcs}+{origin.url}@{origin.commit}\n"
    if origin.kind is OriginKind.ARCHIVE and origin.url:
        pinned = f" \\\n    --hash={origin.digest}" if origin.digest else ""
        return f"{item.name} @ {origin.url}{pinned}\n"
    return ""


def _table(item: Distribution, package: _Package | None) -> dict[str, object] | None:
    """Return the ``[[packages]]`` table of PEP 751, or None where it would need a URL that nobody else can reach."""
    origin = item.origin
    head: dict[str, object] = {"name": item.name, "version": item.version}
    if origin.kind is OriginKind.VCS:
        return {**head, "vcs": {"type": origin.vcs, "url": origin.url, "commit-id": origin.commit}}
    if origin.kind is OriginKind.ARCHIVE:
        digest = origin.digest.removeprefix("sha256:")
        return {**head, "archive": {"url": origin.url, "hashes": {"sha256": digest}}} if digest else None
    files = [(file, url) for file in _files(item, package) if (url := shareable(file.url))]
    wheels = [_archive(file, url) for file, url in files if urlsplit(url).path.endswith(".whl")]
    sdists = [_archive(file, url) for file, url in files if not urlsplit(url).path.endswith(".whl")]
    if not files:
        return None
    sources = {**({"sdist": sdists[0]} if sdists else {}), **({"wheels": wheels} if wheels else {})}
    return {**head, **sources}


def _archive(file: _File, url: str) -> dict[str, object]:
    name = unquote(urlsplit(url).path.rpartition("/")[2])
    return {"name": name, "url": url, "hashes": {"sha256": file.hashes["sha256"]}}


def shareable(url: str) -> str:
    """Return a URL that others may see and can reach: no user, no query, not this machine, no private address."""
    clean = public_url(url)
    host = urlsplit(clean).hostname or ""
    try:
        return clean if ipaddress.ip_address(host).is_global else ""
    except ValueError:
        local = "." not in host or host.endswith((".local", ".localhost", ".internal", ".lan"))
        return "" if local else clean


def _pylock(environment: Environment, tables: list[dict[str, object]]) -> str:
    head = {"lock-version": "1.0", "created-by": "jupyter-mlsec", "requires-python": f">={environment.python}"}
    return dump_toml(head, "packages", tables)


def _notes(environment: Environment, pins: list[Distribution], known: dict[str, _Package]) -> list[str]:
    notes = []
    unnamed = [item.name for item in environment.distributions if not _requirement(item, None)]
    if unnamed:
        notes.append(f"not in the lock, because installed from a folder or unreadable: {', '.join(unnamed)}")
    bare = [item.name for item in pins if not _files(item, known.get(item.name))]
    if known and bare:
        notes.append(f"without a hash: {', '.join(bare)}")
    return notes
