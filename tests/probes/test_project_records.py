"""The probes of records: each stays silent about a document that does not speak of its field, and about templates."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from jupyter_mlsec.probes._folder.record_fields import plain, record_of
from jupyter_mlsec.probes._folder.record_rules import says

Ask = Callable[..., tuple[str, str]]
PAGE = (Path(__file__).parent / "families" / "records.md").read_text("utf-8")
PROBES = (
    "abstention_record", "advisory_record", "applicable_law_record", "attack_record", "awareness_record",
    "backdoor_record", "change_record", "deletion_document", "explanation_record", "fairness_record",
    "leakage_record", "leftover_record", "legal_basis_record", "minimisation_record", "monitoring_document",
    "performance_record", "quality_record", "release_record", "retirement_document", "review_record",
    "robustness_record", "role_record", "source_record", "theft_record", "threat_record", "trail_settings",
    "update_policy", "withdrawal_record",
)  # fmt: skip
ABSENT = {
    "deletion_document": "no record of deletions lies in the project",
    "monitoring_document": "no monitoring plan lies in the project",
    "retirement_document": "no retirement record lies in the project",
}
SILENT = {
    "README.md": "# Credit model\n\nA model of credit risk. Run `make`.\n",
    "docs/evaluation.md": "# Evaluation\n\nWe looked at the figures and wrote them down elsewhere.\n",
    "config.yaml": "threshold: null\nenabled: false\nowner:\nsignature: null\n",
}


@pytest.mark.parametrize("probe", PROBES)
def test_a_silent_document_is_no_defect(ask_project: Ask, probe: str) -> None:
    absent = ABSENT.get(probe, "no record in the project speaks of it")
    assert ask_project(probe, SILENT) == ("not-applicable", f"Does not apply: {absent}.")


@pytest.mark.parametrize("probe", PROBES)
def test_each_has_a_case(probe: str) -> None:
    assert f"\n## {probe.replace('_', '-')}: " in PAGE


@pytest.mark.parametrize("probe", PROBES)
def test_each_says_why(probe: str) -> None:
    assert import_module(f"jupyter_mlsec.probes.project_{probe}").PROBE.docs.strip().endswith(".")


def test_templates_are_no_records(ask_project: Ask) -> None:
    files = {"templates/datasheet.md": "# Data sheet\n- Source: CRM\n- Legal basis: TBD\n"}
    assert ask_project("legal_basis_record", files)[0] == "not-applicable"
    assert ask_project("legal_basis_record", {"data/datasheet.md": files["templates/datasheet.md"]}) == (
        "fail",
        "The records say it themselves. data/datasheet.md: the legal basis is open.",
    )


OPEN = '{"release": "1.0", "model": {"file": "m.onnx", "sha256": null, "signature": null}, "approved_by": null}'


@pytest.mark.parametrize(
    "files",
    [
        {"train.mlrun/release.json": OPEN},
        {"old/SHA256SUMS": "", "old/env/release.json": OPEN},
        {"release.json": OPEN.replace("{", '{"format": "mlsec-run/1", ', 1)},
        {"release.json": OPEN.replace("{", '{"bomFormat": "CycloneDX", ', 1)},
        {"release.json": OPEN.replace("{", '{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", ', 1)},
    ],
    ids=["bundle", "a bundle by another name", "a format of ours", "SBOM", "SARIF"],
)
def test_what_tools_write_is_no_record(ask_project: Ask, files: dict[str, str]) -> None:
    assert ask_project("release_record", files)[0] == "not-applicable"
    assert ask_project("release_record", {"releases/release.json": OPEN})[0] == "fail"


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ("not run", "no"), ("Not yet tested (no time)", "no"), ("nicht durchgeführt", "no"), ("pas encore testé", "no"),
        ("no realizado", "no"), ("non eseguito", "no"), ("não realizado", "no"), ("未実施", "no"), ("未进行", "no"),
        ("to be clarified", "later"), ("wird noch geklärt", "later"), ("à préciser", "later"), ("por definir", "later"),
        ("da chiarire", "later"), ("a definir", "later"), ("検討中", "later"), ("待定", "later"),
    ],
)  # fmt: skip
def test_answers_of_eight_languages(value: str, answer: str) -> None:
    assert says(value, answer)


@pytest.mark.parametrize(
    "value", ["0.91", "contract", "Novartis", "nominal", "later.ai GmbH", "normal noise", "2026-05-01"]
)
def test_other_values_answer_nothing(value: str) -> None:
    assert not says(value, "no")
    assert not says(value, "later")


def test_a_field_is_the_same_in_every_format() -> None:
    texts = {
        ".yaml": "sheet:\n  legalBasis: open\n",
        ".json": '{"sheet": {"legal-basis": "open"}}',
        ".toml": "[sheet]\nlegal_basis = 'open'\n",
        ".md": "# Sheet\n\n- **Legal basis:** open\n",
        ".rst": "Sheet\n=====\n\nLegal basis: open\n",
    }
    for suffix, text in texts.items():
        record = record_of(text, suffix)
        assert record is not None
        assert [(entry.path, entry.text) for entry in record.entries] == [(("sheet", "legal basis"), "open")], suffix


def test_names_are_plain() -> None:
    assert plain("**Base-légale_du traitement:**") == "base legale du traitement"
    assert plain("legalBasis") == "legal basis"


@pytest.mark.parametrize(
    "piece", ["<!--", "|-", "- [ ] ", "**a", "a:\n", "# \n", "--- ", "a: {{ b\n", "| a |\n|---|\n"]
)
def test_hostile_prose_has_no_more_fields_than_lines(piece: str) -> None:
    text = (piece * 40_000)[:40_000]
    record = record_of(text, ".md")
    assert record is not None
    assert len(record.entries) <= 4_000
    assert all(len(entry.name) <= 200 for entry in record.entries)


def test_what_is_filled_in_passes(ask_project: Ask) -> None:
    said = ask_project(
        "legal_basis_record", {"data/datasheet.md": "# Data sheet\n- Source: CRM\n- Legal basis: contract\n"}
    )
    assert said == ("pass", "1 field of the records in the project, none left open.")


KEYS = (
    '{"keys": [{"id": "k1", "model": "m1", %s}, {"id": "k2", "model": "m2", "stage": "production", "revoked": null}]}'
)
PAGE_OF_KEYS = (
    "# Withdrawal of credit v1\n\n| key | state | revoked on |\n|---|---|---|\n| a | retired | %s |\n| b | in use | |\n"
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("withdrawal/keys.json", KEYS % '"retired": "2026-02-28", "revoked": %s'),
        ("withdrawal/keys.json", KEYS % '"stage": "decommissioned", "revoked": %s'),
        (
            "stilllegung/keys.yaml",
            "keys:\n- {name: a, zustand: stillgelegt, revoked: %s}\n- {name: b, revoked: null}\n",
        ),
        ("docs/withdrawal.md", PAGE_OF_KEYS),
    ],
)
def test_what_is_in_use_need_not_be_withdrawn(ask_project: Ask, name: str, text: str) -> None:
    day = '"2026-03-01"' if name.endswith("json") else "2026-03-01"
    assert ask_project("withdrawal_record", {name: text.replace("%s", day)})[0] == "pass"
    said = f"The records say it themselves. {name}: access was not withdrawn."
    empty = "" if name.endswith("md") else "null"
    assert ask_project("withdrawal_record", {name: text.replace("%s", empty)}) == ("fail", said)


def test_keys_of_one_retired_model_are_all_asked_for(ask_project: Ask) -> None:
    text = '{"retired": "m1", "keys": [{"id": "k1", "revoked": "2026-03-01"}, {"id": "k2", "revoked": null}]}'
    assert ask_project("withdrawal_record", {"retirement.json": text})[0] == "fail"


def test_a_k_that_counts_something_else_says_nothing_about_people(ask_project: Ask) -> None:
    files = {"docs/neighbours.yaml": "model: nearest neighbours\nk: 1\nstatus: released\n"}
    assert ask_project("reidentification_record", files)[0] == "not-applicable"
    assert ask_project("reidentification_record", {"docs/anonymity.yaml": files["docs/neighbours.yaml"]}) == (
        "fail",
        "The records say it themselves. docs/anonymity.yaml: it was let out although its k is below the limit.",
    )


LIMITS = "kind: evaluation\nlimits: {auc: {min: 0.8}}\n"


@pytest.mark.parametrize(
    "figures",
    [
        "limit: {disparate_impact: 0.8}\nmeasured: {disparate_impact: 0.9}\nauc: 0.9",
        "limit: {accuracy_drop: 0.05}\nmeasured: {accuracy_drop: 0.01}\nauc: 0.9",
        "limit: {queries_per_day: 200}\nmeasured: {queries_per_day: 40}\nauc: 0.9",
        "results: {auc: 0.7}\nexception: {approved_by: R. Adeyemi, reason: pilot with ten users until May}",
        "results: {auc: {value: 0.81, ci95: [0.74, 0.86]}}",  # an interval may reach below the limit
        "baseline: {auc: 0.5}\nresults: {auc: 0.9}",
        "results: {previous: {auc: 0.7}, test: {auc: 0.9}}",
        "results: {auc: {value: 0.9, n: 0.4, std: 0.1}}",
        "results: {auc: [0.79, 0.9]}",
        "results: {auc: {mean: 0.85, worst: 0.75}}",
        "results: {overall: {auc: 0.85}, slices: {night: {auc: 0.75}}}",
        "results: {auc: {overall: 0.85, night: 0.75}}",
        "results: {auc: {day: 0.85, night: 0.75}}\nworst_slice_min: 0.7",
        "results: {auc: 85}\ntarget: {recall: 80}\nmeasured: {recall: 0.9}",
        "results: {auc: 0.7}\nreleased: false",
        "results: {auc: 0.7}\naccepted_by: R. Adeyemi\nreason: pilot with ten users until May",
    ],
)
def test_figures_that_keep_the_limits_or_were_not_let_through(ask_project: Ask, figures: str) -> None:
    assert ask_project("performance_record", {"reports/evaluation.yaml": LIMITS + figures})[0] != "fail"
    bad = {"reports/evaluation.yaml": LIMITS + "results: {auc: {value: 0.7}}\naccepted_by: ''\nreason: ''"}
    assert ask_project("performance_record", bad) == (
        "fail",
        "The records say it themselves. reports/evaluation.yaml: a figure does not keep the record's own limit.",
    )


@pytest.mark.parametrize("said", ["released: true", ""])
def test_figures_of_a_record_of_no_known_kind_count_where_it_was_let_out(ask_project: Ask, said: str) -> None:
    files = {"notes/numbers.yaml": f"limits: {{auc: {{min: 0.8}}}}\nresults: {{auc: 0.7}}\n{said}"}
    assert ask_project("performance_record", files)[0] == ("fail" if said else "not-applicable")


THEFT = (
    "output: probabilities\nqueries_for_agreement: {{probabilities: {{0.80: 90, 0.95: 2600}}, labels: {{0.95: 9}}}}\n{}"
)


@pytest.mark.parametrize(
    ("limit", "status"),
    [
        ("rate_limit: 2600 per day", "fail"),
        ("rate_limit: 2/min", "fail"),
        ("rate_limit: 3k a day", "fail"),
        ("rate_limit_per_hour: 200", "fail"),
        ("rate_limit: 2,000 per day", "pass"),
        ("rate_limit: 100/h", "pass"),
        ("rate_limit: 5000", "pass"),  # in which time is not said
        ("rate_limit: 5000 a month", "pass"),
    ],
)
def test_questions_that_a_day_allows(ask_project: Ask, limit: str, status: str) -> None:
    assert ask_project("theft_record", {"security/model_theft.yaml": THEFT.format(limit)})[0] == status


def test_a_figure_far_over_its_limit_is_no_other_unit(ask_project: Ask) -> None:
    record = "kind: evaluation\nlimits: {ece: 0.01}\nresults: {ece: 0.4}\nreleased: true"
    assert ask_project("performance_record", {"reports/evaluation.yaml": record})[0] == "fail"
