from __future__ import annotations

import pandas as pd

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._ground.namespace import NamespaceSubject
from jupyter_mlsec.probes.namespace_personal_tables import PROBE
from tests.probes.conftest import NOW, declarations

PEOPLE = pd.DataFrame({"email": [f"person{n}@mail.lab" for n in range(20)]})
NUMBERS = pd.DataFrame({"a": range(20)})


def said(names: dict[str, object], **declared: dict[str, str]) -> tuple[Status, str]:
    subject = NamespaceSubject(names=names, now=NOW, declarations=declarations(**declared))
    found = PROBE.run(subject)
    assert "mail.lab" not in repr(found)
    return found.status, found.summary


def test_a_forgotten_copy() -> None:
    assert said({"df": NUMBERS, "old": PEOPLE, "_x": PEOPLE}) == (
        Status.WARN,
        "1 table in this kernel identifies people without a declared basis: old.",
    )


def test_clean_twins() -> None:
    known = {"legal-basis": "consent"}
    expected = (Status.PASS, "None of 2 tables in this kernel identifies people unknown to us.")
    assert said({"df": NUMBERS, "old": PEOPLE}, dataset__old=known) == expected
    assert said({"df": NUMBERS, "other": NUMBERS}) == expected


def test_without_a_table_it_is_not_evidence() -> None:
    assert said({"x": 1}) == (Status.NOT_APPLICABLE, "Does not apply: no table is in the kernel.")
