"""The process that runs one notebook: the only module that knows papermill. Started by ``execute``, never imported.

It reads one line of JSON (the job) and writes lines of JSON (events). Its standard input stays open as long as the
process that asked for the run is alive: when it ends, the kernel and everything below it is killed and nothing stays.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from jupyter_mlsec.runs import measuring
from jupyter_mlsec.runs.process import adopt_orphans, kill_descendants
from jupyter_mlsec.runs.resources import Meter, largest_child, waited_for
from jupyter_mlsec.runs.sockets import prefix

_NAME = re.compile(r"[A-Za-z_][\w.]{0,63}")
_MISSING = re.compile(r"No module named '[A-Za-z_][\w.]{0,63}'")
_ABORTED = 70
_NOT_MEASURED = "what the notebook made could not be measured"


class CellLog:
    """What happens to each cell, as the kernel's replies say it and not as papermill notes it down."""

    def __init__(self, total: int, emit: Callable[..., None]) -> None:
        self.total, self.emit = total, emit
        self.measures, self.measured = False, False  # whether that is what runs now, and whether it came to its end
        self.current: int | None = None
        self.began = 0.0

    def on_start(self, cell: Mapping[str, Any], cell_index: int) -> None:
        """Note that a cell is about to be sent to the kernel."""
        self.current, self.began = cell_index, time.monotonic()
        self.measures = measuring.is_request(cell)
        if self.measures:
            self.emit("stage", name="measuring")
            return
        self.emit("cell", index=cell_index, total=self.total, kind=cell["cell_type"])

    def on_end(self, cell: Mapping[str, Any], cell_index: int, execute_reply: Mapping[str, Any]) -> None:
        """Note the kernel's verdict on a cell."""
        if self.measures:
            self.measured = execute_reply["content"]["status"] == "ok"
            return
        allowed = "raises-exception" in cell["metadata"].get("tags", [])
        status = execute_reply["content"]["status"]
        completed = status == "ok" or (status == "error" and allowed)
        seconds = round(time.monotonic() - self.began, 6)
        self.emit("state", index=cell_index, state="completed" if completed else "failed", seconds=seconds)


def main() -> None:
    """Run the job on standard input."""
    job = json.loads(sys.stdin.readline())
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with Path(os.devnull).open("r+b") as null:
        os.dup2(null.fileno(), 1)
        os.dup2(null.fileno(), 2)  # a traceback of a library may quote cells
    adopt_orphans()
    # An optional grammar of jsonschema takes 1.5 s to load; nothing here checks the format of an address.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    if job["task"] in {"fetch", "store"}:
        _emitter(events)("done", **(_fetch(job["path"]) if job["task"] == "fetch" else _store(job)))
        return
    lifeline = threading.Thread(target=_lifeline, args=(Path(job["scratch"]),), daemon=True)
    lifeline.start()
    emit = _emitter(events)
    meter = Meter(os.getpid(), max_memory=job["max_memory"], max_cpu=job["max_cpu"])
    with suppress(BrokenPipeError):  # nobody listens any more
        meter.start()
        outcome = _run(job, emit, meter)
        clean = kill_descendants(os.getpid())
        meter.stop()
        used = {"cpu_seconds": round(waited_for(), 3), "peak_memory": max(meter.peak, largest_child())}
        emit("done", **outcome, **used, clean=clean)
    lifeline.join()


def _emitter(events: TextIO) -> Callable[..., None]:
    lock = threading.Lock()

    def emit(event: str, **facts: object) -> None:
        with lock:
            events.write(json.dumps({"event": event, **facts}) + "\n")
            events.flush()

    return emit


def _lifeline(scratch: Path) -> None:
    """Wait for the end of standard input; then leave nothing behind."""
    while os.read(0, 4096):
        pass
    kill_descendants(os.getpid(), patience=3.0)
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(_ABORTED)


def _fetch(path: str) -> dict[str, object]:
    """Read a notebook through papermill's handlers (s3, gs, https and others)."""
    from papermill.iorw import papermill_io

    try:
        return {"text": papermill_io.read(path, [".ipynb"])}
    except BaseException as error:  # noqa: BLE001 - each handler has errors of its own, some of them SystemExit
        return {"problem": f"it could not be fetched ({_safe(type(error).__name__)})"}


