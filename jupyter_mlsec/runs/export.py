"""Export a run: execute, let the caller add what it knows, look for secrets, sign elsewhere, publish in one step."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_mlsec.errors import BundleError
from jupyter_mlsec.model.run import RunRecord
from jupyter_mlsec.runs import layout, leaks
from jupyter_mlsec.runs.bundle import check_target, publish, staging, write_members
from jupyter_mlsec.runs.canonical import dump, sha256
from jupyter_mlsec.runs.execute import execute
from jupyter_mlsec.runs.execution import Executed, Prepare, Progress, RunOptions, Stage
from jupyter_mlsec.runs.keys import KeyPair, ensure_key
from jupyter_mlsec.runs.leaks import ContainsSecret
from jupyter_mlsec.runs.passphrases import Prompt
from jupyter_mlsec.runs.readme import readme
from jupyter_mlsec.runs.remote import store
from jupyter_mlsec.runs.report_binding import bind_report
from jupyter_mlsec.runs.ro_crate import crate
from jupyter_mlsec.runs.run_json import file_name, inputs_json, results_json, run_json
from jupyter_mlsec.runs.sign import key_members, stamp_folder
from jupyter_mlsec.runs.signing import sign_elsewhere
from jupyter_mlsec.runs.statements import hex_digest

Members = Callable[[Executed], Mapping[str, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """How a run becomes a bundle. ``key`` None is the person's own, made on first use."""

    run: RunOptions = field(default_factory=RunOptions)
    key: Path | None = None
    identity: str = ""
    overwrite: bool = False
    prompt: Prompt | None = None  # asks for a key's passphrase
    executed: str = ""  # a path or an address that the executed notebook is written to, besides
    stage: Stage | None = None  # told what begins once the notebook has run
    prepare: Prepare | None = None  # called when it is known which kernel will run
    timestamp: str = ""  # address of a time stamp authority, which sees a digest only


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What came of it. ``bundle`` is None exactly when the run did not succeed: then nothing was written.

    ``digest`` (``sha256:…``) is that of the signed list of the bundle's files.
    """

    record: RunRecord
    bundle: Path | None = None
    key: KeyPair | None = None
    digest: str = ""
    measured: int | None = None  # records that measuring left; None where nobody asked for any


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
    stage = options.stage or (lambda _name: None)
    executed = execute(notebook, options.run, progress, options.prepare, options.stage)
    if not executed.record.succeeded or executed.document is None:
        return Export(record=executed.record, key=key)
    stage("describing the run")
    files = bind_report({**_extra(members, executed), **own_members(executed, key)})
    digests = {name: hex_digest(data) for name, data in files.items()}
    files[layout.CRATE] = dump(crate(digests, files.__getitem__))
    stage("looking for secrets")
    leaks.refuse_known(files, executed.secrets)
    leaks.refuse_unknown(json.loads(executed.document), contains_secret)
    leaks.refuse_in_members(files, contains_secret)
    with staging() as folder:
        write_members(folder, files)
        stage("signing")
        sign_elsewhere(folder, key, options.prompt)
        if options.timestamp:
            stamp_folder(folder, options.timestamp)
        digest = sha256((folder / layout.SUMS).read_bytes())
        stage("writing the bundle")
        publish(folder, target, overwrite=options.overwrite)
    if options.executed:
        store(executed.document, options.executed)
    return Export(record=executed.record, bundle=target, key=key, digest=digest, measured=executed.measured)


def own_members(executed: Executed, key: KeyPair) -> dict[str, bytes]:
    """Return the files that describe the run itself, and how to check them."""
    return {
        layout.INPUT: executed.input,
        layout.EXECUTED: executed.document or b"",
        layout.RUN: dump(run_json(executed)),
        layout.RESULTS: dump(results_json(executed.record)),
        layout.INPUTS: dump(inputs_json(executed.files)),
        layout.README: readme(file_name(executed.record.notebook), key),
        **key_members(key),
    }


def _extra(members: Members, executed: Executed) -> dict[str, bytes]:
    given = dict(members(executed))
    if taken := sorted(set(given) & layout.OWN):
        raise BundleError(f"{taken[0]} is written by the run itself")
    return given
