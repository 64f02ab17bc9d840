"""Time and memory for large and for many model files, in processes of their own; files of gigabytes are sparse.

Run with ``python -m benchmarks.artifact_speed``. Goals: a PyTorch archive of 2 GiB in 20 ms and 30 MB beyond an
interpreter that has read the modules; a joblib file of 1 GB in 50 ms; 500 small pickles in 0.3 s.
"""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import joblib
import numpy as np
from sklearn.linear_model import LogisticRegression

GIBIBYTE = 1 << 30
CHILD = """
import sys, time
from pathlib import Path
from jupyter_mlsec.artifacts.scan import scan_artifact
def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
small = Path(sys.argv[1]) / "warm.pkl"
scan_artifact(str(small))  # modules and lists are read
before, began, used = peak(), time.perf_counter(), time.process_time()
looked = [scan_artifact(path) for path in sys.argv[2:]]
wall, cpu = time.perf_counter() - began, time.process_time() - used
clean = sum(not found.hits and not found.problems for found in looked)
print(f"{wall * 1000:9.1f} ms {cpu * 1000:9.1f} ms CPU {peak() - before:7.1f} MB   {clean} of {len(looked)} clean")
"""
STORAGE = b"\x80\x02(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x01tQ."


def torch_archive(path: Path) -> None:
    """Write an archive whose tensor of 2 GiB is a hole in the file."""
    with path.open("wb") as stream, zipfile.ZipFile(stream, "w") as target:
        target.writestr("m/data.pkl", STORAGE)
        with target.open(zipfile.ZipInfo("m/data/0"), "w", force_zip64=True) as member:
            for _ in range(2 * GIBIBYTE >> 24):
                member.write(bytes(1 << 24))


def joblib_file(path: Path) -> None:
    """Write a file of joblib whose array of 1 GB is a hole in it."""
    stream = io.BytesIO()
    joblib.dump({"weights": np.zeros(125_000, np.float64), "name": "x"}, stream)
    data = stream.getvalue()
    at = data.index(b"J" + (125_000).to_bytes(4, "little"))
    data = data[: at + 1] + (125_000_000).to_bytes(4, "little") + data[at + 5 :]
    start = data.index(bytes(1 << 16))
    with path.open("wb") as target:
        target.write(data[:start])
        target.seek(start + 8 * 125_000_000 - (start - data.rindex(b"\xff", 0, start) - 1))
        target.write(data[data.rindex(bytes(64)) + 64 :])


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "warm.pkl").write_bytes(pickle.dumps([1]))
        torch_archive(folder / "model.pt")
        joblib_file(folder / "model.joblib")
        model = LogisticRegression().fit(np.eye(4), [0, 1, 0, 1])
        many = [folder / f"{number}.pkl" for number in range(500)]
        for path in many:
            path.write_bytes(pickle.dumps(model))
        table = folder / "table.pkl"
        table.write_bytes(pickle.dumps([f"text {number}" for number in range(500_000)]))
        cases: dict[str, list[Path]] = {
            "torch 2 GiB": [folder / "model.pt"],
            "joblib 1 GB": [folder / "model.joblib"],
            "500 pickles": [*many],
            "500,000 texts": [table],
        }
        for case, paths in cases.items():
            command = [sys.executable, "-c", CHILD, str(folder), *map(str, paths)]
            print(f"{case:14}", subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="")  # noqa: S603 - our own script


if __name__ == "__main__":
    main()