def _store(job: Mapping[str, Any]) -> dict[str, object]:
    """Write a notebook through papermill's handlers."""
    from papermill.iorw import papermill_io

    try:
        papermill_io.write(Path(job["file"]).read_text(encoding="utf-8"), job["path"], [".ipynb"])
    except BaseException as error:  # noqa: BLE001 - as above
        return {"problem": f"it could not be written ({_safe(type(error).__name__)})"}
    return {}


def _run(job: Mapping[str, Any], emit: Callable[..., None], meter: Meter) -> dict[str, object]:
    """Execute the notebook; return either ``reason`` (why it is not a success) or the kernel's facts."""
    import nbformat

    scratch = Path(job["scratch"])
    notebook = nbformat.from_dict(json.loads((scratch / "input.json").read_text(encoding="utf-8")))  # type: ignore[no-untyped-call]
    kernel = _kernel(job)
    if "problem" in kernel:
        return kernel
    emit("kernel", **kernel)
    log = CellLog(len(notebook.cells) + bool(job["parameters"]), emit)
    if job["request"]:
        notebook.cells.append(nbformat.from_dict(job["request"]))  # type: ignore[no-untyped-call]
    results: list[str] = []
    try:
        _execute(notebook, job, str(kernel["kernel"]), log, results)
    except BaseException as error:  # noqa: BLE001 - the verdict is ours: whatever was raised, this is no success
        if not results or meter.excess or not _is_announced(error, notebook, job):
            return {**kernel, "reason": _excess(meter, log) if meter.excess else _reason(error, log, job)}
    if meter.excess:  # a worker's end need not be the kernel's
        return {**kernel, "reason": _excess(meter, log)}
    if job["request"] and not log.measured:
        return {**kernel, "reason": _NOT_MEASURED}
    (scratch / "executed.json").write_text(results[0], encoding="utf-8")
    return kernel


def _is_announced(error: BaseException, notebook: Mapping[str, Any], job: Mapping[str, Any]) -> bool:
    """Whether papermill complains about an error that the cell's tag promises; whether all cells ran, others decide."""
    if type(error).__name__ != "PapermillExecutionError":
        return False
    index, source = getattr(error, "cell_index", -1), getattr(error, "source", None)
    shift = bool(job["parameters"])  # papermill's own cell may stand before it
    cells = notebook["cells"][max(0, index - shift) : index + 1]
    return any(cell["source"] == source and "raises-exception" in cell["metadata"].get("tags", []) for cell in cells)


def _kernel(job: Mapping[str, Any]) -> dict[str, object]:
    """Find the kernel: the one asked for, the notebook's own, or this Python's where the notebook names a lost one."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    if job["python"]:
        return _own_kernel(job["python"], Path(job["scratch"]))
    manager = KernelSpecManager()
    names = [job["kernel"]] if job["kernel"] else [job["own_kernel"]]
    if not job["kernel"] and job["language"] == "python":
        names.append("python3")
    for name in filter(None, names):
        try:
            spec = manager.get_kernel_spec(name)
        except (NoSuchKernel, OSError, ValueError):
            continue
        executable = _executable(spec.argv[0]) if spec.argv else None
        language = str(spec.language).lower()
        return {"kernel": name, "language": language, "python": executable if language == "python" else None}
    return {"problem": f"the kernel {names[0]!r} is not installed"}


def _executable(name: str) -> str | None:
    """Return what a kernel's command starts: jupyter_client takes a bare "python" for its own interpreter."""
    own = ("python", f"python{sys.version_info[0]}", f"python{sys.version_info[0]}.{sys.version_info[1]}")
    return sys.executable if name in own else shutil.which(name)


def _own_kernel(python: str, scratch: Path) -> dict[str, object]:
    """Describe a kernel of another environment, for this run only."""
    folder = scratch / "jupyter" / "kernels" / "mlsec-python"
    folder.mkdir(parents=True)
    command = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": command, "display_name": "Python", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(folder.parents[1]), os.environ.get("JUPYTER_PATH")]))
    return {"kernel": folder.name, "language": "python", "python": python}


