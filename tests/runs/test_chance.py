"""Chance: what two equal runs print differently is taken out, and no result is."""

from __future__ import annotations

import hashlib
import uuid

import pytest

from jupyter_mlsec.runs.chance import FAMILIES, VERSION, taken_out

ONE, OTHER = "6ba7b810-9dad-41d1-80b4-00c04fd430c8", "0190a7b0-7c3d-7d2e-9f11-a1b2c3d4e5f6"
HEX, OTHER_HEX = uuid.UUID(ONE).hex, uuid.UUID(OTHER).hex

CHANCE = {
    "address": [
        ("<object object at 0x7f02f9bc54e0>", "<object object at 0x7f11aabbccdd>"),
        ("140234567890123", "139987654321098"),
        ("<title>140234567890123</title>", "<title>139987654321098</title>"),
    ],
    "timings of IPython": [
        ("Wall time: 3.2 ms", "Wall time: 5 s"),
        ("CPU times: user 1 ms, sys: 2 ms, total: 3 ms", "CPU times: user 9 s, sys: 0 ns, total: 9 s"),
        (
            "123 ns ± 4.5 ns per loop (mean ± std. dev. of 7 runs)",
            "1.5 µs ± 9 ns per loop (mean ± std. dev. of 7 runs)",
        ),
        ("90.5 \u03bcs ± 18.5 \u03bcs per loop", "138 \u00b5s ± 37.8 \u00b5s per loop"),
        ("1min 3s ± 2 s per loop", "2min 1s ± 3 s per loop"),
        (
            "The slowest run took 4.02 times longer than the fastest. It could be\ncached. \n1 ns ± 2 ns per loop",
            "7 ns ± 2 ns per loop",
        ),
    ],
    "timings in words": [
        ("took 3.2 seconds", "took 11.25 seconds"),
        ("It took 0.53s to fit", "It took 1.2s to fit"),
        ("Elapsed time: 0:00:03.123", "Elapsed time: 0:00:12.9"),
        ("Training time: 12.3 s", "Training time: 9.81 s"),
        ("total time=   0.0s", "total time=   1.2s"),
        (
            "[Parallel(n_jobs=1)]: Done  5 out of  5 | elapsed:    0.1s finished",
            "[Parallel(n_jobs=1)]: Done  5 out of  5 | elapsed:    2.7s finished",
        ),
        ("done in 0.153s.", "done in 12s."),
        ("Finished in 2 minutes 3 seconds", "Finished in 4 minutes 51 seconds"),
        ("execution_time: 0.0012", "execution_time: 3e-05"),
        ("Elapsed time (s): 1.5", "Elapsed time (s): 2.25"),
        ("time taken = 3", "time taken = 4"),
        (
            "{'train_runtime': 12.3, 'train_samples_per_second': 5.1, 'loss': 1}",
            "{'train_runtime': 1.9, 'train_samples_per_second': 77.0, 'loss': 1}",
        ),
    ],
    "progress bars": [
        ("10%\r 50%\rdone", "20%\rdone"),
        ("1/3\x08\x08\x083/3 - loss: 0.5", "2/3\x08\x08\x083/3 - loss: 0.5"),
        ("100%|##########| 10/10 [00:01<00:00,  9.51it/s]", "100%|##########| 10/10 [00:00<00:00, 88.20it/s]"),
        (
            "100%|##########| 10/10 [01:01:01<00:00,  6.1s/it, loss=0.5]",
            "100%|##########| 10/10 [00:59:00<00:00,  5.9s/it, loss=0.5]",
        ),
        ("17it [00:00, 12345.67it/s]", "17it [00:00, 2345.1it/s]"),
        ("10/10 - 1s 3ms/step - loss: 0.5", "10/10 - 2s 14ms/step - loss: 0.5"),
        ("1875/1875 [======] - 3s 2ms/step - accuracy: 0.9", "1875/1875 [======] - 4s 1ms/step - accuracy: 0.9"),
        ("[100/100 00:12, Epoch 1/1]", "[100/100 01:59, Epoch 1/1]"),
        ("Downloading: 1.2MB/s", "Downloading: 44.0MB/s"),
        ("5000 samples/s", "4990.5 samples/s"),
    ],
    "files and folders": [
        ("/a/ipykernel_12/3456.py:3: Warning", "/var/x/ipykernel_9/1.py:3: Warning"),
        ("C:\\Temp\\ipykernel_12\\3456.py:3", "C:\\Users\\b\\ipykernel_7\\3.py:3"),
        ("<ipython-input-3-0a1b2c>", "<ipython-input-3-ffffff>"),
        (
            "File ~/a/.venv/lib/python3.11/site-packages/numpy/x.py:3, in f()",
            "File /tmp/b/env/lib/python3.12/site-packages/numpy/x.py:3, in f()",
        ),
        ("/usr/lib/python3/dist-packages/x.py", "/opt/lib/python3/dist-packages/x.py"),
        ("C:\\env\\Lib\\site-packages\\x.py", "D:\\b\\Lib\\site-packages\\x.py"),
        ("/usr/lib/python3.11/json/decoder.py:1", "/opt/python/lib/python3.12/json/decoder.py:1"),
        ("/scratch/tmpab12cd_9/model.pt", "/scratch/tmpzz00yy11/model.pt"),
        ("/var/folders/a/T/tmpab12cd_9", "/var/folders/a/T/tmp________"),
    ],
    "ids of elements": [
        ("id='sk-container-id-1'", "id='sk-container-id-7'"),
        ("for='sk-estimator-id-12'", "for='sk-estimator-id-3'"),
        ("#T_3f2a1_row0_col1 {}", "#T_99aab_row0_col1 {}"),
        (ONE, OTHER),
        (HEX, OTHER_HEX),
        (ONE.upper(), OTHER),
        (f'<div id="altair-viz-{HEX}">', f'<div id="altair-viz-{OTHER_HEX}">'),
        (f'Plotly.newPlot("{ONE}", [])', f'Plotly.newPlot("{OTHER}", [])'),
        (f"map_{HEX}.setView", f"map_{OTHER_HEX}.setView"),
        (f"_anim_img{HEX}", f"_anim_img{OTHER_HEX}"),
        ("<div id='ldavis_el12345140234567'>", "<div id='ldavis_el99140999'>"),
    ],
    "the machine": [
        ("pid: 4711", "pid: 12"),
        ("PID 4711 ended", "PID 99 ended"),
        ("tcp://127.0.0.1:41237", "tcp://127.0.0.1:39999"),
        ("http://localhost:8787/status", "http://localhost:40123/status"),
        ("peak memory: 120.50 MiB, increment: 0.12 MiB", "peak memory: 131.00 MiB, increment: 4.00 MiB"),
        ("-> Maximum CPU memory allocated: 6307.3 MB", "-> Maximum CPU memory allocated: 4541 MB"),
    ],
    "colours": [("\x1b[31mred\x1b[0m", "red")],
}

