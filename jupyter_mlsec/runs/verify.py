"""Verify a bundle: the container, the closed list of its files, the signatures, who may sign, and one story in all.

Nothing in a bundle is executed, and no input leads to a traceback: what is wrong is a ``Failure`` with a code.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from jupyter_mlsec.config.load import policy_signers
from jupyter_mlsec.config.person import config_folder
from jupyter_mlsec.errors import BundleError, ConfigError, MlsecError, SigningError
from jupyter_mlsec.model.run import Failure, TrustLevel, Verification
from jupyter_mlsec.runs import layout
from jupyter_mlsec.runs.archive import Snapshot, opened, printable
from jupyter_mlsec.runs.bundled_decisions import check_decisions
from jupyter_mlsec.runs.canonical import sha256
from jupyter_mlsec.runs.consistency import check_story
from jupyter_mlsec.runs.expectations import check_data, check_notebook
from jupyter_mlsec.runs.ro_crate import check_crate
from jupyter_mlsec.runs.seals import Seals, check_seals
from jupyter_mlsec.runs.signer_policy import RUNNER
from jupyter_mlsec.runs.signers import ALLOWED, Signers, load_signers
from jupyter_mlsec.runs.standing import Standing, check_standing
from jupyter_mlsec.runs.sums import read_sums


def verify_bundle(
    path: str | os.PathLike[str],
    signers: Signers | Path | None = None,
    now: datetime | None = None,
    *,
    notebook: Path | None = None,
    data: Path | None = None,
    timestamp_roots: Path | None = None,
) -> Verification:
    """Say whether a bundle is what a trusted signer made, and list all that speaks against it.

    ``signers`` are the keys that count, or their file; None is what ``find_signers`` finds. With ``notebook`` the
    bundle must be a run of that file; with ``data`` the files that the run read must be unchanged below that folder.
    """
    failures: list[Failure] = []
    standing = Standing()
    digest = ""
    try:
        trusted = signers if isinstance(signers, Signers) else find_signers(signers, timestamp_roots)
        with opened(Path(path)) as snapshot:
            standing, digest = _verify(snapshot, trusted, now or datetime.now(UTC), failures)
            if not failures:
                failures += check_notebook(snapshot.read, notebook) if notebook is not None else ()
                failures += check_data(snapshot.read, data) if data is not None else ()
    except MlsecError as error:
        code = "signers-unreadable" if isinstance(error, SigningError | ConfigError) else "bundle-unreadable"
        failures.append(Failure(code=code, path="", message=error.message))
    except Exception as error:  # noqa: BLE001 - a verifier that falls over has not verified: that is a failure too
        message = f"the bundle could not be verified ({type(error).__name__}); please report this"
        failures.append(Failure(code="internal-error", path="", message=message))
    level = TrustLevel.NONE if failures else _level(standing)
    return Verification(
        bundle=os.fspath(path),
        trust_level=level,
        signers=standing.signers,
        failures=tuple(dict.fromkeys(failures)),
        digest=digest,
    )


def find_signers(path: Path | None = None, timestamp_roots: Path | None = None) -> Signers:
    """Return the signers that count: those of the file at ``path``, else the hub's, else the person's own.

    Never a project's, unless it is named: who sends a bundle may send the project as well. ``timestamp_roots`` are PEM
    certificates beside those that lie there. Raises SigningError where anything of it cannot be read.
    """
    own = config_folder() / ALLOWED
    hub = policy_signers(overridden=path is not None)
    path = path or hub or (own if own.exists() else None)
    signers = Signers() if path is None else load_signers(path)
    if timestamp_roots is None:
        return signers
    try:
        roots = timestamp_roots.read_bytes()
    except OSError as error:
        raise SigningError(f"{timestamp_roots.name} could not be read ({type(error).__name__})") from None
    return replace(signers, timestamp_roots=signers.timestamp_roots + roots)


def _verify(snapshot: Snapshot, signers: Signers, now: datetime, failures: list[Failure]) -> tuple[Standing, str]:
    failures += snapshot.failures
    if any(failure.code == "not-a-bundle" for failure in failures):
        return Standing(), ""
    try:
        sums = snapshot.read(layout.SUMS)
        digests = read_sums(sums)
    except BundleError as error:
        code = "sums-malformed" if layout.SUMS in snapshot.files else "sums-missing"
        failures.append(Failure(code=code, path=layout.SUMS, message=error.message))
        return Standing(), ""
    damage = list(_compare(snapshot, digests))
    failures += damage
    intact = not any(failure.code in {"file-changed", "file-removed"} for failure in damage)
    seals: Seals = check_seals(snapshot, sums, digests, intact=intact)
    failures += seals.failures
    standing = check_standing(seals, signers, now)
    failures += standing.failures
    if intact:
        failures += check_story(set(digests), snapshot.read)
        failures += check_crate(set(digests), digests, snapshot.read)
    if intact and layout.EXECUTED in digests and layout.RUN in digests:
        failures += check_decisions(snapshot.read, signers)
    return standing, sha256(sums)


def _compare(snapshot: Snapshot, digests: dict[str, str]) -> Iterable[Failure]:
    """Hold the files against the signed list, both ways."""
    for name in sorted(digests.keys() - snapshot.files.keys()):
        yield Failure(code="file-removed", path=name, message="the signed list names this file, and it is gone")
    for name in sorted(snapshot.files):
        if not layout.is_sealed(name):
            continue
        if name not in digests:
            message = "this file is not in the signed list: somebody added it"
            yield Failure(code="file-added", path=printable(name), message=message)
            continue
        try:
            changed = snapshot.digest(name) != digests[name]
        except BundleError as error:
            yield Failure(code="file-changed", path=name, message=error.message)
            continue
        if changed:
            yield Failure(code="file-changed", path=name, message="the file is not the one that was signed")


def _level(standing: Standing) -> TrustLevel:
    roles = {signer.role for signer in standing.signers}
    if standing.reexecuted:
        return TrustLevel.REEXECUTED
    return TrustLevel.RUNNER_SIGNED if RUNNER in roles else TrustLevel.AUTHOR_SIGNED
