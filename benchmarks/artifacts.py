"""Model files: what is flagged, asked about, not checked and missed, and how long it takes, beside the peers.

usage: python -m benchmarks artifacts

$ARTIFACT_PEERS names a folder with an environment for each peer (picklescan/bin/python, modelscan/…, fickling/…); one
that is missing is left out. Hostile files are put together byte by byte and never loaded; the others are written by the
libraries of this environment. Each scanner gets a process of its own for each corpus.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks._artifact_containers import torch_zip
from benchmarks._artifact_hostile import hostile_files

HERE = Path(__file__).parent
ROOT = HERE.parent
_LIMIT = 900  # seconds for a scanner and a corpus
VERDICTS = ("high", "ask", "not-checked", "silent")

OURS = """
import sys, json, time
from jupyter_mlsec.scan.artifact import scan_artifact
def verdict(path):
    report = scan_artifact(path)
    worst = max((found.severity.rank for found in report.findings), default=0)
    if worst >= 2: return "high"
    if worst == 1: return "ask"
    return "not-checked" if report.reason else "silent"
"""
PICKLESCAN = """
import sys, json, time, logging
logging.disable(logging.CRITICAL)
from picklescan.scanner import scan_file_path
def verdict(path):
    result = scan_file_path(path)
    if result.infected_files or result.issues_count: return "high"
    if result.scan_err: return "not-checked"
    if any(found.safety.name != "Innocuous" for found in result.globals): return "ask"
    return "silent" if result.scanned_files else "not-checked"
"""
MODELSCAN = """
import sys, json, time, logging, pathlib
logging.disable(logging.CRITICAL)
from modelscan.modelscan import ModelScan
def verdict(path):
    result = ModelScan().scan(pathlib.Path(path))
    summary = result["summary"]
    if summary["total_issues"]:
        return "high" if sum(summary["total_issues_by_severity"][k] for k in ("HIGH", "CRITICAL")) else "ask"
    skipped = summary["skipped"]["total_skipped"] or not summary["scanned"]["total_scanned"]
    return "not-checked" if result["errors"] or skipped else "silent"
"""
FICKLING = """
import sys, json, time
from fickling.fickle import Pickled, StackedPickle
from fickling.analysis import check_safety, Severity
def verdict(path):
    with open(path, "rb") as stream:
        worst = max((check_safety(one).severity for one in StackedPickle.load(stream)), default=Severity.LIKELY_SAFE)
    if worst.value[0] >= Severity.LIKELY_UNSAFE.value[0]: return "high"
    return "ask" if worst.value[0] > Severity.LIKELY_SAFE.value[0] else "silent"
"""
LOOP = """
paths = json.load(sys.stdin)
try:
    verdict(paths.pop(0))  # rules and lists are read on first use: that is start-up
except BaseException:
    pass
for path in paths:
    started = time.process_time()  # the processor's: the machine may be busy
    try:
        said = verdict(path)
    except BaseException as error:
        said = "not-checked"
    print(json.dumps([path, said, time.process_time() - started]), flush=True)
"""
PEAK = """
import re  # not getrusage: its peak is inherited from the process that started this one
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


def write_hostile(folder: Path) -> dict[Path, str]:
    """Write the hostile files and return their families."""
    families = {}
    for index, (family, name, data) in enumerate(hostile_files()):
        path = folder / f"{index:04}" / name  # names are part of what is told: each has a folder of its own
        path.parent.mkdir()
        path.write_bytes(data)
        families[path] = family
    return families


def write_benign(folder: Path) -> dict[Path, str]:
    """Let the libraries write their files in a process of its own, and return their families."""
    command = [sys.executable, str(HERE / "_artifact_benign.py"), str(folder)]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)  # noqa: S603 - our own script
    return {path: path.name.partition("-")[0] for path in sorted(folder.iterdir())}


def scanners() -> Iterator[tuple[str, str, str]]:
    """Yield name, interpreter and program of ours and of each peer that is there."""
    yield "jupyter-mlsec", sys.executable, OURS
    peers = Path(os.environ.get("ARTIFACT_PEERS", "."))
    for name, program in (("picklescan", PICKLESCAN), ("modelscan", MODELSCAN), ("fickling", FICKLING)):
        python = peers / name / "bin/python"
        if python.exists():
            yield name, str(python), program


class Run:
    """One scanner over one list of files: verdicts, seconds, and the peak of its memory in MiB."""

    def __init__(self, python: str, program: str, paths: list[Path], warming: Path) -> None:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.perf_counter()
        environment = {**os.environ, "PYTHONPATH": str(ROOT) if program is OURS else ""}
        measured = LOOP + PEAK
        try:
            done = subprocess.run(  # noqa: S603 - the programs above
                [python, "-c", program + measured],
                input=json.dumps([str(warming), *map(str, paths)]),
                capture_output=True,
                text=True,
                timeout=_LIMIT,
                check=False,
                env=environment,
            )
            output = done.stdout
        except subprocess.TimeoutExpired as error:
            output = (error.stdout or b"").decode()
        self.wall = time.perf_counter() - started
        self.cpu = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - sum(before[:2])
        told = [json.loads(line) for line in output.splitlines() if line.startswith(("[", "0", "1", "2", "3", "4"))]
        self.memory = next((entry / 1024 for entry in told if not isinstance(entry, list)), float("nan"))
        entries = [entry for entry in told if isinstance(entry, list)]
        self.verdicts = {Path(path): said for path, said, _ in entries}
        self.seconds = {Path(path): seconds for path, _, seconds in entries}


