"""All hostile files; those that no loader runs are a family of their own."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks._artifact_chains import chain_files
from benchmarks._artifact_containers import (
    archive_files,
    bomb_files,
    compressed_files,
    lying_files,
    numpy_files,
    polyglot_files,
    torch_files,
)
from benchmarks._artifact_disguises import disguise_files
from benchmarks._artifact_formats import keras_files, other_format_files
from benchmarks._artifact_pickles import Sample, malicious_pickles

# No loader runs these: they are cut before what it needs, or in a format that only looks like one. Whatever is said of
# them is right but "nothing".
UNLOADABLE = (
    ".7z", ".rar", ".zst", "-cut-end.pt", "-no-directory.pt", "-unknown-method.pt", "-negative.joblib",
    "-in-array.joblib", "text-behind-array.joblib", "-header.safetensors", "-behind-hdf.h5", "attribute.h5",
    "hdf-pickle.h5", "metadata.parquet", "metadata.feather", "crlf-names.pkl", "carriage-return.pkl", "string-then.pkl",
    "-method-9.pt", "header.npy", "version-4.npy", "raw.pkl", "raw.zip", "window.pkl", "window.zip", "-behind-text.text",
    "-behind-text-in.zip", "-behind-shell-in.zip", "-behind-bom-in.zip", "-behind-newline-in.zip", "-behind-zeros-in.zip",
    "-behind-shell.shell", "-behind-bom.bom", "-behind-newline.newline", "-behind-zeros.zeros",
)  # fmt: skip

NO_PICKLE = ("array-in-npy-", "array-in-joblib-", "padded-behind-")  # an array where a loader wants a pickle; padding


def hostile_files() -> Iterator[Sample]:
    """Yield them by family and name."""
    yield from malicious_pickles()
    makers = (
        compressed_files, torch_files, numpy_files, archive_files, lying_files, polyglot_files, keras_files,
        other_format_files, bomb_files, chain_files, disguise_files,
    )  # fmt: skip
    for make in makers:
        for family, name, data in make():
            is_loaded = not name.endswith(UNLOADABLE) and not name.startswith(NO_PICKLE)
            yield (family if is_loaded else "unloadable"), name, data
