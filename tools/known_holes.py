"""Makes the list of versions whose holes have long been known, out of a snapshot of the PyPA advisory database.

``python tools/known_holes.py SNAPSHOT.tar.gz`` prints it. For each widely used package: the first version before which
*every* version has a hole by one advisory, and that advisory. Branches that were mended by themselves lie above it.
"""

from __future__ import annotations

import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

POPULAR = Path(__file__).parent.parent / "jupyter_mlsec" / "environment" / "popular.txt"


def main() -> None:
    """Print a line a package: its name, the version, the advisory."""
    names = {line.strip() for line in POPULAR.read_text("utf-8").splitlines() if line.strip() and line[0] != "#"}
    found: dict[str, tuple[Version, str]] = {}
    for record in _records(Path(sys.argv[1])):
        if "withdrawn" in record:
            continue
        known = next((each for each in record.get("aliases", ()) if each.startswith("CVE-")), record["id"])
        for name, fixed in _floors(record):
            if name in names and (name not in found or fixed > found[name][0]):
                found[name] = fixed, known
    for name, (fixed, known) in sorted(found.items()):
        print(name, fixed, known)


def _records(snapshot: Path) -> Iterator[dict[str, Any]]:
    with tarfile.open(snapshot) as archive:
        for entry in archive:
            if entry.name.endswith(".yaml") and (file := archive.extractfile(entry)) is not None:
                yield yaml.load(file.read(), yaml.CBaseLoader)  # noqa: S506 - strings only


def _floors(record: dict[str, Any]) -> Iterator[tuple[str, Version]]:
    """Yield each package with the version that ends the first range, where that one begins with the first version."""
    for affected in record["affected"]:
        for each in affected.get("ranges", ()):
            events = [next(iter(event.items())) for event in each["events"]] if each["type"] == "ECOSYSTEM" else []
            if [kind for kind, _ in events[:2]] != ["introduced", "fixed"] or events[0][1] != "0":
                continue
            try:
                ends = Version(events[1][1])
                others = [Version(text) for kind, text in events[2:] if kind == "introduced"]
            except InvalidVersion:
                continue
            if all(other >= ends for other in others):
                yield str(canonicalize_name(affected["package"]["name"])), ends


if __name__ == "__main__":
    main()
