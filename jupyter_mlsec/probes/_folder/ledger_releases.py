"""Records of releases that say themselves that nobody can make them again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jupyter_mlsec.probes._folder.ledgers import (
    KEPT,
    Ledger,
    Remark,
    broken,
    every,
    is_called,
    is_open,
    is_yes,
    speaks,
    texts,
)


def unrepeatable(ledger: Ledger, _: date) -> Iterator[Remark]:
    """Yield what is said of releases from a dirty tree, of no commit, or of files without a digest."""
    for row in every(ledger):
        if not is_called("of_releases", " ".join((*row.above, ledger.title, *ledger.top.names))):
            continue
        files = any(name in {"path", "file", "uri", "url", "datei", "fichier", "archivo"} for name in row.names)
        for name, value in row.names.items():
            if is_called("dirty", name):
                yield broken("it was made from changes that nobody committed") if is_yes(value) else KEPT
            elif is_called("commit", name) and not isinstance(value, dict | list):
                said = texts(value)
                nothing = is_open(value) or any(speaks("no_commit", each) for each in said)
                yield broken("it names no commit") if nothing else KEPT
            elif is_called("digest", name) and not isinstance(value, dict | list) and (files or row.above == ()):
                yield broken("the release has no digest") if is_open(value) else KEPT
