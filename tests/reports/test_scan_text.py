"""The terminal's page of a scan: exact, and never with a secret in it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import replace

import pytest
from inline_snapshot import snapshot

from jupyter_mlsec.model.finding import Excerpt, Finding, TargetReport
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.model.rule import Family, Severity
from jupyter_mlsec.model.text import Place, Position
from jupyter_mlsec.reports.scan_text import scan_text


def without_color(page: str) -> str:
    plain = re.sub(r"\x1b\[[0-9;]*m", "", page)
    return "".join(f"{line.rstrip()}\n" for line in plain.splitlines())


def test_findings_what_was_not_checked_and_a_summary(reports: Sequence[TargetReport]) -> None:
    assert scan_text(reports) == snapshot("""\
critical[dangerous-pickle]: the file calls os.system when it is loaded
  --> models/a b.pkl
  = help: Do not load it.

critical[github-token]: a GitHub token is written in the cell
  --> train.ipynb: cell 4 (8f2c01ab), line 2:10
  |
2 | token = "••••••••"
  |          ^^^^^^^^
  = help: Revoke it and read it from the environment.

high[unsafe-torch-load]: torch.load runs code from the file
   --> train.ipynb: cell 6, line 12:5
   |
12 | net = torch.load(path)
   |       ^^^^^^^^^^
   = help: Pass weights_only=True.
   = note: medium confidence

not checked:
  broken.ipynb: not JSON: line 3

3 findings (2 critical, 1 high); 2 targets checked, 42 cells; 1 suppressed (1 inline)
1 target could not be checked: this is not a clean result
""")


def test_colour_changes_nothing_but_colour(reports: Sequence[TargetReport]) -> None:
    colored = scan_text(reports, color=True)
    assert "\x1b[1;31mcritical[github-token]\x1b[0m" in colored
    assert without_color(colored) == scan_text(reports)


def test_the_order_of_the_scan_does_not_matter(reports: Sequence[TargetReport]) -> None:
    backwards = [replace(report, findings=report.findings[::-1]) for report in reports[::-1]]
    assert scan_text(backwards) == scan_text(reports)


@pytest.mark.parametrize("family", [Family.SECRET, Family.PRIVACY])
def test_a_value_that_was_not_masked_upstream_is_masked_here(token: Finding, family: Family) -> None:
    value = secrets.token_hex(20)
    line = f'token = "{value}"'
    report = TargetReport(
        path="train.ipynb",
        kind=TargetKind.NOTEBOOK,
        findings=(replace(token, family=family),),
        excerpts={token.fingerprint: Excerpt(line, 9, 9 + len(value))},
    )
    page = scan_text([report])
    assert value not in page
    assert '2 | token = "' + "•" * len(value) + '"\n' in page


def test_a_line_of_an_output_is_data_and_not_shown(token: Finding) -> None:
    report = TargetReport(
        path="train.ipynb",
        kind=TargetKind.NOTEBOOK,
        findings=(replace(token, place=Place.OUTPUT),),
        excerpts={token.fingerprint: Excerpt("41 Ada Lovelace ••••", 16, 20)},
    )
    assert "Lovelace" not in scan_text([report])
    assert "  --> train.ipynb: cell 4 (8f2c01ab), output, line 2:10\n" in scan_text([report])


def test_the_underline_follows_wide_characters_tabs_and_escapes(token: Finding) -> None:
    line = '\tx = "日本\u202e"; torch.load(p)'
    start = line.index("torch")
    found = replace(token, family=Family.UNSAFE_LOAD, position=Position(1, start + 1, 1, start + 11))
    report = TargetReport(
        path="t.ipynb",
        kind=TargetKind.NOTEBOOK,
        findings=(replace(found, path="t.ipynb"),),
        excerpts={found.fingerprint: Excerpt(line, start, start + 10)},
    )
    assert scan_text([report]).splitlines()[2:5] == [
        "  |",
        '1 |     x = "日本\\u202e"; torch.load(p)',
        "  | " + " " * 22 + "^" * 10,
    ]


def test_a_hostile_name_cannot_steer_the_terminal(token: Finding) -> None:
    path = "a\x1b[2Jb\nhigh[fake]: c\u202e.ipynb"
    report = TargetReport(path=path, kind=TargetKind.NOTEBOOK, findings=(replace(token, path=path),))
    assert "  --> a\\x1b[2Jb\\x0ahigh[fake]: c\\u202e.ipynb: cell 4 (8f2c01ab), line 2:10\n" in scan_text([report])


def test_a_clean_scan() -> None:
    report = TargetReport(path="train.ipynb", kind=TargetKind.NOTEBOOK, cells=1)
    assert scan_text([report]) == "no findings; 1 target checked, 1 cell\n"


def test_severities_are_told_from_the_worst(token: Finding) -> None:
    found = tuple(replace(token, severity=severity, fingerprint=severity.value) for severity in Severity)
    report = TargetReport(path="train.ipynb", kind=TargetKind.NOTEBOOK, cells=9, findings=found)
    assert scan_text([report]).splitlines()[-1] == (
        "4 findings (1 critical, 1 high, 1 medium, 1 low); 1 target checked, 9 cells"
    )
