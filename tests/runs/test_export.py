"""Export: what a bundle holds, that it says the truth, and that it is there completely or not at all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from jupyter_mlsec.errors import BundleError, RefusedError, UsageError
from jupyter_mlsec.model.run import CellState, Signer, TrustLevel, Verification
from jupyter_mlsec.runs import layout
from jupyter_mlsec.runs.canonical import sha256
from jupyter_mlsec.runs.execute import execute
from jupyter_mlsec.runs.execution import Executed, RunOptions
from jupyter_mlsec.runs.export import Export, ExportOptions, export_run
from jupyter_mlsec.runs.keys import KeyPair
from jupyter_mlsec.runs.leaks import spellings
from jupyter_mlsec.runs.references import SecretReference
from jupyter_mlsec.runs.results import pixel_digest
from jupyter_mlsec.runs.verify import verify_bundle

Write = Callable[..., Path]
FILES = [
    "README.txt",
    "SHA256SUMS",
    "SHA256SUMS.raw.sig",
    "SHA256SUMS.sig",
    "attestations/audit.sigstore.json",
    "attestations/checklist.sigstore.json",
    "attestations/model-signing.sigstore.json",
    "attestations/provenance.sigstore.json",
    "attestations/sbom.sigstore.json",
    "audit.json",
    "checklist.json",
    "env/pylock.toml",
    "env/requirements.txt",
    "inputs.json",
    "keys/signer.pem",
    "keys/signer.pub",
    "notebook/executed.ipynb",
    "notebook/input.ipynb",
    "report.html",
    "results.json",
    "ro-crate-metadata.json",
    "run.json",
    "sbom.cdx.json",
]


def no_members(_executed: Executed) -> dict[str, bytes]:
    return {}


def nothing_secret(_text: str) -> bool:
    return False


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def outputs(bundle: Path) -> dict[int, list[object]]:
    cells = json.loads((bundle / layout.EXECUTED).read_bytes())["cells"]
    return {index: cell["outputs"] for index, cell in enumerate(cells) if cell["cell_type"] == "code"}


def test_a_bundle_holds_exactly_these_files_and_verifies(export: Export, bundle: Path, key: KeyPair) -> None:
    assert names(bundle) == FILES
    assert verify_bundle(bundle) == Verification(
        bundle=str(bundle),
        trust_level=TrustLevel.AUTHOR_SIGNED,
        signers=(Signer(role="author", identity="ada@example.org", key=key.fingerprint),),
        digest=export.digest,
    )
    assert export.record.succeeded
    assert export.record.reason is None


def test_every_code_cell_was_completed_and_told_as_it_started(export: Export, progress: list[tuple[int, int]]) -> None:
    indices = [0, 1, 3, 4, 5, 6, 7, 8, 9, 10]  # 1 is papermill's own cell, 2 is text
    assert [(cell.index, cell.state) for cell in export.record.cells] == [(i, CellState.COMPLETED) for i in indices]
    assert progress == [(index, 11) for index in indices]


def test_the_executed_notebook_shows_what_was_pinned_and_hidden(bundle: Path, secret: str) -> None:
    shown = outputs(bundle)
    assert shown[3] == [
        {"name": "stdout", "output_type": "stream", "text": f'5 a "b" ö {len(secret)} 0.8444218515250481\n'}
    ]
    assert [output["data"] for output in shown[4]] == [{"text/plain": "[]"}]  # type: ignore[index] # no agent, no token
    assert [output["data"] for output in shown[5]] == [{"text/plain": "[]"}]  # type: ignore[index] # no name of ours
    assert " 0.5488135039273248 UTC <object object at 0x" in shown[6][0]["text"]  # type: ignore[index]


def test_the_parameters_cell_refers_to_the_secret_and_nothing_holds_it(bundle: Path, secret: str) -> None:
    cells = json.loads((bundle / layout.EXECUTED).read_bytes())["cells"]
    assert cells[1]["source"] == (
        '# Parameters\nn = 5\nname = "a \\"b\\" \\xf6"\npassword = __import__("os").environ["TEST_PASSWORD"]\n'
    )
    everything = {name: (bundle / name).read_bytes() for name in names(bundle)}
    assert [name for name, data in everything.items() if any(part in data for part in spellings(secret))] == []
    assert json.loads(everything[layout.RUN])["parameters"] == {
        "n": {"value": 5},
        "name": {"value": 'a "b" ö'},
        "password": {"reference": "env:TEST_PASSWORD"},
    }


def test_files_read_and_written_are_listed_without_their_content(bundle: Path) -> None:
    assert json.loads((bundle / layout.INPUTS).read_bytes()) == {
        "format": "mlsec-inputs/1",
        "read": [{"path": "data.csv", "size": 13, "sha256": sha256(b"1.5,a\n2.25,b\n")}],
        "written": [{"path": "out.txt", "size": 7, "sha256": sha256(b"written")}],
    }


def test_results_tell_four_levels_apart(export: Export, bundle: Path) -> None:
    by_index = {cell.index: cell for cell in export.record.cells}
    image = outputs(bundle)[10][0]["data"]["image/png"]  # type: ignore[index]
    assert by_index[10].pixels is not None
    assert pixel_digest(image) == pixel_digest(image)
    assert by_index[6].raw != by_index[6].normalized  # an address
    assert by_index[7].normalized is not None
    assert by_index[7].pixels is None
    assert by_index[0].raw is None


def test_nothing_in_the_bundle_names_this_machine(bundle: Path, notebook: Path) -> None:
    everything = b"".join((bundle / name).read_bytes() for name in names(bundle))
    assert str(notebook.parent).encode() not in everything
    assert b"papermill" not in (bundle / layout.EXECUTED).read_bytes()


def test_a_second_run_is_the_same_byte_for_byte_but_for_one_address(
    notebook: Path, options: RunOptions, bundle: Path
) -> None:
    import re

    again = execute(notebook, options)
    assert again.document is not None
    address = re.compile(rb"0x[0-9a-f]+")
    first = (bundle / layout.EXECUTED).read_bytes()
    assert address.sub(b"", again.document) == address.sub(b"", first)
    told = [{**cell, "raw": 0} for cell in json.loads((bundle / layout.RESULTS).read_bytes())["cells"]]
    now = [
        {"index": cell.index, "id": cell.id, "state": cell.state.value, "source": cell.source, "raw": 0}
        | {"normalized": cell.normalized, "pixels": cell.pixels, "numbers": cell.numbers}
        for cell in again.record.cells
    ]
    assert now == told


@pytest.mark.parametrize(
    ("sources", "options", "reason", "states"),
    [
        (["1", "1/0", "2"], RunOptions(), "cell 3 raised ZeroDivisionError", ["completed", "failed", "not-run"]),
        (["raise SystemExit(0)", "2"], RunOptions(), "cell 1 was not run to its end", ["failed", "not-run"]),
        (
            ["import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "2"],
            RunOptions(),
            "the kernel died in cell 1",
            ["failed", "not-run"],
        ),
        (
            ["import time; time.sleep(60)", "2"],
            RunOptions(cell_timeout=0.5),
            "cell 1 took longer than 0.5 seconds",
            ["failed", "not-run"],
        ),
    ],
    ids=["raises", "exits-quietly", "kills-its-kernel", "hangs"],
)
def test_a_run_that_does_not_succeed_leaves_nothing(
    write_cells: Write, tmp_path: Path, sources: list[str], options: RunOptions, reason: str, states: list[str]
) -> None:
    path = write_cells(*sources)
    target = tmp_path / "out.mlrun"
    export = export_run(path, target, no_members, nothing_secret, ExportOptions(run=options))
    assert export.bundle is None
    assert not export.record.succeeded
    assert export.record.reason == reason
    assert [cell.state.value for cell in export.record.cells] == states
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["project"]


def test_a_total_timeout_also_ends_what_the_notebook_left_running(write_cells: Write) -> None:
    path = write_cells(
        "import subprocess\nprocess = subprocess.Popen(['sleep', '987'], start_new_session=True)\n"
        "open('pid', 'w').write(str(process.pid))",
        "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(60)",
    )
    record = execute(path, RunOptions(timeout=12)).record
    assert (record.succeeded, record.reason) == (False, "the run took longer than 12 seconds")
    pid = int((path.parent / "pid").read_text())
    assert not Path(f"/proc/{pid}/cmdline").exists() or Path(f"/proc/{pid}/cmdline").read_bytes() == b""


def test_a_secret_that_is_printed_is_refused_and_named_by_no_value(
    write_cells: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import secrets

    value = secrets.token_urlsafe(18)
    monkeypatch.setenv("LEAKED", value)
    path = write_cells(("parameters", "token = ''"), "import base64\nbase64.b64encode(('x' + token).encode())")
    run = RunOptions(parameters={"token": SecretReference("LEAKED")})
    with pytest.raises(RefusedError) as error:
        export_run(path, tmp_path / "out.mlrun", no_members, nothing_secret, ExportOptions(run=run))
    place = "notebook/executed.ipynb"
    assert str(error.value) == f"a secret that was passed by reference, or is in your environment, ended up in {place}"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["project"]


def test_a_secret_that_a_scanner_sees_is_refused(notebook: Path, tmp_path: Path, options: RunOptions) -> None:
    with pytest.raises(RefusedError) as error:
        export_run(
            notebook,
            tmp_path / "out.mlrun",
            no_members,
            lambda text: "as announced" in text and "raise" not in text,
            ExportOptions(run=options),
        )
    assert str(error.value) == "cell 10 holds a secret in its output"
    assert list(tmp_path.iterdir()) == []


def test_a_parameter_that_is_a_secret_is_refused_before_the_run(notebook: Path, tmp_path: Path) -> None:
    run = RunOptions(parameters={"name": "hunter2"})
    with pytest.raises(RefusedError, match=r"^the parameter name holds a secret$"):
        export_run(notebook, tmp_path / "o.mlrun", no_members, lambda text: text == "hunter2", ExportOptions(run=run))


def test_an_unknown_parameter_is_an_error_before_the_run(notebook: Path, tmp_path: Path) -> None:
    run = RunOptions(parameters={"m": 1})
    with pytest.raises(UsageError, match=r"^the notebook has no parameter m$"):
        export_run(notebook, tmp_path / "o.mlrun", no_members, nothing_secret, ExportOptions(run=run))


def test_a_target_that_exists_or_has_another_ending_is_refused_before_the_run(notebook: Path, tmp_path: Path) -> None:
    (tmp_path / "there.mlrun").mkdir()
    with pytest.raises(BundleError, match=r"^there\.mlrun exists already$"):
        export_run(notebook, tmp_path / "there.mlrun", no_members, nothing_secret)
    with pytest.raises(BundleError, match=r"^there\.mlrun exists and is not a bundle, so it is not replaced$"):
        export_run(notebook, tmp_path / "there.mlrun", no_members, nothing_secret, ExportOptions(overwrite=True))
    with pytest.raises(BundleError, match=r"^a bundle's name must end in \.mlrun or \.mlrun\.zip$"):
        export_run(notebook, tmp_path / "out", no_members, nothing_secret)


def test_kill_9_in_the_middle_leaves_nothing_and_ends_the_kernel(write_cells: Write, tmp_path: Path) -> None:
    path = write_cells("import os\nopen('pid', 'w').write(str(os.getpid()))", "import time\ntime.sleep(60)")
    script = (
        "import sys\nfrom jupyter_mlsec.runs.export import export_run\n"
        "export_run(sys.argv[1], sys.argv[2], lambda executed: {}, lambda text: False)"
    )
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    process = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script, str(path), str(tmp_path / "out.mlrun")],
        env=os.environ | {"TMPDIR": str(scratch)},
    )
    wait_until(lambda: (path.parent / "pid").exists() and (path.parent / "pid").read_text() != "")
    process.send_signal(signal.SIGKILL)
    process.wait()
    pid = int((path.parent / "pid").read_text())
    wait_until(lambda: not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes())
    wait_until(lambda: list(scratch.iterdir()) == [])
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["project", "tmp"]


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
