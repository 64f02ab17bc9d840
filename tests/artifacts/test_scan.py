"""What libraries really write is read in full and called clean; what is cut, changed or random never passes for it."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from jupyter_mlsec.artifacts.scan import scan_artifact
from jupyter_mlsec.artifacts.suffixes import artifact_suffixes
from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.finding import Outcome
from jupyter_mlsec.scan.engine import scan_target
from tests.artifacts.conftest import Seen, call, text

Look = Callable[[bytes], Seen]
CLEAN: Seen = (set(), ())


def objects() -> dict[str, Any]:
    x = np.arange(80.0).reshape(40, 2)
    y = np.arange(40) % 2
    frame = pd.DataFrame({"n": [1, 2], "t": ["a", None], "d": pd.to_datetime(["2026-01-01", "2026-01-02"])})
    return {
        "plain": [
            1,
            -1,
            10**40,
            1.5,
            "é\n",
            b"x" * 300,
            {1, 2},
            frozenset("a"),
            (1, 2, 3, 4),
            None,
            True,
            bytearray(b"z"),
        ],
        "arrays": {
            "f": x,
            "u": np.array(["a", "bcd"]),
            "s": np.array([(1, "a")], dtype="i4,U3"),
            "o": np.array([[], {}], object),
            "t": np.array(["a", "bcd"], np.dtypes.StringDType()),
        },
        "frame": frame,
        "periods": pd.Series(range(3), index=pd.period_range("2026", periods=3, freq="D"), dtype="Int64"),
        "random": np.random.default_rng(0),
        "forest": RandomForestClassifier(n_estimators=2).fit(x, y),
        "boosting": HistGradientBoostingClassifier(max_iter=2).fit(x, y),
        "pipeline": make_pipeline(StandardScaler(), LogisticRegression()).fit(x, y),
        "neighbours": KNeighborsClassifier().fit(x, y),
    }


OBJECTS = objects()


@pytest.mark.parametrize("name", OBJECTS)
def test_objects_are_clean_in_every_protocol_and_compression(name: str, tmp_path: Path, look: Look) -> None:
    for protocol in range(6):
        if name == "neighbours" and protocol < 2:
            continue  # Cython's classes have no older protocol
        assert look(pickle.dumps(OBJECTS[name], protocol)) == CLEAN
    for compression in (0, ("zlib", 3), ("gzip", 3), ("bz2", 3), ("xz", 3), ("lzma", 3)):
        path = tmp_path / "model"
        joblib.dump(OBJECTS[name], path, compress=compression)
        assert look(path.read_bytes()) == CLEAN


def test_arrays_are_clean_and_their_pickles_are_not_forgotten(look: Look) -> None:
    for value in (np.arange(3), np.array(["ab"]), np.array([(1, 2.0)], dtype="i4,f8"), np.array([{}, 1], object)):
        stream = io.BytesIO()
        np.save(stream, value, allow_pickle=True)
        assert look(stream.getvalue()) == CLEAN
    stream = io.BytesIO()
    np.save(stream, np.array([{}], object), allow_pickle=True)
    head = stream.getvalue()[: stream.getvalue().index(b"\x80")]
    assert look(head + call("os", "system"))[0] == {("dangerous-pickle-import", "import of os.system")}
    stream = io.BytesIO()
    np.savez_compressed(stream, a=np.arange(3), b=np.array([1, {}], object))
    assert look(stream.getvalue()) == CLEAN


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, lambda data: gzip.compress(zlib.compress(data))])
def test_compressed_pickles_are_followed(look: Look, pack: Callable[[bytes], bytes]) -> None:
    assert look(pack(call("os", "system"))) == ({("dangerous-pickle-import", "import of os.system")}, ())


def test_the_array_of_a_joblib_file_cannot_hide_operations(look: Look) -> None:
    stream = io.BytesIO()
    joblib.dump(np.frombuffer(call("os", "system"), np.uint8), stream)
    assert look(stream.getvalue()) == CLEAN  # pickle.load fails at the padding
    at = stream.getvalue().index(b"\x80\x04", 2) - 1
    padding = stream.getvalue().rindex(b"\xff", 0, at + 1)
    start = padding - stream.getvalue()[: padding + 1][::-1].index(b"b")
    assert stream.getvalue()[start : start + 1] == b"b"
    changed = stream.getvalue()[: start + 1] + b"0" + b"\xff" * 48 + stream.getvalue()[at + 1 :]
    assert ("opaque-pickle", "array that could hide operations") in look(changed)[0]


def wrapped(shape: bytes, rest: bytes) -> bytes:
    """Return a joblib file with an array of one dimension, which joblib cannot read: its bytes are others."""
    kind = text("numpy") + text("dtype") + b"\x93" + text("f8") + b"\x89\x88\x87R"
    state = b"}(" + text("shape") + shape + b"\x85" + text("dtype") + kind
    state += text("numpy_array_alignment_bytes") + b"K\x10u"
    return b"\x80\x04" + text("joblib.numpy_pickle") + text("NumpyArrayWrapper") + b"\x93)\x81" + state + b"b" + rest


@pytest.mark.parametrize(
    ("shape", "problem"),
    [
        (b"M\xff\xff", "the file ends too early"),
        (b"J\xff\xff\xff\xff", "a joblib array has a shape that cannot be followed"),
    ],
)
def test_an_array_that_joblib_cannot_read_hides_no_operations_from_another_loader(
    look: Look, shape: bytes, problem: str
) -> None:
    told = {("opaque-pickle", "array that could hide operations")}
    assert look(wrapped(shape, call("os", "system"))) == (told, (problem,))
    assert look(wrapped(shape, b"\x10" + call("os", "system"))) == (set(), (problem,))


def tensors(header: object, content: bytes) -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + content


def test_tensors_are_clean_where_header_and_content_agree(look: Look) -> None:
    header = {"__metadata__": {"format": "pt"}, "w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}
    assert look(tensors(header, bytes(8))) == CLEAN
    assert look(tensors(header, bytes(7))) == (set(), ("the file ends too early",))
    assert look(tensors(header, bytes(9))) == ({("false-model-header", "something after the tensors")}, ())


def test_what_is_not_understood_is_not_checked(look: Look) -> None:
    for data in (b"", b"a,b\n1,2\n", b"\x89HDF\r\n\x1a\n" + bytes(64), bytes(100), b"<xml/>"):
        assert look(data)[1] != ()


def test_a_bomb_ends_in_time(look: Look) -> None:
    packed = zlib.compress(b"\x80\x04" + b"N0" * 40_000_000 + b"N.")
    began = time.thread_time()  # of work: that of a busy machine does not count
    found, problems = look(packed)
    assert (found, problems) == (set(), ("looking at the whole file would take too long",))
    assert time.thread_time() - began < 2


SEEDS = [
    pickle.dumps(OBJECTS["frame"]),
    pickle.dumps(OBJECTS["plain"], 0),
    zlib.compress(pickle.dumps(OBJECTS["random"])),
]


def seeds() -> list[bytes]:
    stream = io.BytesIO()
    joblib.dump(OBJECTS["arrays"], stream)
    packed = io.BytesIO()
    np.savez(packed, a=np.array([1, {}], object))
    return [*SEEDS, stream.getvalue(), packed.getvalue()]


def assert_holds(data: bytes, path: Path) -> tuple[int, tuple[str, ...]]:
    path.write_bytes(data)
    looked = scan_artifact(str(path))
    assert not any("report this bug" in problem for problem in looked.problems)
    return len(looked.hits), looked.problems


@pytest.mark.parametrize("number", range(5))
def test_a_cut_file_never_passes_for_a_whole_one(number: int, tmp_path: Path) -> None:
    data = seeds()[number]
    for length in range(0, len(data), max(1, len(data) // 150)):
        hits, problems = assert_holds(data[:length], tmp_path / "cut")
        assert hits or problems


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 4), st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(max_size=4)), min_size=1, max_size=6))
def test_no_change_of_a_file_is_an_error(tmp_path: Path, number: int, changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(seeds()[number])
    for at, new in changes:
        at %= len(data)  # noqa: PLW2901 - a place inside
        data[at : at + len(new)] = new
    assert_holds(bytes(data), tmp_path / "changed")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([b"", b"\x80\x04", b"PK\x03\x04", b"\x93NUMPY\x01\x00", b"\x1f\x8b\x08", b"x\x9c"]),
    st.binary(max_size=200),
)
def test_no_bytes_are_an_error(tmp_path: Path, start: bytes, rest: bytes) -> None:
    assert_holds(start + rest, tmp_path / "random")


def test_a_target_says_what_its_file_would_do(tmp_path: Path) -> None:
    path = tmp_path / "model.pkl"
    path.write_bytes(call("os", "system"))
    report = scan_target(str(path), Config())
    found = [(finding.rule, finding.severity, finding.message) for finding in report.findings]
    message = "loading this file reaches os.system, which can run code or reach the system"
    assert (report.outcome, report.reason, found) == (
        Outcome.CHECKED,
        None,
        [("dangerous-pickle-import", "critical", message)],
    )


def test_a_walk_passes_data_files_by() -> None:
    assert artifact_suffixes().isdisjoint({".bin", ".csv", ".gz", ".json", ".tar", ".txt", ".xml", ".yaml", ".zip"})
