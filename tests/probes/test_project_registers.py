"""The probes of registers: each is silent about what is no register, and passes one that keeps its word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from jupyter_mlsec.probes._folder.ledger_dates import span_of
from jupyter_mlsec.probes._folder.ledger_restores import minutes
from jupyter_mlsec.probes._folder.ledger_versions import Version, version_of
from jupyter_mlsec.probes._folder.ledgers import is_open

Ask = Callable[..., tuple[str, str]]
PAGE = (Path(__file__).parent / "families" / "registers.md").read_text("utf-8")
PROBES = (
    "advisory_record", "applicable_law_record", "awareness_record", "change_record", "deletion_document",
    "drill_register", "leftover_record", "release_record", "restore_register", "retired_service", "review_record",
    "role_record", "rollback_target", "update_policy", "waiver_record", "withdrawal_record",
)  # fmt: skip
SILENT = {
    "README.md": "# Credit model\n\nA model. Author: A. Berg\n\n| Name | Value |\n|---|---|\n| a | - |\n",
    "config.yaml": "threshold: null\nenabled: false\nowner:\nkeep: [1, 2]\nrows: [{name: a, value: null}]\n",
    "train.yaml": "training: {name: run, date: null, data: tbd}\ncommit: main\nsha256: null\n",
}
NOTHING = ("not-applicable", "Does not apply: no record in the project speaks of it.")


@pytest.mark.parametrize("probe", PROBES)
def test_what_is_no_register_is_no_defect(ask_project: Ask, probe: str) -> None:
    absent = "no record of deletions lies in the project" if probe == "deletion_document" else ""
    assert ask_project(probe, SILENT) == (("not-applicable", f"Does not apply: {absent}.") if absent else NOTHING)


@pytest.mark.parametrize("probe", PROBES)
def test_each_has_cases(probe: str) -> None:
    assert PAGE.count(f"\n## {probe.replace('_', '-')}: ") >= 2


def test_what_keeps_its_word_passes(ask_project: Ask) -> None:
    files = {"reviews.yaml": "author: A. Ng\nreviews:\n  - {date: 2026-10-01, reviewer: B. Li, decision: accepted}\n"}
    assert ask_project("review_record", files) == (
        "pass",
        "1 field and 1 row of the records in the project, none left open.",
    )


def test_what_fields_and_rows_show_is_said_once(ask_project: Ask) -> None:
    files = {"reviews.yaml": "author: A. Ng\nreviewer: A. Ng\ndate: 2026-10-01\nnext_review: 2026-05-01\n"}
    assert ask_project("review_record", files) == (
        "fail",
        "The records say it themselves. reviews.yaml: a review is overdue and who made it also approved it.",
    )


def test_what_was_put_right_later_is_only_a_doubt(ask_project: Ask) -> None:
    rows = "author: A. Ng\nreviews:\n  - {date: 2026-05-01, reviewer: A. Ng}\n  - {date: 2026-10-01, reviewer: B. Li}\n"
    assert ask_project("review_record", {"reviews.yaml": rows}) == (
        "warn",
        "The records leave doubts. reviews.yaml: who made it also approved it.",
    )


@pytest.mark.parametrize(
    ("name", "value", "days"),
    [
        ("interval days", 90, 90), ("interval", "6 months", 186), ("turnus", "vierteljährlich", 92),
        ("frequence", "annuelle", 366), ("validade", "12 meses.", 372), ("間隔", "3 ヶ月", 93), ("周期", "每年", 366),
        ("interval weeks", "2", 14), ("every", "2 Wochen", 14), ("validez", "1 año", 366),
        ("interval", "2026-01-01", None), ("interval", 90, None), ("interval", "when needed", None),
    ],
)  # fmt: skip
def test_intervals_in_many_words(name: str, value: object, days: int | None) -> None:
    assert span_of(name, value) == (None if days is None else timedelta(days=days))


@pytest.mark.parametrize(
    ("name", "value", "took"),
    [
        ("dauer minuten", 1440, 1440.0), ("duration", "3 h 10 min", 190.0), ("durata", "PT2H", 120.0),
        ("duree", "00:45:30", 45.5), ("所要時間", "2時間", 120.0), ("duration s", 90, 1.5), ("took", "fast", None),
        ("took", 7, None),
    ],
)  # fmt: skip
def test_durations_in_many_words(name: str, value: object, took: float | None) -> None:
    assert minutes(name, value) == took


@pytest.mark.parametrize(
    ("value", "version"),
    [
        ("fraud:14", Version("fraud", "14")), ("v3.1", Version("", "3.1")), (7, Version("", "7")),
        ({"model": "Eta", "version": "v2"}, Version("eta", "2")), ("the last one", None), (None, None),
        ({"version": None}, None),
    ],
)  # fmt: skip
def test_versions_in_many_shapes(value: object, version: Version | None) -> None:
    assert version_of(value) == version


@pytest.mark.parametrize(
    "value",
    [None, "", "-", [], [""], {}, "tbd", "à désigner", "noch offen", "未定", "some day", "planned", {"name": None}],
)
def test_what_is_still_to_come(value: object) -> None:
    assert is_open(value)


@pytest.mark.parametrize("value", [0, False, "2026-01-01", "O. Braun", "伊藤", ["x"], {"a": 1}, date(2026, 1, 1)])
def test_what_is_there(value: object) -> None:
    assert not is_open(value)


REVIEWS = "date,reviewer,stars,interval_days\n2024-01-01,Joe,5,90\n"


@pytest.mark.parametrize(
    "name", ["data/reviews.csv", "customers.csv", "tests/reviews.csv", "reviews.parquet", "governance/notes.bak"]
)
def test_a_table_of_data_is_no_register(ask_project: Ask, name: str) -> None:
    assert ask_project("review_record", {name: REVIEWS}) == NOTHING


@pytest.mark.parametrize(
    "text", ["", "date\n2024-01-01\n", "date,customer,stars\n2024-01-01,Joe,5\n", '"date,reviewer\n', "# nothing\n"]
)
def test_a_csv_that_speaks_of_no_term_is_no_register(ask_project: Ask, text: str) -> None:
    assert ask_project("review_record", {"reviews.csv": text}) == NOTHING


def test_two_projects_without_records_are_not_taken_for_one(ask_project: Ask) -> None:
    old = {"reviews.csv": REVIEWS}
    assert ask_project("review_record", old)[0] == "fail"
    assert ask_project("review_record", {"reviews.csv": REVIEWS.replace("2024-01-01", "2026-11-01")})[0] == "pass"


def test_a_table_that_the_notebook_reads_is_its_data(ask_project: Ask) -> None:
    assert ask_project("review_record", {"reviews.csv": REVIEWS}, 'df = pd.read_csv("reviews.csv")') == NOTHING
    assert ask_project("review_record", {"reviews.csv": REVIEWS}, 'df = pd.read_csv("views.csv")')[0] == "fail"


@pytest.mark.parametrize(
    "files",
    [
        {"retirement/plan.yaml": "retired_on: 2027-03-01\nkeys: [{id: a, status: active}]\n"},
        {"retirement/record.yaml": "retired_on: 2026-03-01\nsuccessor: {endpoint: /v2, status: active}\n"},
        {"keys.yaml": "keys:\n  - {id: a, status: active}\n"},
        {"retirement/keys.yaml": "keys:\n  - {id: a, model_status: live, status: active}\n"},
    ],
)
def test_what_is_not_retired_may_work(ask_project: Ask, files: dict[str, str]) -> None:
    assert ask_project("withdrawal_record", files)[0] in {"not-applicable", "pass"}


def test_a_key_that_works_is_not_in_use_because_an_endpoint_is_gone(ask_project: Ask) -> None:
    text = "kind,id,state\nendpoint,e,decommissioned\napi key,k,{}\n"
    for state, status in (("active", "fail"), ("still valid", "fail"), ("revoked", "pass")):
        assert ask_project("withdrawal_record", {"retirement/withdrawals.csv": text.format(state)})[0] == status


def test_a_withdrawal_with_a_day_ahead_is_only_a_doubt(ask_project: Ask) -> None:
    text = "kind,id,revoked_on,planned_for\napi key,k,,2027-02-01\n"
    assert ask_project("withdrawal_record", {"retirement/withdrawals.csv": text}) == (
        "warn",
        "The records leave doubts. retirement/withdrawals.csv: access to something retired is still to be withdrawn.",
    )


@pytest.mark.parametrize(
    "files",
    [
        {"datasets.yaml": "sources:\n  - {name: NVD dump, downloaded: 2023-02-01}\n"},
        {"security/intel.yaml": "sources: [OSV, NVD]\nmax_age_days: 30\n"},
        {"security/advisories.csv": "id,source,date,severity\nCVE-2024-22222,NVD,2024-05-02,low\n"},
    ],
)
def test_data_and_single_advisories_are_no_sources(ask_project: Ask, files: dict[str, str]) -> None:
    assert ask_project("advisory_record", files) == NOTHING


@pytest.mark.parametrize(
    "files",
    [
        {"incidents/4.yaml": "status: open\nlessons: []\nfollow_up: []\n"},
        {"tasks.yaml": "status: closed\nactions: []\n"},
        {"incidents/5.yaml": "closed: 2026-01-02\nseverity: low\n"},
    ],
)
def test_an_incident_that_is_open_or_says_nothing_is_no_defect(ask_project: Ask, files: dict[str, str]) -> None:
    assert ask_project("drill_register", files) == NOTHING


@pytest.mark.parametrize(
    "files",
    [
        {"config.yaml": "rules:\n  - {name: law, applies: no}\n"},
        {"docs/shirts.md": "# Shirts\n\n| Article | Applicable | Notes |\n|---|---|---|\n| shirt 7 | no | |\n"},
        {"data/laws.csv": "law,applies,reason\nGDPR,no,\n"},
    ],
)
def test_a_list_of_other_things_excludes_no_law(ask_project: Ask, files: dict[str, str]) -> None:
    assert ask_project("applicable_law_record", files) == NOTHING


@pytest.mark.parametrize(
    ("probe", "files"),
    [
        (
            "applicable_law_record",
            {"compliance/matrix.csv": "law,applicable,justification\nHIPAA,no,no patients of the US\n"},
        ),
        ("drill_register", {"incidents/6.yaml": "status: closed\nlessons: no units in the contract\n"}),
        ("withdrawal_record", {"retirement/withdrawals.csv": "kind,id,revoked_on\napi key,k,no longer valid\n"}),
    ],
)
def test_a_sentence_that_begins_with_no_is_no_refusal(ask_project: Ask, probe: str, files: dict[str, str]) -> None:
    assert ask_project(probe, files)[0] == "pass"


def test_a_threat_with_its_source_is_no_source(ask_project: Ask) -> None:
    text = "# Threats\n\n| Threat | Source | Date |\n|---|---|---|\n| evasion | MITRE ATLAS | 2025-03-01 |\n"
    assert ask_project("advisory_record", {"docs/threats.md": text}) == NOTHING


@pytest.mark.parametrize(
    "line",
    [
        "Last updated: 2023-01-01",
        "Letzte Änderung: 01.02.2023",
        "Dernière mise à jour : 2023-01-01",
        "最終更新: 2023-01-01",
    ],
)
def test_a_page_that_was_last_edited_is_no_review(ask_project: Ask, line: str) -> None:
    assert ask_project("review_record", {"docs/review.md": f"# How we hold a review\n\n{line}\n"}) == NOTHING
    text = "# Review\n\nLast review: 2023-01-01\n"
    assert ask_project("review_record", {"docs/review.md": text})[0] == "fail"
