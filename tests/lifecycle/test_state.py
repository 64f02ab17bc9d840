from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from jupyter_mlsec.errors import StateError
from jupyter_mlsec.lifecycle.records import FORMAT, MIME, Record, decode_record, encode_record
from jupyter_mlsec.lifecycle.state import merge, metadata, read_state
from jupyter_mlsec.model.checklist import Answer, Declaration, Evidence, Measurement, Observation, Status, Waiver
from jupyter_mlsec.model.notebook import Notebook

Write = Callable[..., Notebook]
DIGEST = "sha256:" + "0" * 64


@pytest.fixture
def records(now: datetime) -> list[Record]:
    observation = Observation(
        status=Status.FAIL,
        summary="Two columns hold names.",
        details=("name: 100 %",),
        measurements=(Measurement(name="rate", value=0.5, low=0.25, high=0.75, limit="<= 0", unit="share"),),
        next_step="Drop them.",
    )
    later = now + timedelta(days=30)
    return [
        Answer(item="GOV-01", text="x" * 30, person="A. Ng", time=now, expires=later, binds={"policy": DIGEST}),
        Waiver(
            item="COL-02", reason="y" * 30, approver="B", author="A", time=now, expires=later, binds={"env": DIGEST}
        ),
        Declaration(topic="dataset", name="df", fields={"licence": "CC-BY-4.0"}, time=now),
        Evidence(
            item="COL-01",
            probe="personal-data",
            observation=observation,
            collected=now,
            binds={"data:df": DIGEST},
            expires=later,
            duration=0.25,
            version=3,
            subject="df",
        ),
    ]


def test_an_answer_in_json(records: list[Record]) -> None:
    assert encode_record(records[0]) == {
        "format": "mlsec-record/1",
        "kind": "answer",
        "time": "2026-11-21T09:14:00Z",
        "item": "GOV-01",
        "text": "x" * 30,
        "person": "A. Ng",
        "expires": "2026-12-21T09:14:00Z",
        "binds": {"policy": DIGEST},
    }


def test_evidence_in_json(records: list[Record]) -> None:
    assert encode_record(records[3]) == {
        "format": "mlsec-record/1",
        "kind": "evidence",
        "time": "2026-11-21T09:14:00Z",
        "item": "COL-01",
        "probe": "personal-data",
        "observation": {
            "status": "fail",
            "summary": "Two columns hold names.",
            "details": ["name: 100 %"],
            "measurements": [
                {"name": "rate", "value": 0.5, "low": 0.25, "high": 0.75, "limit": "<= 0", "unit": "share"}
            ],
            "next_step": "Drop them.",
        },
        "version": 3,
        "subject": "df",
        "binds": {"data:df": DIGEST},
        "expires": "2026-12-21T09:14:00Z",
        "duration": 0.25,
    }


def test_records_survive_the_way_through_json(records: list[Record]) -> None:
    for record in records:
        assert decode_record(json.loads(json.dumps(encode_record(record))), where="here") == record


def test_what_json_cannot_say_is_left_out(records: list[Record]) -> None:
    seen = records[3]
    assert isinstance(seen, Evidence)
    odd = (
        Measurement(name="open", value=1.0, low=-math.inf, high=math.inf),
        Measurement(name="none", value=math.nan),
    )
    record = replace(seen, observation=replace(seen.observation, measurements=odd))
    again = decode_record(json.loads(json.dumps(encode_record(record), allow_nan=False)), where="here")
    assert isinstance(again, Evidence)
    assert again.observation.measurements == (Measurement(name="open", value=1.0),)


