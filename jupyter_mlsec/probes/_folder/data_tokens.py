"""Names of data files in commands: what they read, and what they write."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DATA = (
    r"csv|tsv|parquet|feather|arrow|jsonl|ndjson|npz|npy|h5|hdf5|zarr|xlsx|sqlite|db|tfrecord|avro|orc|txt|wav|mat|nc|tif"
    r"|json"
)
_PACKED = r"(?:\.(?:gz|bz2|xz|zst))?"
TOKEN = re.compile(rf"(?P<path>[\w./${{}}@:%~-]{{1,300}}\.(?:{_DATA}){_PACKED})(?![\w.])", re.IGNORECASE)
ARCHIVE = re.compile(
    rf"\.(?:{_DATA}|zip|tar|tgz|tar\.(?:gz|bz2|xz|zst)|gz|bz2|xz|zst|7z|rar|pt|bin)(?![\w.])", re.IGNORECASE
)
_WRITES = re.compile(r"(?:>{1,2}|--?(?:o|out|output|dest|target|save|write|to)[\w-]{0,20}[= ]|\btee)\s{0,4}[\"']?$")
_NO_DATA = re.compile(
    r"requirements|package(?:-lock)?\.json|config|params|settings|tsconfig|\.lock$|metrics|report|plots?/",
    re.IGNORECASE,
)


def data_files(command: str) -> Iterator[tuple[str, bool]]:
    """Yield the data files that a command names, each with whether it is written."""
    for match in TOKEN.finditer(command[:20_000]):
        path = match["path"].removeprefix("./")
        if "://" in path or _NO_DATA.search(path) or path.startswith(("http", "s3:", "gs:")):
            continue
        yield path, _WRITES.search(command[max(0, match.start() - 40) : match.start()]) is not None
