"""Laws of verification: every mutation is found, and no input whatever makes the verifier fall over."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mlsec.errors import BundleError
from jupyter_mlsec.runs import layout
from jupyter_mlsec.runs.bundle import publish
from jupyter_mlsec.runs.keys import KeyPair
from jupyter_mlsec.runs.verify import verify_bundle
from tests.runs.nodes import NODES, QUIET, planted, sign_as_it_is

JSON_FILES = [layout.INPUT, layout.EXECUTED, layout.RUN, layout.RESULTS, layout.INPUTS, layout.AUDIT, layout.SBOM]


def codes(bundle: Path) -> set[str]:
    return {failure.code for failure in verify_bundle(bundle).failures}


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Flip a bit, or drop, repeat, swap or insert a byte, somewhere."""
    place = chance.randrange(len(data))
    head, byte, tail = data[:place], data[place : place + 1], data[place + 1 :]
    ways: list[Callable[[], bytes]] = [
        lambda: head + bytes([byte[0] ^ (1 << chance.randrange(8))]) + tail,
        lambda: head + tail,
        lambda: head + byte + byte + tail,
        lambda: head + bytes([chance.randrange(256)]) + byte + tail,
        lambda: head,
        lambda: data + b"\n",
    ]
    return chance.choice(ways)()


def test_every_one_of_a_thousand_mutations_is_found(bundle: Path) -> None:
    chance = random.Random(20261121)
    files = sorted(path for path in bundle.rglob("*") if path.is_file())
    missed: list[str] = []
    for round_ in range(1000):
        path = files[round_ % len(files)]
        original = path.read_bytes()
        changed = mutate(original, chance)
        if changed == original:
            changed = original[1:]
        path.write_bytes(changed)
        found = codes(bundle)
        if not found or "internal-error" in found:
            missed.append(f"{path.name}: {sorted(found)}")
        path.write_bytes(original)
    assert missed == []
    assert codes(bundle) == set()


def test_mutated_zip_files_are_refused_or_hold_what_was_signed(bundle: Path, tmp_path: Path) -> None:
    """A zip file has bytes that say nothing about its files, such as dates: these may change, the files may not."""
    chance = random.Random(20261122)
    archive, broken = tmp_path / "whole.mlrun.zip", tmp_path / "broken.mlrun.zip"
    publish(bundle, archive)
    data = archive.read_bytes()
    with zipfile.ZipFile(archive) as file:
        start = file.start_dir
        signed = {name: file.read(name) for name in file.namelist()}
    for round_ in range(300):
        changed = bytearray(data)
        changed[chance.randrange(start, len(data)) if round_ % 2 else chance.randrange(len(data))] ^= 1 << (round_ % 8)
        broken.write_bytes(changed)
        found = codes(broken)
        assert "internal-error" not in found
        if not found:
            with zipfile.ZipFile(broken) as file:
                assert {name: file.read(name) for name in file.namelist()} == signed


@QUIET
@given(name=st.sampled_from(JSON_FILES), place=st.integers(0, 10_000), node=NODES)
def test_no_signed_json_makes_the_verifier_fall_over(
    bundle: Path, key: KeyPair, name: str, place: int, node: Any
) -> None:
    original = (bundle / name).read_bytes()
    (bundle / name).write_bytes(planted(original, place, node))
    sign_as_it_is(bundle, key)
    assert "internal-error" not in codes(bundle)
    (bundle / name).write_bytes(original)


@QUIET
@given(data=st.binary(max_size=200) | st.just(b"PK\x05\x06" + bytes(18)) | st.just(b"PK\x03\x04" + bytes(60)))
def test_no_bytes_make_the_verifier_fall_over(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.mlrun.zip"
    path.write_bytes(data)
    found = codes(path)
    assert found
    assert "internal-error" not in found


@QUIET
@given(
    name=st.sampled_from([layout.SUMS, layout.SSH_SIGNATURE, "attestations/provenance.sigstore.json"]),
    data=st.binary(max_size=300) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")),
)
def test_no_signature_makes_the_verifier_fall_over(bundle: Path, name: str, data: bytes) -> None:
    original = (bundle / name).read_bytes()
    (bundle / name).write_bytes(data)
    found = codes(bundle)
    assert found
    assert "internal-error" not in found
    (bundle / name).write_bytes(original)


def test_deeply_nested_json_is_only_malformed(bundle: Path) -> None:
    for name in ("attestations/provenance.sigstore.json", layout.SSH_SIGNATURE):
        (bundle / name).write_bytes(b"[" * 200_000)
    assert codes(bundle) == {"signature-malformed"}


def test_names_that_no_file_system_likes(tmp_path: Path) -> None:
    archive = tmp_path / "x.mlrun.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name in ("\x1b[31mred", "a" * 300, "ümlaut", "a/../../b", "C:x", "x" + "/y" * 500):
            file.writestr(name, b"x")
    found = verify_bundle(archive).failures
    assert {failure.code for failure in found} == {"unsafe-path", "sums-missing"}
    assert [failure.path for failure in found if not failure.path.isprintable()] == []


@pytest.mark.parametrize("data", [b'{"a": NaN}', b'{"a": 1} x', b"\xff", b'{"a": 1, "a": 2}', b"[1]", b"9" * 10_000])
def test_strict_json_refuses(data: bytes) -> None:
    from jupyter_mlsec.runs import strict_json

    with pytest.raises(BundleError):
        strict_json.table(data)