def _execute(notebook: Any, job: Mapping[str, Any], kernel: str, log: CellLog, results: list[str]) -> None:  # noqa: ANN401 - papermill is untyped
    """Execute the notebook; what came out is appended to ``results`` even where papermill raises afterwards."""
    import warnings

    from papermill.engines import NBClientEngine, papermill_engines
    from papermill.execute import execute_notebook
    from papermill.translators import papermill_translators
    from traitlets.config import Config

    warnings.simplefilter("ignore")

    class KeepingEngine(NBClientEngine):  # type: ignore[misc]
        """Papermill's own; keeps the notebook as it is before papermill writes error markers into it."""

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:  # noqa: ANN401 - papermill is untyped
            super().execute_managed_notebook(nb_man, kernel_name, **options)
            results.append(json.dumps(nb_man.nb))

    papermill_engines.register("mlsec", KeepingEngine)
    for language in ("python", "python3"):
        papermill_translators.register(language, _translator())
    runtime = Path(os.environ["JUPYTER_RUNTIME_DIR"])
    sockets = prefix(Path(job["sockets"]))
    transport = {"transport": "ipc", "ip": sockets} if sockets else {"transport": "tcp"}
    execute_notebook(
        notebook,
        None,
        engine_name="mlsec",
        parameters=_parameters(job["parameters"]) or None,
        kernel_name=kernel,
        language=job["language"],
        progress_bar=False,
        request_save_on_cell_execute=False,
        start_timeout=max(1, round(job["start_timeout"])),
        cwd=job["cwd"],
        timeout_func=lambda cell: None if measuring.is_request(cell) else job["cell_timeout"] or None,
        record_timing=False,
        coalesce_streams=False,
        iopub_timeout=60,
        shell_timeout_interval=1,
        on_cell_execute=log.on_start,
        on_cell_executed=log.on_end,
        config=Config({"KernelManager": transport | {"connection_file": str(runtime / "kernel.json")}}),
    )


class Reference(str):
    """The name of an environment variable that a notebook reads by itself."""

    __slots__ = ()


def _parameters(entries: list[list[Any]]) -> dict[str, Any]:
    return {name: Reference(entry["env"]) if "env" in entry else entry["value"] for name, entry in entries}


def _translator() -> Any:  # noqa: ANN401 - papermill is untyped
    from papermill.translators import PythonTranslator, Translator

    class ReferenceTranslator(PythonTranslator):  # type: ignore[misc]
        """Papermill's own, except that a reference becomes code which reads the variable, never its value."""

        @classmethod
        def translate_str(cls, val: str) -> str:
            if isinstance(val, Reference):
                return f'__import__("os").environ["{val}"]'
            return str(super().translate_str(val))

        @classmethod
        def codify(cls, parameters: Mapping[str, Any], comment: str = "Parameters") -> str:
            """Skip the formatter that papermill applies where one happens to be installed."""
            return str(Translator.codify.__func__(cls, parameters, comment))

    return ReferenceTranslator


def _reason(error: BaseException, log: CellLog, job: Mapping[str, Any]) -> str:
    """Say in words what ended the run. What the notebook said itself is left out: it may hold anything."""
    place = _place(log)
    match type(error).__name__:
        case "PapermillExecutionError":
            name, value = _safe(getattr(error, "ename", "")), str(getattr(error, "evalue", ""))
            missing = f" ({value})" if _MISSING.fullmatch(value) else ""  # the one message that is safe, and of use
            if log.measures:
                return f"{_NOT_MEASURED}: {name}{missing}"
            index = getattr(error, "cell_index", log.current) or 0
            return f"cell {index + 1} raised {name}{missing}"
        case "CellTimeoutError":
            return f"cell {(log.current or 0) + 1} took longer than {job['cell_timeout']:g} seconds"
        case "DeadKernelError":
            return f"the kernel died {place}"
        case name:
            return f"the kernel could not be used {place} ({_safe(name)})"


def _excess(meter: Meter, log: CellLog) -> str:
    """Say which limit was passed, and where."""
    place = _place(log)
    if meter.excess == "cpu":
        return f"the run used more than the {meter.max_cpu:g} processor seconds that it may, {place}"
    return f"the run used more than the {meter.max_memory / 2**20:.0f} MiB of memory that it may, {place}"


def _place(log: CellLog) -> str:
    if log.measures:
        return "while it was measured"
    return "before the first cell" if log.current is None else f"in cell {log.current + 1}"


def _safe(name: object) -> str:
    return name if isinstance(name, str) and _NAME.fullmatch(name) else "an error"


if __name__ == "__main__":
    main()
