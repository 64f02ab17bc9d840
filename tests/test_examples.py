"""The example notebooks say what they promise, and the demonstration goes through from one end to the other."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from jupyter_mlsec.cli.commands import demo
from jupyter_mlsec.cli.examples import lay_out
from jupyter_mlsec.config.load import load_config
from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.scan.engine import scan_target
from tests.conftest import Run

EXAMPLES = Path(__file__).parents[1] / "example_notebooks"


def test_they_are_committed_without_outputs() -> None:
    for path in EXAMPLES.glob("*.ipynb"):
        cells = json.loads(path.read_text())["cells"]
        assert [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")] == [], path.name


def test_the_mistakes_are_found_and_the_careful_one_is_clean(tmp_path: Path) -> None:
    before, train = lay_out(tmp_path)
    config = load_config(tmp_path)
    report = scan_target(str(before), config)
    assert [(finding.cell.id, finding.rule, finding.place) for finding in report.findings if finding.cell] == [
        ("install", "unpinned-install", "source"),
        ("login", "hugging-face-token", "source"),
        ("settings", "hugging-face-token", "output"),
        ("pretrained", "unsafe-pickle-load", "source"),
        ("weights", "unsafe-torch-load", "source"),
    ]
    assert scan_target(str(train), config).findings == ()


def test_two_layouts_share_no_token(tmp_path: Path) -> None:
    (first, _), (second, _) = lay_out(tmp_path / "a"), lay_out(tmp_path / "b")
    assert first.read_bytes() != second.read_bytes()
    assert b"@random" not in first.read_bytes()


def test_the_demonstration_ends_with_a_verified_run_and_its_page(mlsec: Run, tmp_path: Path) -> None:
    done = mlsec("demo", "demo", "--format", "json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "verified: demo/train.mlrun" in done.stderr
    shown = json.loads(done.stdout)
    assert (shown["format"], shown["report"]) == ("mlsec-demo/1", "demo/report.html")
    assert [step["command"][1] for step in shown["steps"]] == [
        "scan", "scan", "audit", "run", "verify", "checklist", "report",
    ]  # fmt: skip
    verified = json.loads(mlsec("verify", "demo/train.mlrun", "--format", "json").stdout)
    assert (verified["verdict"], verified["trust_level"], verified["failures"]) == ("verified", 1, [])
    checklist = json.loads((tmp_path / "demo/train.mlrun/checklist.json").read_text())["items"]
    assert len(checklist) == 62
    computed = {item["id"] for item in checklist if item["evidence"]}
    assert {"PRE-07", "TRN-03", "TRN-06", "TRN-07", "COL-01", "COL-02", "COL-05", "PRE-05", "PRE-06"} <= computed
    assert {"EVA-01", "EVA-02", "DEP-06", "MNT-04", "GOV-08"} <= computed
    page = Page((tmp_path / "demo/report.html").read_text())
    assert "Verified" in page.text
    assert page.tags.isdisjoint({"script", "iframe", "object", "embed"})
    nothing = "there is nothing to compare with"
    assert nothing in page.text
    made = mlsec("report", "demo/train.ipynb", "-o", "now.html", "--format", "json")
    assert made.returncode == 0
    (source,) = json.loads(made.stdout)["sources"]
    assert (source["path"], source["outcome"], source["verified"]) == ("demo/train.ipynb", "checked", True)
    assert nothing not in Page((tmp_path / "now.html").read_text()).text  # the bundle beside it is the last state
    (tmp_path / "demo/train.mlrun/run.json").write_text("{}")
    assert mlsec("report", "demo/train.ipynb", "-o", "now.html").returncode == 1
    assert nothing in Page((tmp_path / "now.html").read_text()).text
    refused = mlsec("report", "demo/train.ipynb", "--previous", "demo/train.mlrun", "-o", "now.html")
    assert (refused.returncode, refused.stderr.splitlines()[1]) == (2, "  help: mlsec verify demo/train.mlrun")


def test_without_scikit_learn_the_demonstration_says_so_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(UsageError) as told:
        demo.command.main([str(tmp_path / "demo")], standalone_mode=False)
    assert told.value.help == ("pip install 'jupyter-mlsec[assess]'",)
    assert not (tmp_path / "demo").exists()


class Page(HTMLParser):
    """The words and the tags of a page."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.text, self.tags = "", set[str]()
        self.feed(markup)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - HTMLParser's signature
        self.tags.add(tag)
