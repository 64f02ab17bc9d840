"""All hostile files; those that no loader runs are a family of their own."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks._artifact_chains import chain_files
from benchmarks._artifact_configurations import configuration_files
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
from benchmarks._artifact_graphs import graph_files
from benchmarks._artifact_pickles import Sample, malicious_pickles

# Files that every ordinary loader refuses before it runs anything, by the end of their names. Whatever is said of them
# is right but "nothing".
UNLOADABLE = (
    # archives: zipfile and PyTorch find no directory
    "-cut-end.pt", "-no-directory.pt",
    # a method of compression that neither has: 99 is AES's, 9 is Deflate64
    "-unknown-method.pt", "method-9.pt",
    # only the first bytes of the format are there: no 7z header, no rar block, no zstd block, no HDF5 superblock, no
    # Thrift or Arrow description
    ".7z", ".rar", ".zst", "-behind-hdf.h5", "attribute.h5", "hdf-pickle.h5", "metadata.parquet", "metadata.feather",
    # a header that NumPy refuses: no literal, or a version that does not exist
    "header.npy", "version-4.npy",
    # NumPy allocates a negative number of items, and pickle.load stops at the zero in front of what follows
    "-negative.joblib",
    # made for a pickle whose first two bytes are left out, where this one has no such bytes: a module "ubprocess"
    "text-behind-array.joblib", "text-string-then.pkl",
    # a module's name that ends in a carriage return
    "crlf-names.pkl", "carriage-return.pkl",
    # a safetensors length of a tebibyte, which its reader refuses; its first byte is zero, where pickle.load stops
    "-header.safetensors",
)  # fmt: skip

# A pickle's loader stops at the first byte of such a front, and other loaders want their mark there. A zip archive is
# found from its end, so these count.
_STOPPING_FRONTS = ("text", "shell", "bom", "newline", "zeros")
_STOPPED_FORMS = ("pickle", "gz", "npy")
STOPPED = tuple(f"{form}-behind-{front}" for form in _STOPPED_FORMS for front in _STOPPING_FRONTS)

# ``.npy`` bytes where NumPy and joblib load a pickle: their first byte takes two names from an empty stack. Three
# hundred zeros behind something whole: a second load stops at the first of them.
NO_PICKLE = ("array-in-npy-", "array-in-joblib-", "padded-behind-")

# A stream without the two bytes by which zlib and joblib know one, or with these bytes twice.
NO_STREAM = ("raw.", "window.")


def hostile_files() -> Iterator[Sample]:
    """Yield them by family and name."""
    makers = (
        malicious_pickles, compressed_files, torch_files, numpy_files, archive_files, lying_files, polyglot_files, keras_files,
        other_format_files, bomb_files, chain_files, disguise_files,
        configuration_files, graph_files,
    )  # fmt: skip
    for make in makers:
        for family, name, data in make():
            is_loaded = not (name.endswith(UNLOADABLE) or name.startswith((*STOPPED, *NO_PICKLE, *NO_STREAM)))
            yield (family if is_loaded else "unloadable"), name, data
