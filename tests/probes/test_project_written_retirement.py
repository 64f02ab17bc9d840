"""Programs that write the record of a retired model: with what is asked later, without it, and other records."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
HEAD = "import json, yaml\nfrom pathlib import Path\n"
WHOLE = "'reason': 'new tariff', 'successor': 'm2', 'retention': '10 years'"


@pytest.mark.parametrize(
    ("code", "lacks"),
    [
        ("json.dump({'model': NAME, 'retired': day}, open('out.json', 'w'))", "reason, successor, retention"),
        ("r = {'model': NAME, 'day': day}\nPath('retirement/m1.json').write_text(json.dumps(r))",
         "reason, successor, retention"),
        ("r = dict(modell=NAME, stillgelegt=day)\nr['grund'] = 'neuer Tarif'\nyaml.safe_dump(r, out)",
         "successor, retention"),
        ("r = {'model': NAME, 'reason': None, 'successor': '', 'decommissioned': day}\nout.write(json.dumps(r))",
         "reason, successor, retention"),
        ("def save(rec):\n    Path('retired.json').write_text(json.dumps(rec))\nsave({'model': NAME, 'on': day})",
         "reason, successor, retention"),
    ],
)  # fmt: skip
def test_records_that_keep_a_name_and_a_day(ask_project: Ask, code: str, lacks: str) -> None:
    said = f"The retirement record that the notebook writes says nothing about: {lacks}."
    assert ask_project("written_retirement", {}, HEAD + code) == ("warn", said)


@pytest.mark.parametrize(
    "code",
    [
        "json.dump({'model': NAME, 'retired': day, " + WHOLE + "}, out)",
        "r = {'model': NAME, 'retired': day}\nr.update({" + WHOLE + "})\njson.dump(r, out)",
        "r = {'model': NAME, 'retraite': 1, 'retrait': day, 'remplacé par': 'm2', 'motif': 'x'}\nyaml.dump(r, out)",
    ],
)
def test_records_that_answer_later_questions(ask_project: Ask, code: str) -> None:
    assert ask_project("written_retirement", {}, HEAD + code)[0] == "pass"


@pytest.mark.parametrize(
    "code",
    [
        "json.dump({'model': NAME, 'auc': 0.9}, open('metrics.json', 'w'))",
        "r = {'model': NAME, 'retired': day, **more}\njson.dump(r, out)",
        "r = {'model': NAME, 'retired': day}\ncomplete(r)\njson.dump(r, out)",
        "retired = [m for m in models if m.old]\njson.dump(retired, out)",
    ],
)
def test_other_records_and_those_whose_fields_are_not_known(ask_project: Ask, code: str) -> None:
    said = ("not-applicable", "Does not apply: no program of the project writes the record of a retired model.")
    assert ask_project("written_retirement", {}, HEAD + code) == said