def test_metadata_and_outputs_are_merged_and_the_newest_wins(
    write: Write, records: list[Record], now: datetime
) -> None:
    newer = Declaration(topic="dataset", name="df", fields={"licence": "MIT"}, time=now + timedelta(seconds=1))
    other = Declaration(topic="dataset", name="df2", fields={"licence": "MIT"}, time=now)
    carried = [
        {"output_type": "display_data", "metadata": {}, "data": {MIME: [encode_record(newer)], "text/plain": "done"}},
        {"output_type": "execute_result", "metadata": {}, "execution_count": 1, "data": {MIME: encode_record(other)}},
        {"output_type": "stream", "name": "stdout", "text": "hello"},
    ]
    notebook = write("x", metadata={"mlsec": metadata(merge(records))}, outputs=carried)
    state = read_state(notebook)
    assert state.declarations == (newer, other)
    assert (state.answers, state.waivers, state.evidence) == ((records[0],), (records[1],), (records[3],))
    assert read_state(write(metadata={"mlsec": metadata(state)})) == state


def test_json_that_a_front_end_saved_as_text_is_read(write: Write, records: list[Record]) -> None:
    data = {MIME: json.dumps(encode_record(records[0]))}
    assert read_state(write("x", outputs=[{"output_type": "display_data", "metadata": {}, "data": data}])).answers == (
        records[0],
    )


def test_a_notebook_without_records(write: Write) -> None:
    assert read_state(write("x = 1")).records == ()


def broken(records: list[Record], place: int, **changes: Any) -> dict[str, Any]:
    return encode_record(records[place]) | changes


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "verdict"}, "here is not a record: malformed"),
        ({"format": "mlsec-record/2"}, "here is a record of another format than mlsec-record/1"),
        ({"surprise": 1}, "here is not a record: Object contains unknown field `surprise`"),
        ({"text": None}, "here is not a record: Expected `str`, got `null` - at `$.text`"),
        ({"time": "2026-11-21T09:14:00"}, "here has a time without a time zone"),
        ({"time": "yesterday"}, "here is not a record: Invalid RFC3339 encoded datetime - at `$.time`"),
        ({"binds": {"data:df": "md5:1"}}, "here is bound to something that is not a sha256 digest"),
        ({"binds": {f"files:{n}": DIGEST for n in range(1001)}}, "here is bound to more than 1000 grounds"),
    ],
)
def test_malformed_records_are_refused(records: list[Record], changes: dict[str, Any], message: str) -> None:
    with pytest.raises(StateError) as caught:
        decode_record(broken(records, 0, **changes), where="here")
    assert caught.value.message == message


@pytest.mark.parametrize("value", [None, 1, "text", [], ["text"], {}])
def test_what_is_no_record_at_all(value: Any) -> None:
    with pytest.raises(StateError):
        decode_record(value, where="here")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], 'the notebook metadata\'s "mlsec" is not of the format mlsec-record/1'),
        ({"format": "other"}, 'the notebook metadata\'s "mlsec" is not of the format mlsec-record/1'),
        ({"format": FORMAT, "extra": 1}, 'the notebook metadata\'s "mlsec" may hold "format" and "records" only'),
        ({"format": FORMAT, "records": "no"}, 'the notebook metadata\'s "mlsec" may hold "format" and "records" only'),
    ],
)
def test_malformed_metadata_is_refused(write: Write, value: Any, message: str) -> None:
    with pytest.raises(StateError) as caught:
        read_state(write(metadata={"mlsec": value}))
    assert caught.value.message == message


def test_an_error_names_the_output(write: Write) -> None:
    outputs = [{"output_type": "display_data", "metadata": {}, "data": {MIME: "{"}}]
    with pytest.raises(StateError) as caught:
        read_state(write("x", "y", outputs=outputs))
    assert caught.value.message == "output 1 of cell 2 is not a record: it is not JSON"


def test_what_is_ignored_is_no_record_of_the_checklist(write: Write, records: list[Record]) -> None:
    kept = metadata(merge(records))
    ignored = {"format": FORMAT, "kind": "ignored", "time": "2026-11-21T09:14:00Z", "rule": "github-token"}
    notebook = write("x", metadata={"mlsec": {**kept, "records": [ignored, *kept["records"]]}})
    assert read_state(notebook).records == merge(records).records
