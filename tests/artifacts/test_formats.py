"""Formats are found, not listed: a new one is a new file."""

from __future__ import annotations

from pathlib import Path

import jupyter_mlsec.artifacts.formats as package
from jupyter_mlsec.artifacts.formats._discovery import artifact_formats
from jupyter_mlsec.artifacts.suffixes import artifact_suffixes, is_artifact_name


def test_each_file_of_the_folder_is_a_format() -> None:
    files = {path.stem for path in Path(package.__file__).parent.glob("*.py") if not path.stem.startswith("_")}
    assert len(artifact_formats()) == len(files)
    assert len({found.name for found in artifact_formats()}) == len(files)


def test_a_walk_takes_the_suffixes_that_formats_name() -> None:
    assert frozenset().union(*(found.suffixes for found in artifact_formats())) == artifact_suffixes()
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in artifact_suffixes())


def test_names_that_a_walk_takes_whatever_their_suffix() -> None:
    for name in (
        "pytorch_model-00001-of-00002.bin",
        "a/model_best.pth.tar",
        "data.PKL.gz",
        "MLmodel",
        "tokenizer_config.json",
    ):
        assert is_artifact_name(name), name
    for name in (
        "data.bin",
        "x.tar",
        "x.pkl.dvc",
        "x.pkl.md5",
        "config.json",
        "package.json",
        "notes.txt",
        "pkl",
        "x.csv.gz",
    ):
        assert not is_artifact_name(name), name
