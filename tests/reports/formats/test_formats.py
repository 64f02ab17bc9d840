"""Each format is valid by its official schema, the same for the same dossier, whatever people have written."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from google.protobuf import json_format  # type: ignore[import-untyped]
from in_toto_attestation.predicates.test_result.v0 import test_result_pb2  # type: ignore[import-untyped]
from in_toto_attestation.v1.statement import Statement  # type: ignore[import-untyped]
from in_toto_attestation.v1.statement_pb2 import Statement as StatementPb  # type: ignore[import-untyped]
from trestle.oscal.assessment_results import Model

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.checklist import Checklist
from jupyter_mlsec.reports.dossier import Dossier
from jupyter_mlsec.reports.format import formats
from jupyter_mlsec.reports.report_json import report_schema

SARIF = json.loads((Path(__file__).parents[1] / "sarif.schema.json").read_text(encoding="utf-8"))


def valid_card(text: str) -> None:
    """Hold the front matter against what huggingface_hub's reader of model-index asks for."""
    assert text.startswith("---\n")
    front = yaml.safe_load(text.split("---\n")[1])
    assert set(front) <= {"license", "library_name", "tags", "model-index"}
    assert isinstance(front["tags"], list)
    for model in front.get("model-index", ()):
        assert set(model) == {"name", "results"}
        for result in model["results"]:
            assert set(result["dataset"]) == {"type", "name"}
            assert set(result["task"]) == {"type"}
            assert all({"type", "value"} <= set(metric) for metric in result["metrics"])


def valid_statement(text: str) -> None:
    statement = json_format.Parse(text, StatementPb())
    Statement.copy_from_pb(statement).validate()
    predicate = json_format.ParseDict(json.loads(text)["predicate"], test_result_pb2.TestResult())
    assert predicate.result in {"PASSED", "WARNED", "FAILED"}


def valid_cyclonedx(text: str) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_7).validate_str(text) is None


def valid_junit(text: str) -> None:
    root = ET.fromstring(text)  # noqa: S314 - our own output
    assert root.tag == "testsuites"
    for suite in root:
        cases = suite.findall("testcase")
        assert int(suite.attrib["tests"]) == len(cases)
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
        assert int(suite.attrib["errors"]) == len(suite.findall("testcase/error"))
        assert int(suite.attrib["skipped"]) == len(suite.findall("testcase/skipped"))


VALID: dict[str, Callable[[str], object]] = {
    "card": valid_card,
    "cyclonedx": valid_cyclonedx,
    "html": HTMLParser().feed,  # the tests of the page look closer
    "in-toto": valid_statement,
    "json": lambda text: jsonschema.Draft202012Validator(report_schema()).validate(json.loads(text)),
    "junit": valid_junit,
    "oscal": Model.model_validate_json,
    "sarif": lambda text: jsonschema.validate(json.loads(text), SARIF),
}


def test_every_format_in_the_folder_is_checked_here() -> None:
    assert list(formats()) == sorted(VALID)


@pytest.mark.parametrize("name", sorted(VALID))
def test_it_is_valid(name: str, dossier: Dossier) -> None:
    VALID[name](formats()[name].write([dossier]))


@pytest.mark.parametrize("name", sorted(VALID))
def test_it_is_valid_whatever_people_write(name: str, hostile: Dossier) -> None:
    text = formats()[name].write([hostile])
    VALID[name](text)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert text.encode("utf-8").decode() == text
    if name in {"html", "junit", "card"}:
        assert "<script>" not in text


@pytest.mark.parametrize("name", sorted(VALID))
def test_it_is_valid_where_next_to_nothing_is_known(name: str, dossier: Dossier, checklist: Checklist) -> None:
    bare = Assessment(
        path="x.ipynb",
        scan=replace(dossier.assessment.scan, findings=()),
        checklist=replace(checklist, states=(), fingerprints={"notebook": "sha256:" + "0" * 64}),
    )
    empty = Dossier(assessment=bare, now=dossier.now)
    if name == "card":
        with pytest.raises(UsageError, match="no evidence about a model"):
            formats()[name].write([empty])
        return
    VALID[name](formats()[name].write([empty]))


@pytest.mark.parametrize("name", sorted(set(VALID) - {"html"}))
def test_the_same_dossier_gives_the_same_bytes_on_another_day(name: str, dossier: Dossier) -> None:
    later = replace(dossier, now=dossier.now + timedelta(hours=20))
    assert formats()[name].write([dossier]) == formats()[name].write([later])


@pytest.mark.parametrize("name", ["card", "cyclonedx", "in-toto", "oscal"])
def test_a_document_about_one_notebook_refuses_two(name: str, dossier: Dossier) -> None:
    with pytest.raises(UsageError, match="is about one notebook"):
        formats()[name].write([dossier, dossier])


def test_the_schema_in_the_package_is_that_of_the_types() -> None:
    import jupyter_mlsec.reports

    (folder,) = jupyter_mlsec.reports.__path__
    assert json.loads((Path(folder) / "mlsec-report-1.schema.json").read_text(encoding="utf-8")) == report_schema()