RESULTS = [
    ("accuracy 0.91", "accuracy 0.92"),
    ("0x1f", "0x2f"),
    ("2026-11-21", "2026-11-22"),
    ("2026-11-21 10:00:00", "2026-11-21 11:00:00"),
    ("line\r\nnext", "other\r\nnext"),
    ("10/10 - 1s 3ms/step - loss: 0.5", "10/10 - 1s 3ms/step - loss: 0.6"),
    ("100%|###| 10/10 [00:01<00:00, 9it/s, loss=0.5]", "100%|###| 10/10 [00:01<00:00, 9it/s, loss=0.6]"),
    ("3 s", "4 s"),
    ("half-life: 3.2 s", "half-life: 3.3 s"),
    ("the winner took 3 of 5", "the winner took 4 of 5"),
    ("runs scored in 3 games", "runs scored in 4 games"),
    ("total: 3", "total: 4"),
    ("time to failure: 12 h", "time to failure: 13 h"),
    ("139 140", "140 139"),
    ("13912345678901", "13912345678902"),
    ("T_high 3", "T_high 4"),
    ("T_12", "T_13"),
    ("site-packages/a.py", "site-packages/b.py"),
    ("/scratch/results", "/scratch/answers"),
    ("/data/tmp_one", "/data/tmp_two"),
    ("deadbeef" * 8, "deadbeee" + "deadbeef" * 7),
    ("max 3.5 and min 2", "max 3.6 and min 2"),
    ("used 5 features", "used 6 features"),
    ("speed: 3 m/s", "speed: 4 m/s"),
    ("port 8080", "port 8081"),
    ("[3:05, 7]", "[3:05, 8]"),
]


@pytest.mark.parametrize(("one", "other"), [pair for pairs in CHANCE.values() for pair in pairs])
def test_chance_is_taken_out(one: str, other: str) -> None:
    assert one != other
    assert taken_out(one) == taken_out(other)


@pytest.mark.parametrize(("one", "other"), RESULTS)
def test_results_are_not(one: str, other: str) -> None:
    assert taken_out(one) != taken_out(other)


@pytest.mark.parametrize("text", [each for pairs in CHANCE.values() for pair in pairs for each in pair])
def test_what_was_taken_out_stays_out(text: str) -> None:
    assert taken_out(taken_out(text)) == taken_out(text)


@pytest.mark.parametrize(
    "piece",
    ["0", "a", " ", "/", "\\", "1 s ", "took ", "\r", "[1:00", "0x", "s/tmp", "f" * 7 + "-", "peak ", "1:", "lib/"],
)
def test_a_hostile_text_takes_no_longer_than_its_length(piece: str) -> None:
    short, long = (taken_out(piece * (size // len(piece))) for size in (1_000, 100_000))
    assert len(short) <= len(long) <= 200_000


def test_every_family_has_a_word_for_its_kind() -> None:
    assert {family.name for family in FAMILIES} == {
        *("address", "cell's file", "colour", "element's id", "library's folder", "memory", "overwritten line", "port"),
        *("process", "rate", "temporary name", "timing", "unique id"),
    }


def test_another_family_is_another_version() -> None:
    """A bundle says with which version its digests were made: a change here without a new one breaks old bundles."""
    told = repr([(family.name, family.pattern.pattern, family.replacement, family.marks) for family in FAMILIES])
    assert {VERSION: hashlib.sha256(told.encode()).hexdigest()[:16]} == {1: "760aa71a3d0190ce"}
