"""Workflow commands: one line each, escaped so that no name can start another command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jupyter_mlsec.model.finding import Finding, TargetReport
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.model.rule import Severity
from jupyter_mlsec.reports.scan_github import scan_github


def test_commands(reports: Sequence[TargetReport]) -> None:
    titles = (
        "::error file=models/a b.pkl,title=critical[dangerous-pickle]::",
        "::error file=train.ipynb,title=critical[github-token]::cell 4 (8f2c01ab), line 2:10: ",
        "::error file=train.ipynb,title=high[unsafe-torch-load]::cell 6, line 12:5: ",
        "::error file=broken.ipynb,title=not checked::",
    )
    messages = (
        "the file calls os.system when it is loaded. Do not load it.",
        "a GitHub token is written in the cell. Revoke it and read it from the environment.",
        "torch.load runs code from the file. Pass weights_only=True.",
        "not JSON: line 3",
    )
    assert scan_github(reports).splitlines() == list(map("".join, zip(titles, messages, strict=True)))


def test_a_script_has_lines_of_its_file(token: Finding) -> None:
    found = replace(token, path="a,b:c.py", cell=None, severity=Severity.LOW, message="1%\r\n::e::x.", remedy="y")
    report = TargetReport(path="a,b:c.py", kind=TargetKind.SCRIPT, findings=(found,))
    assert scan_github([report]) == (
        "::notice file=a%2Cb%3Ac.py,line=2,endLine=2,col=10,endColumn=18,title=low[github-token]::1%25%0D%0A::e::x. y\n"
    )
