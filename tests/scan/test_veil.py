"""What is shown beside a finding, and what its fingerprint is made of, holds no secret, whatever rules are on."""

from __future__ import annotations

import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.finding import TargetReport
from jupyter_mlsec.model.notebook import Json
from jupyter_mlsec.reports.scan_json import scan_object
from jupyter_mlsec.reports.scan_text import scan_text
from jupyter_mlsec.scan import veil
from jupyter_mlsec.scan.engine import scan_document

LOAD = "import pickle\npickle.load(open('m.pkl', 'rb'))"


def scan(source: str, config: Config | None = None, output: str = "") -> TargetReport:
    outputs: Json = [{"output_type": "stream", "name": "stdout", "text": output}] if output else []
    cell: Json = {"cell_type": "code", "id": "a", "metadata": {}, "source": source, "outputs": outputs}
    return scan_document(
        "x.ipynb", {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}, config or Config()
    )


def shown(report: TargetReport) -> str:
    return f"{scan_text([report])}{scan_object([report], fixes=True)}{report.excerpts}"


@pytest.mark.parametrize("config", [Config(select=("unsafe-load",)), Config(ignore=("secret",))])
def test_a_token_is_hidden_where_nobody_asked_for_tokens(config: Config, hf_token: str) -> None:
    report = scan(f"{LOAD}; login('{hf_token}')", config)
    assert [finding.rule for finding in report.findings] == ["unsafe-pickle-load"]
    assert hf_token[4:] not in shown(report)
    assert f"login('{'•' * len(hf_token)}')" in scan_text([report])


def test_a_password_is_hidden_where_it_is_repeated() -> None:
    value = "tr0ub4dor" + "&3x"
    report = scan(f"db_password = '{value}'\n{LOAD}  # not {value} any more")
    assert {finding.family.value for finding in report.findings} == {"secret", "unsafe-load"}
    assert value not in shown(report)


def test_a_reason_is_shown_without_the_value_that_it_explains(hf_token: str) -> None:
    report = scan(f"login('{hf_token}')  # mlsec: allow[hugging-face-token] {hf_token} was revoked")
    reasons = [finding.suppressed.reason for finding in report.findings if finding.suppressed]
    assert reasons == [f"{'•' * len(hf_token)} was revoked"] * 2
    assert hf_token not in shown(report)


def test_a_copy_that_is_cut_by_the_edge_of_what_is_shown_is_hidden(hf_token: str) -> None:
    for distance in range(60, 120):
        report = scan(
            f"import pickle\n{' ' * 4}x = ('{hf_token}'{' ' * distance}, pickle.load(f))".replace("    x", "x")
        )
        assert not any(hf_token[start : start + 6] in shown(report) for start in range(3, len(hf_token) - 6))


def test_where_the_search_fails_nothing_is_shown(hf_token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_text: object) -> object:
        raise ValueError(hf_token)

    monkeypatch.setattr(veil, "find_secrets", failing)
    report = scan(f"{LOAD}; login('{hf_token}')", Config(select=("unsafe-load",)))
    assert hf_token not in shown(report)
    assert "2 | " + "•" * 20 in scan_text([report])


def test_a_shorter_value_does_not_uncover_the_rest_of_a_longer_one() -> None:
    short, long = "qW7" + "zK2mB9", "qW7" + "zK2mB9xR4"
    report = scan(f"old_password = '{short}'\nnew_password = '{long}'\n{LOAD}  # {long}")
    assert "xR4" not in shown(report)


def test_fingerprints_of_outputs_do_not_depend_on_the_data_beside(hf_token: str) -> None:
    one, two = (
        scan("x = 1", output=f"patient {name}, born {year}: token {hf_token}").findings[0].fingerprint
        for name, year in (("Ana", 1980), ("Bartholomew", 12))
    )
    assert one == two


def test_fingerprints_do_not_confirm_a_guess() -> None:
    found = {
        scan(f"db_password = '{guess}'").findings[0].fingerprint
        for guess in ("hunter" + "2z9q", "k0rrekt" + "batterie7")
    }
    assert len(found) == 1
