"""What a notebook's metadata say is ignored: read back as it was written, and nothing that is malformed counts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from jupyter_mlsec.model.ignored import Ignored
from jupyter_mlsec.model.text import Place
from jupyter_mlsec.notebook.ignored import read_ignored, write_ignored

RECORD = Ignored(
    rule="hugging-face-token",
    place=Place.OUTPUT,
    fingerprint="0f" * 16,
    salt="1e" * 16,
    seal="2d" * 16,
    personal=False,
    reason="revoked in May",
    time=datetime(2026, 11, 21, 9, 14, tzinfo=UTC),
)
WRITTEN = {
    "format": "mlsec-record/1",
    "kind": "ignored",
    "time": "2026-11-21T09:14:00Z",
    "rule": "hugging-face-token",
    "place": "output",
    "fingerprint": "0f" * 16,
    "salt": "1e" * 16,
    "seal": "2d" * 16,
    "reason": "revoked in May",
}


def kept(*records: object) -> dict[str, Any]:
    return {"mlsec": {"format": "mlsec-record/1", "records": list(records)}}


def test_a_record_is_read_as_it_was_written() -> None:
    assert write_ignored(RECORD) == WRITTEN
    assert read_ignored(kept(WRITTEN)) == (RECORD,)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "mlsec-record/2"},
        {"kind": "answer"},
        {"reason": ""},
        {"reason": "  "},
        {"reason": "x" * 401},
        {"salt": "1e" * 15},
        {"salt": "1E" * 16},
        {"seal": ""},
        {"seal": "zz" * 16},
        {"fingerprint": "0f" * 17},
        {"place": "everywhere"},
        {"time": "2026-11-21T09:14:00"},
        {"time": "soon"},
        {"personal": "yes"},
        {"rule": None},
        {"more": 1},
    ],
)
def test_a_malformed_record_ignores_nothing_and_the_others_count(change: dict[str, Any]) -> None:
    assert read_ignored(kept({**WRITTEN, **change}, WRITTEN)) == (RECORD,)


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"mlsec": None},
        {"mlsec": []},
        {"mlsec": {}},
        {"mlsec": {"records": {}}},
        {"mlsec": {"records": "x"}},
        kept(1, None),
    ],
)
def test_metadata_of_another_shape_ignore_nothing(metadata: dict[str, Any]) -> None:
    assert read_ignored(metadata) == ()


def test_only_so_many_records_are_read() -> None:
    assert len(read_ignored(kept(*[WRITTEN] * 1200))) == 1000
