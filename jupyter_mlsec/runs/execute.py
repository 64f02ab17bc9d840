"""Execute a notebook in a process of its own and say, from what was seen, whether it ran to its end."""

from __future__ import annotations

import json
import os
import queue
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import RunError, UnreadableError
from jupyter_mlsec.model.run import CellState, RunRecord
from jupyter_mlsec.runs import canonical, measuring
from jupyter_mlsec.runs.execution import Executed, KernelFacts, Measure, Prepare, Progress, RunOptions, Stage
from jupyter_mlsec.runs.files_used import files_used
from jupyter_mlsec.runs.kernel_environment import kernel_environment, withheld, write_profile
from jupyter_mlsec.runs.parameters import check_parameters, declared_parameters, tags
from jupyter_mlsec.runs.private_folder import private_folder
from jupyter_mlsec.runs.references import SecretReference, resolved
from jupyter_mlsec.runs.remote import fetched, is_remote
from jupyter_mlsec.runs.results import cell_results
from jupyter_mlsec.runs.runner_process import Lines, runner_process
from jupyter_mlsec.runs.sockets import socket_folder

_TICK = 0.1  # seconds between two looks at the clock and at "cancelled"


@dataclass(slots=True)
class _Watch:
    """What the runner has told so far."""

    states: dict[int, CellState] = field(default_factory=dict)
    durations: dict[int, float] = field(default_factory=dict)
    done: dict[str, Any] | None = None
    reason: str | None = None


def execute(
    notebook: str | os.PathLike[str],
    options: RunOptions,
    progress: Progress | None = None,
    prepare: Prepare | None = None,
    stage: Stage | None = None,
) -> Executed:
    """Run a notebook once; a failing one is a value (``record.succeeded`` False), not an exception.

    ``notebook`` is a path or an address that papermill's handlers know (``s3://…``), which runs in the current folder.
    ``prepare`` is called as soon as the kernel is known, and must return at once; ``stage`` is told what comes after
    the cells. Raises UnreadableError where it is no notebook, UsageError for a wrong parameter, RunError where no
    kernel could be used at all, or nothing could be measured in it.
    """
    data = _read(os.fspath(notebook))
    document = canonical.stripped(canonical.upgraded(data))
    language = _language(document)
    declared = declared_parameters(document["cells"], language)
    parameters = check_parameters(options.parameters, declared)
    secrets = resolved(parameters, language)
    measures = options.measure is not Measure.NOTHING
    if measures:
        measuring.check(document, language)
    started = datetime.now(UTC)
    with _scratch() as scratch, socket_folder(scratch / "rt") as sockets:
        folder = folder_of(os.fspath(notebook))
        (scratch / "input.json").write_text(json.dumps(document), encoding="utf-8")
        write_profile(scratch / "ipython", options.pins, scratch / "opened", measures=measures)
        job = _job(document, parameters, options, folder, scratch) | {"language": language, "sockets": str(sockets)}
        with runner_process(job, _environment(os.fspath(notebook), options, scratch, secrets)) as lines:
            watch = _watch(lines, options, _Told(progress or _quiet, prepare or _quiet, stage or _quiet))
            finished = datetime.now(UTC)
            result = _result(scratch, watch)  # the runner removes the folder as soon as this process lets go of it
            used = files_used(scratch / "opened", document, folder, scratch) if result else ()
    if watch.done is not None and "problem" in watch.done:
        raise RunError(str(watch.done["problem"]), help="name an installed kernel: --kernel python3")
    cells = cell_results(result or document, watch.states, watch.durations)
    record = RunRecord(
        notebook=os.fspath(notebook),
        started=started,
        finished=finished,
        succeeded=result is not None,
        reason=watch.reason,
        cells=cells,
        parameters=parameters,
    )
    return Executed(
        record=record,
        invocation=str(uuid.uuid4()),
        source=canonical.sha256(data),
        input=canonical.dump(document),
        document=canonical.dump(result) if result is not None else None,
        kernel=_facts(watch, options, language),
        pins=options.pins,
        files=used,
        measured=measuring.number_of_records(result, document) if measures and result else None,
        secrets=(*secrets.values(), *withheld(os.environ, options.keep_env)),
    )


def folder_of(notebook: str) -> Path:
    """Return the folder that a notebook runs in: its own, or the current one where it comes from elsewhere."""
    return Path.cwd().resolve() if is_remote(notebook) else Path(notebook).resolve().parent


def _read(notebook: str) -> bytes:
    if is_remote(notebook):
        return fetched(notebook)
    try:
        return Path(notebook).read_bytes()
    except OSError as error:
        raise UnreadableError(f"{notebook} could not be read: {error.strerror or 'no such file'}") from None


