"""Export a run: execute, let the caller add what it knows, look for secrets, sign elsewhere, publish in one step."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_mlsec.errors import BundleError, SigningError
from jupyter_mlsec.model.run import RunRecord
from jupyter_mlsec.runs import layout, leaks
from jupyter_mlsec.runs.bundle import check_target, publish, staging, write_members
from jupyter_mlsec.runs.canonical import dump
from jupyter_mlsec.runs.execute import execute
from jupyter_mlsec.runs.execution import Executed, Progress, RunOptions
from jupyter_mlsec.runs.keys import PASSPHRASE, KeyPair, Prompt, ensure_key, is_encrypted
from jupyter_mlsec.runs.leaks import ContainsSecret
from jupyter_mlsec.runs.readme import readme
from jupyter_mlsec.runs.run_json import file_name, inputs_json, results_json, run_json

Members = Callable[[Executed], Mapping[str, bytes]]
_SIGNING_LIMIT = 600  # seconds, for bundles of many gigabytes on slow disks


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """How a run becomes a bundle. ``key`` None is the person's own, made on first use."""

    run: RunOptions = field(default_factory=RunOptions)
    key: Path | None = None
    identity: str = ""
    overwrite: bool = False
    prompt: Prompt | None = None  # asks for a key's passphrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What came of it. ``bundle`` is None exactly when the run did not succeed: then nothing was written."""

    record: RunRecord
    bundle: Path | None = None
    key: KeyPair | None = None


def export_run(
    notebook: str | os.PathLike[str],
    bundle: str | os.PathLike[str],
    members: Members,
    contains_secret: ContainsSecret,
    options: ExportOptions | None = None,
    progress: Progress | None = None,
) -> Export:
    """Run a notebook and leave a signed bundle at ``bundle`` (``.mlrun`` or ``.mlrun.zip``), or nothing at all.

    ``members`` is called once with a successful execution and returns further files (``env/pylock.toml``,
    ``audit.json``, ``report.html`` …). Raises RefusedError where a secret would be signed, BundleError where the bundle
    cannot be written there, SigningError where the key cannot be used, and what ``execute`` raises.
    """
    options = options or ExportOptions()
    target = Path(os.path.abspath(bundle))  # noqa: PTH100 - resolve() would follow a link that stands in the way
    check_target(target, overwrite=options.overwrite)
    leaks.refuse_in_parameters(options.run.parameters, contains_secret)
    key = ensure_key(options.key, options.identity)
    executed = execute(notebook, options.run, progress)
    if not executed.record.succeeded or executed.document is None:
        return Export(record=executed.record, key=key)
    files = {**_extra(members, executed), **own_members(executed, key)}
    leaks.refuse_known(files, executed.secrets)
    leaks.refuse_unknown(json.loads(executed.document), contains_secret)
    leaks.refuse_in_members(files, contains_secret)
    with staging() as folder:
        write_members(folder, files)
        sign_elsewhere(folder, key, options.prompt)
        publish(folder, target)
    return Export(record=executed.record, bundle=target, key=key)


def own_members(executed: Executed, key: KeyPair) -> dict[str, bytes]:
    """Return the files that describe the run itself, and how to check them."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    pem = key.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return {
        layout.INPUT: executed.input,
        layout.EXECUTED: executed.document or b"",
        layout.RUN: dump(run_json(executed)),
        layout.RESULTS: dump(results_json(executed.record)),
        layout.INPUTS: dump(inputs_json(executed.files)),
        layout.README: readme(file_name(executed.record.notebook), key),
        layout.PUBLIC_PEM: pem,
        layout.PUBLIC_SSH: f"{key.line}\n".encode(),
    }


def sign_elsewhere(folder: Path, key: KeyPair, prompt: Prompt | None = None) -> None:
    """Sign a folder in a process of its own; raise SigningError with its reason where that fails."""
    passphrase = os.environ.get(PASSPHRASE) or None
    if passphrase is None and is_encrypted(key.path):
        if prompt is None:
            raise SigningError("the key is encrypted", help=f"set {PASSPHRASE}, or type the passphrase when asked")
        passphrase = prompt(f"Passphrase of {key.path.name}: ")
    job = {"folder": str(folder), "key": str(key.path.absolute()), "passphrase": passphrase}
    command = [sys.executable, "-P", "-m", "jupyter_mlsec.runs.signer"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, in our own interpreter
            command, input=json.dumps(job).encode() + b"\n", capture_output=True, timeout=_SIGNING_LIMIT, check=False
        )
        answer = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        raise SigningError("the process that signs ended without an answer", help="please report this") from None
    if "signed" not in answer:
        raise SigningError(answer["message"], help=tuple(answer["help"]))


def _extra(members: Members, executed: Executed) -> dict[str, bytes]:
    given = dict(members(executed))
    if taken := sorted(set(given) & layout.OWN):
        raise BundleError(f"{taken[0]} is written by the run itself")
    return given
