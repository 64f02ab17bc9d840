"""Any JSON in any place of a signed file, and the signature of somebody who means it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from jupyter_mlsec.errors import BundleError
from jupyter_mlsec.runs import layout
from jupyter_mlsec.runs.canonical import dump
from jupyter_mlsec.runs.keys import KeyPair, open_key
from jupyter_mlsec.runs.sign import sign_folder

QUIET = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NODES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def planted(text: bytes, place: int, node: Any) -> bytes:
    """Return a document with ``node`` in one of its places, the document itself among them."""
    document = json.loads(text)
    spots = list(_places(document))
    spot = spots[place % len(spots)]
    if not spot:
        return dump(node)
    inner = document
    for step in spot[:-1]:
        inner = inner[step]
    inner[spot[-1]] = node
    return dump(document)


def sign_as_it_is(bundle: Path, key: KeyPair) -> None:
    """Sign a bundle whatever is in it; where a statement cannot be made, the list and its signatures are there."""
    shutil.rmtree(bundle / layout.ATTESTATIONS)
    for seal in layout.SEALS:
        (bundle / seal).unlink()
    with suppress(BundleError):
        sign_folder(bundle, open_key(key.path))


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(part, (*path, key))