def _language(document: Mapping[str, Any]) -> str:
    metadata = document["metadata"]
    for table, key in (("kernelspec", "language"), ("language_info", "name")):
        found = metadata.get(table)
        if isinstance(found, dict) and isinstance(found.get(key), str):
            return str(found[key]).lower()
    return "python"


@contextmanager
def _scratch() -> Iterator[Path]:
    """Make a private folder for one run, removed whatever happens."""
    with private_folder() as folder:
        (folder / "rt").mkdir(mode=0o700)
        yield folder


def _environment(notebook: str, options: RunOptions, scratch: Path, secrets: Mapping[str, str]) -> dict[str, str]:
    inherited = kernel_environment(os.environ, options.pins, options.keep_env)
    own = {"IPYTHONDIR": str(scratch / "ipython"), "JUPYTER_RUNTIME_DIR": str(scratch / "rt")}
    if not is_remote(notebook):
        own["MLSEC_NOTEBOOK"] = str(Path(notebook).absolute())  # %mlsec in its cells asks whose kernel this is
    return inherited | own | dict(secrets)


def _job(
    document: Mapping[str, Any], parameters: Mapping[str, object], options: RunOptions, folder: Path, scratch: Path
) -> dict[str, Any]:
    kernelspec = document["metadata"].get("kernelspec")
    entries = [
        [name, {"env": value.variable} if isinstance(value, SecretReference) else {"value": value}]
        for name, value in parameters.items()
    ]
    return {
        "task": "run",
        "scratch": str(scratch),
        "cwd": str(folder),
        "parameters": entries,
        "request": None if options.measure is Measure.NOTHING else measuring.request(options.measure),
        "kernel": options.kernel,
        "python": options.python,
        "own_kernel": kernelspec.get("name") if isinstance(kernelspec, dict) else None,
        "cell_timeout": options.cell_timeout,
        "start_timeout": options.start_timeout,
        "max_memory": options.max_memory,
        "max_cpu": options.max_cpu,
    }


@dataclass(frozen=True, slots=True)
class _Told:
    """Who is told how the run goes on."""

    progress: Progress
    prepare: Prepare
    stage: Stage


def _quiet(*_told: object) -> None:
    """Tell nobody."""


def _watch(lines: Lines, options: RunOptions, told: _Told) -> _Watch:
    watch = _Watch()
    end = time.monotonic() + options.timeout if options.timeout else None
    while watch.done is None and watch.reason is None:
        if options.cancelled is not None and options.cancelled.is_set():
            watch.reason = "the run was cancelled"
        elif end is not None and time.monotonic() > end:
            watch.reason = f"the run took longer than {options.timeout:g} seconds"
        else:
            _take(lines, watch, told)
    return watch


def _take(lines: Lines, watch: _Watch, told: _Told) -> None:
    try:
        line = lines.get(timeout=_TICK)
    except queue.Empty:
        return
    if line is None:
        watch.reason = "the process that runs the notebook died"
        return
    event = json.loads(line)
    match event.pop("event"):
        case "kernel":
            told.prepare(_kernel(event))
        case "stage":
            told.stage(event["name"])
        case "cell":
            watch.states[event["index"]] = CellState.FAILED  # until the kernel says otherwise
            told.progress(event["index"], event["total"])
        case "state":
            watch.states[event["index"]] = CellState(event["state"])
            watch.durations[event["index"]] = event["seconds"]
        case "done":
            watch.done = event
            watch.reason = event.get("reason")


def _result(scratch: Path, watch: _Watch) -> canonical.Document | None:
    """Return the executed notebook, and only where everything that was seen says that it ran to its end."""
    if watch.done is None or watch.reason is not None or "problem" in watch.done:
        return None
    if not watch.done.get("clean"):
        watch.reason = "processes that the notebook started could not be ended"
        return None
    try:
        text = (scratch / "executed.json").read_text(encoding="utf-8")
        document = canonical.executed(measuring.kept(json.loads(text)))
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        watch.reason = f"the executed notebook could not be read ({type(error).__name__})"
        return None
    for index, cell in enumerate(document["cells"]):
        if cell["cell_type"] != "code":
            continue
        if not cell["source"].strip():
            watch.states[index] = CellState.COMPLETED  # nothing to do is done
        elif watch.states.get(index) is not CellState.COMPLETED and "skip-execution" not in tags(cell):
            watch.reason = f"cell {index + 1} was not run to its end"
            return None
    return document


def _facts(watch: _Watch, options: RunOptions, language: str) -> KernelFacts:
    return _kernel({"kernel": options.kernel or "", "language": language} | (watch.done or {}))


def _kernel(event: Mapping[str, Any]) -> KernelFacts:
    return KernelFacts(
        name=str(event["kernel"]),
        language=str(event["language"]),
        python=event.get("python"),
        cpu_seconds=event.get("cpu_seconds", 0.0),
        peak_memory=event.get("peak_memory", 0),
    )
