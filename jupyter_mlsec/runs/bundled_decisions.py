"""The answers and waivers of an executed notebook: a signature under one of them that was made for something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.run import Failure
from jupyter_mlsec.runs import layout, strict_json
from jupyter_mlsec.runs.archive import printable
from jupyter_mlsec.runs.decision_seals import mismatch

if TYPE_CHECKING:
    from jupyter_mlsec.runs.signers import Signers

_MIME = "application/vnd.jupyter-mlsec.record+json"
_DECISIONS = frozenset({"answer", "waiver"})


def check_decisions(read: Callable[[str], bytes], signers: Signers) -> Iterator[Failure]:
    """Yield a failure for each signature that cannot belong to its decision.

    Who signed, and whether that counts today, is for the report to say: a key that expired since does not make the run
    another one. A notebook that cannot be read is another check's.
    """
    try:
        document, run = (strict_json.table(read(name)) for name in (layout.EXECUTED, layout.RUN))
        notebook = run["notebook"]["name"]
        for record in _records(document):
            for sealed in record["signatures"]:
                if problem := mismatch(_text(sealed), record, notebook, signers):
                    where = printable(f"{record['kind']} {record['item']}")
                    yield Failure(code="decision-forged", path=layout.EXECUTED, message=f"{where}: {problem}")
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
        message = "a signed answer or waiver in it is malformed"
        yield Failure(code="file-malformed", path=layout.EXECUTED, message=message)


def _text(sealed: object) -> str:
    import json

    return json.dumps(sealed, indent=1, sort_keys=True) + "\n"


def _records(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the signed decisions in the metadata and the outputs."""
    own = document["metadata"].get("mlsec")
    found = list(own.get("records", ())) if isinstance(own, dict) else []
    for cell in document["cells"]:
        for output in cell.get("outputs", ()):
            value = output.get("data", {}).get(_MIME)
            found += value if isinstance(value, list) else [value]
    for record in found:
        if isinstance(record, dict) and record.get("kind") in _DECISIONS and record.get("signatures"):
            yield record