def table(title: str, runs: dict[str, Run], families: dict[Path, str]) -> None:
    """Print how many files of each family got which verdict."""
    print(f"\n{title}: {len(families)} files")
    for name, run in runs.items():
        total = Counter(run.verdicts.get(path, "not-checked") for path in families)
        shown = ", ".join(f"{verdict} {total[verdict]}" for verdict in VERDICTS)
        inside = sum(run.seconds.values())
        slowest = max(run.seconds.values(), default=0)
        print(f"  {name:14} {shown}; {inside:.2f} s of the processor (slowest {slowest:.2f} s), {run.memory:.0f} MiB")
    counts: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for path, family in families.items():
        for name, run in runs.items():
            counts[family][name, run.verdicts.get(path, "not-checked")] += 1
    for family, counted in sorted(counts.items()):
        parts = [f"{name} " + "/".join(str(counted[name, verdict]) for verdict in VERDICTS) for name in runs]
        print(f"    {family:12} {'  '.join(parts)}")


def shares(runs: dict[str, Run], families: dict[Path, str]) -> None:
    """Print the share of files that are flagged, of those that a loader would run and that end within its patience."""
    counted = [path for path, family in families.items() if family not in {"unloadable", "bomb", "exhaustion"}]
    for name, run in runs.items():
        flagged = sum(run.verdicts.get(path) in {"high", "ask"} for path in counted)
        silent = sum(run.verdicts.get(path) == "silent" for path in counted)
        print(f"  {name:14} {flagged / len(counted):.3f} flagged of {len(counted)} that a loader runs, {silent} silent")


def corpora(folder: Path) -> None:
    """Run everybody over both corpora, and name what we missed or were wrong about."""
    for title, write in (("hostile", write_hostile), ("benign", write_benign)):
        (folder / title).mkdir()
        warming = _plain(folder)
        families = write(folder / title)
        runs = {name: Run(python, program, list(families), warming) for name, python, program in scanners()}
        table(f"{title} (high/ask/not-checked/silent)", runs, families)
        if title == "hostile":
            shares(runs, families)
        for path, said in runs["jupyter-mlsec"].verdicts.items():
            if (title == "hostile" and said in {"silent", "not-checked"}) or (title == "benign" and said != "silent"):
                print(f"    ours: {said} {families[path]}/{path.name}")


def large_files(folder: Path) -> None:
    """Print time and memory for files that are larger than what anybody should read."""
    small = _plain(folder)
    torch, raw = folder / "large.pt", folder / "large.joblib"
    _large_torch(torch)
    program = "import joblib, numpy, sys; joblib.dump({'w': numpy.zeros(125_000_000), 'b': 1}, sys.argv[1])"
    subprocess.run([sys.executable, "-c", program, str(raw)], check=True)  # noqa: S603 - our own program
    (folder / "many").mkdir()
    model = (
        "import pickle, sys; from sklearn.linear_model import LogisticRegression as Model;"
        "sys.stdout.buffer.write(pickle.dumps(Model().fit([[0], [1]], [0, 1])))"
    )
    data = subprocess.run([sys.executable, "-c", model], check=True, capture_output=True).stdout  # noqa: S603 - the same
    many = [folder / "many" / f"{index}.pkl" for index in range(500)]
    for path in many:
        path.write_bytes(data)
    for name, python, program in scanners():
        base = Run(python, program, [small], small)
        for title, paths in (("2 GiB torch zip", [torch]), ("1 GB raw joblib", [raw]), ("500 small pickles", many)):
            run = Run(python, program, paths, small)
            said = Counter(run.verdicts.values())
            spent = sum(run.seconds.values()) * 1000
            print(f"  {name:14} {title}: {spent:.0f} ms, {run.memory - base.memory:+.0f} MiB, {dict(said)}")


def _plain(folder: Path) -> Path:
    """Write a pickle of nothing, for a scanner to start with."""
    path = folder / "plain.pkl"
    path.write_bytes(b"\x80\x04N.")
    return path


def _large_torch(path: Path) -> None:
    """Write a PyTorch archive with a stored tensor of 2 GiB."""
    plain = torch_zip(b"\x80\x04}.")
    with zipfile.ZipFile(path, "w", allowZip64=True) as archive:
        archive.writestr("archive/data.pkl", b"\x80\x04}.")
        archive.writestr("archive/version", b"3\n")
        with archive.open(zipfile.ZipInfo("archive/data/0"), "w", force_zip64=True) as member:
            block = bytes(1 << 24)
            for _ in range(128):
                member.write(block)
    assert path.stat().st_size > len(plain)  # noqa: S101 - a benchmark of nothing would look fast


def main() -> None:
    """Write the corpora and the large files below a temporary folder, and print the figures."""
    with tempfile.TemporaryDirectory() as name:
        corpora(Path(name))
    with tempfile.TemporaryDirectory() as name:
        print("\nlarge files: processor time, memory beyond a scan of four bytes")
        large_files(Path(name))
