"""Signatures under the decisions of a saved notebook: who has to sign what, and one's own put into the file."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.cli.passphrase import ask
from jupyter_mlsec.errors import StateError, UsageError
from jupyter_mlsec.model.people import named
from jupyter_mlsec.reports.visible import visible

if TYPE_CHECKING:
    from jupyter_mlsec.lifecycle.state import NotebookState
    from jupyter_mlsec.model.checklist import Answer, Seal, Waiver
    from jupyter_mlsec.model.notebook import Notebook

MADE_IN = "%mlsec answer and %mlsec waive make decisions, in the notebook"


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision in a notebook, and what the signatures under it are worth; ``signed`` now."""

    record: Answer | Waiver
    seals: tuple[Seal, ...]
    signed: bool = False


def look(path: Path, kind: str, items: Sequence[str]) -> tuple[Decided, ...]:
    """Return the decisions of a ``kind`` ("answer", "waiver") in a notebook, or those about ``items``."""
    from jupyter_mlsec.decisions import witness

    notebook, state = _read(path)
    chosen = _chosen(state, kind, items)
    see = witness(notebook, now=datetime.now(UTC))
    return tuple(Decided(record, see(record)) for record in chosen)


def sign(path: Path, kind: str, items: Sequence[str], key: Path | None) -> tuple[Decided, ...]:
    """Sign the decisions about ``items``, or all that name the key's owner, and write them into the notebook.

    The person is asked once for what opens the key. Nothing is written where one of them cannot be signed.
    """
    from jupyter_mlsec.decisions import signing, witness
    from jupyter_mlsec.lifecycle.decision_standing import wanted

    now = datetime.now(UTC)
    notebook, state = _read(path)
    mine = signing(notebook, now=now, key=key, prompt=_once())
    if mine is None:
        raise UsageError("you have no key yet", help="mlsec key new makes one")
    chosen = _chosen(state, kind, items)
    if not items:
        chosen = [each for each in chosen if named(_person(each)) == named(mine.identity)]
        if not chosen:
            raise UsageError(f"no {kind} in {path.name} waits for {mine.identity}", help="name its ITEM to see why")
    signed = [mine.sign(record, wanted(record), now) for record in chosen]
    _write(path, signed)
    _record(path, signed)
    see = witness(notebook, now=now)
    return tuple(Decided(record, see(record), signed=True) for record in signed)


def _person(record: Answer | Waiver) -> str:
    person: str = getattr(record, "approver", "") or getattr(record, "person", "")
    return person


def _read(path: Path) -> tuple[Notebook, NotebookState]:
    from jupyter_mlsec.lifecycle.state import read_state
    from jupyter_mlsec.notebook.read import read_notebook

    notebook = read_notebook(str(path), path.read_bytes())
    return notebook, read_state(notebook)


def _chosen(state: NotebookState, kind: str, items: Sequence[str]) -> list[Answer | Waiver]:
    from jupyter_mlsec.lifecycle.answers import find_item

    records: Sequence[Answer | Waiver] = state.answers if kind == "answer" else state.waivers
    if not items:
        return list(records)
    by_item = {record.item: record for record in records}
    wanted = [find_item(item).id for item in items]
    if missing := [item for item in wanted if item not in by_item]:
        raise UsageError(f"the notebook has no {kind} for {missing[0]}", help=MADE_IN)
    return [by_item[item] for item in wanted]


def _once() -> Callable[[str], str]:
    told: dict[str, str] = {}

    def prompt(question: str) -> str:
        if question not in told:
            told[question] = ask(question)
        return told[question]

    return prompt


def _write(path: Path, signed: Sequence[Answer | Waiver]) -> None:
    """Put signed decisions into the notebook's metadata, in place of their copies there; the rest stays as it is."""
    from jupyter_mlsec.lifecycle.records import FORMAT, encode_record
    from jupyter_mlsec.notebook.ignored import KEY
    from jupyter_mlsec.scan.fixes.write import replace_file

    before = path.read_bytes()
    document: dict[str, Any] = json.loads(before)
    published = [encode_record(record) for record in signed]
    replaced = {(each["kind"], each["item"]) for each in published}
    kept = document.setdefault("metadata", {}).setdefault(KEY, {"format": FORMAT, "records": []})
    if not isinstance(kept, dict) or not isinstance(kept.get("records"), list):
        raise StateError(f"the metadata of {path.name} cannot hold decisions", help="open and save it in JupyterLab")
    others = [each for each in kept["records"] if (each.get("kind"), each.get("item")) not in replaced]
    kept["records"] = [*others, *published]
    text = json.dumps(document, indent=1, ensure_ascii=False)
    replace_file(str(path), before, f"{text}\n".encode())


def _record(path: Path, signed: Sequence[Answer | Waiver]) -> None:
    from jupyter_mlsec.config.load import load_config
    from jupyter_mlsec.lifecycle.decision_trail import record_decision

    beside = path.absolute().parent
    root = load_config(path).root or (beside if (beside / ".mlsec").is_dir() else None)
    if root is None:
        return
    for record in signed:
        record_decision(root, record)


def shown(told: Sequence[Decided]) -> str:
    """Return a paragraph for each decision: what, by whom, until when, and who signed it."""
    return "\n".join(visible(line) for each in told for line in _lines(each)) or "there is none"


def _lines(told: Decided) -> list[str]:
    record = told.record
    ends = f", until {record.expires:%Y-%m-%d}" if record.expires else ""
    text = getattr(record, "reason", "") or getattr(record, "text", "")
    who = f"approver {_person(record)}" if hasattr(record, "approver") else f"by {_person(record)}"
    asked = f", asked for by {record.author}" if hasattr(record, "author") else ""
    seals = [
        f"  {seal.part.value} by {seal.identity}, key {seal.key}"
        if not seal.problem
        else f"  not counted: {seal.problem}"
        for seal in told.seals
    ]
    return [f"{record.item}  {who}{asked}{ends}", f"  {text}", *(seals or ["  nobody has signed it"])]


def published(told: Sequence[Decided], shape: str) -> dict[str, Any]:
    """Return the same for other programs."""
    return {
        "format": shape,
        "decisions": [
            {
                "item": each.record.item,
                "person": _person(each.record),
                "expires": each.record.expires.isoformat() if each.record.expires else None,
                "signed": each.signed,
                "signatures": [
                    {"part": seal.part.value, "identity": seal.identity, "key": seal.key, "problem": seal.problem}
                    for seal in each.seals
                ],
            }
            for each in told
        ],
    }
