"""Asks pip-audit, as a subprocess whose JSON is read and whose exit code is not; its modules are never imported.

Why so careful (measured with pip-audit 2.10.1): behind an index without the JSON API its default service skips every
package, prints "No known vulnerabilities found" and exits with 0; without a network it ends in a traceback with the
exit code of "vulnerabilities found". So the pins are handed over by us, and each of them must come back.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import msgspec
from packaging.utils import canonicalize_name

from jupyter_mlsec.environment.answers import Answers, Silence
from jupyter_mlsec.environment.installed import Distribution, Environment, OriginKind
from jupyter_mlsec.environment.ranges import parsed
from jupyter_mlsec.environment.vulnerabilities import merged
from jupyter_mlsec.model.audit import Advisories, Vulnerability

COMMAND = (sys.executable, "-P", "-m", "pip_audit")
_ANSWER_LIMIT = 256 * 2**20  # bytes
# What shows in a traceback, and what it means. stderr itself is never shown: it may hold a proxy's password.
_SYMPTOMS = (
    ("No module named pip_audit", "pip-audit is not installed"),
    ("ProxyError", "the proxy did not let pip-audit through"),
    ("SSLError", "the secure connection to the advisory service failed"),
    ("NameResolutionError", "the advisory service could not be reached (no network, or its name is unknown)"),
    ("ConnectTimeout", "the advisory service did not answer in time"),
    ("ReadTimeout", "the advisory service did not answer in time"),
    ("ConnectionError", "the advisory service could not be reached"),
    ("Could not connect", "the advisory service could not be reached"),
    ("HTTPError", "the advisory service refused to answer"),
    ("ServiceError", "the advisory service refused to answer"),
)


class _Vuln(msgspec.Struct):
    id: str
    fix_versions: list[str] = []
    aliases: list[str] = []
    description: str = ""


class _Dependency(msgspec.Struct):
    name: str
    version: str | None = None
    vulns: list[_Vuln] | None = None
    skip_reason: str | None = None


class _Document(msgspec.Struct):
    dependencies: list[_Dependency]


def ask_pip_audit(
    environment: Environment,
    *,
    today: date,
    command: Sequence[str] = COMMAND,
    service: Sequence[str] = ("--vulnerability-service", "osv"),
    timeout: float = 300.0,
) -> Answers:
    """Look every distribution up that came from an index; opens a socket, so only when a person asks for it.

    ``timeout`` is in seconds for all of it. Never raises for what pip-audit does: each failure is a gap or a silence.
    """
    silences: dict[str, Silence] = {}
    pins: list[Distribution] = []
    for item in environment.distributions:
        reason = _unaskable(item)
        if reason:
            silences[item.name] = Silence(reason=reason)
        else:
            pins.append(item)
    advisories = Advisories(source="OSV, asked through pip-audit", date=today)
    document, gaps = _run(pins, [*command, *_OPTIONS, *service], timeout) if pins else (_Document([]), ())
    if document is None:
        unasked = Advisories(source="none: pip-audit gave no answer")
        silent = {item.name: Silence(reason="pip-audit gave no answer") for item in pins}
        return Answers(advisories=unasked, silences={**silent, **silences}, gaps=gaps)
    vulnerabilities, unanswered = _read(pins, document)
    if pins and not vulnerabilities:
        gaps = (*gaps, "pip-audit skipped every package")
    return Answers(
        advisories=advisories, vulnerabilities=vulnerabilities, silences={**unanswered, **silences}, gaps=gaps
    )


_OPTIONS = ("--format", "json", "--progress-spinner", "off", "--desc", "on", "--aliases", "on")


def _unaskable(item: Distribution) -> str:
    """Say why a distribution is not asked about; the names of private code do not leave the machine."""
    if item.problem:
        return item.problem
    if item.origin.kind is OriginKind.FOLDER:
        return "installed from a folder: its version does not say which code it is, and its name was not sent"
    if item.origin.kind is not OriginKind.INDEX:
        return "installed from a URL: its version does not say which code it is, and its name was not sent"
    if parsed(item.version) is None:
        return "its version is not one that advisories can be compared with"
    return ""


def _run(
    pins: Iterable[Distribution], command: Sequence[str], timeout: float
) -> tuple[_Document | None, tuple[str, ...]]:
    with tempfile.TemporaryDirectory(prefix="mlsec-audit-") as folder:
        listed = Path(folder) / "requirements.txt"
        listed.write_text("".join(f"{item.name}=={item.version}\n" for item in pins), encoding="utf-8")
        full = [*command, "--no-deps", "--disable-pip", "--requirement", str(listed)]
        out, err = Path(folder) / "out", Path(folder) / "err"
        problem = _execute(full, out, err, timeout)
        if problem:
            return None, (problem,)
        answer = out.read_bytes() if out.stat().st_size <= _ANSWER_LIMIT else b""
        talk = err.read_bytes()[-65536:].decode(errors="replace")
    try:
        document = msgspec.json.decode(answer, type=_Document)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None, (_symptom(talk),)
    warned = "Unsupported OSV schema" in talk or "is missing 'affected'" in talk
    return document, ("pip-audit could not read every advisory it was given",) if warned else ()


def _execute(command: Sequence[str], out: Path, err: Path, timeout: float) -> str:
    """Run to the end or to the timeout, then end the whole process group; return what went wrong."""
    with out.open("wb") as stdout, err.open("wb") as stderr:
        try:
            process = subprocess.Popen(  # noqa: S603 - our own command line
                command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, start_new_session=True
            )
        except OSError as error:
            return f"pip-audit could not be started ({type(error).__name__})"
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            return f"pip-audit did not finish within {timeout:g} s"
        finally:
            _end(process)
    return ""


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _symptom(talk: str) -> str:
    known = next((meaning for sign, meaning in _SYMPTOMS if sign in talk), None)
    return known or "pip-audit ended without an answer that can be read"


def _read(
    pins: Iterable[Distribution], document: _Document
) -> tuple[dict[str, tuple[Vulnerability, ...]], dict[str, Silence]]:
    answered: dict[str, _Dependency] = {canonicalize_name(entry.name): entry for entry in document.dependencies}
    vulnerabilities: dict[str, tuple[Vulnerability, ...]] = {}
    silences: dict[str, Silence] = {}
    for item in pins:
        entry = answered.get(item.name)
        if entry is None:
            silences[item.name] = Silence(reason="pip-audit said nothing about it")
        elif entry.vulns is None:
            silences[item.name] = Silence(reason="pip-audit skipped it: the advisory service does not know it")
        elif entry.version is None or parsed(entry.version) != parsed(item.version):
            silences[item.name] = Silence(reason="pip-audit answered about another version")
        else:
            vulnerabilities[item.name] = merged(_vulnerability(vuln) for vuln in entry.vulns)
    return vulnerabilities, silences


def _vulnerability(vuln: _Vuln) -> Vulnerability:
    summary = " ".join(vuln.description.split())
    return Vulnerability(
        id=vuln.id,
        aliases=tuple(sorted(set(vuln.aliases) - {vuln.id})),
        summary=summary if len(summary) <= 200 else summary[:199].rstrip() + "…",  # noqa: PLR2004 - as in the store
        fix_versions=tuple(vuln.fix_versions),
    )
