"""The statements of a bundle keep to the published forms of their predicates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from jupyter_mlsec.runs import dsse, layout

URI = {"type": "string", "pattern": "^[a-z][a-z0-9+.-]*://"}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
DIGEST = {
    "type": "object",
    "properties": {"sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
    "required": ["sha256"],
    "additionalProperties": False,
}
# https://github.com/in-toto/attestation/blob/main/spec/v1/resource_descriptor.md
RESOURCE = {"type": "object", "properties": {"name": {"type": "string"}, "digest": DIGEST}, "required": ["digest"]}
RESOURCES = {"type": "array", "items": RESOURCE}


def table(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


# https://slsa.dev/spec/v1.0/provenance
PROVENANCE = table(
    buildDefinition=table(
        buildType=URI,
        externalParameters={"type": "object", "minProperties": 1},
        internalParameters={"type": "object"},
        resolvedDependencies=RESOURCES,
    )
    | {"additionalProperties": False},
    runDetails=table(
        builder=table(id=URI, version={"type": "object", "additionalProperties": {"type": "string"}}),
        metadata=table(invocationId={"type": "string", "minLength": 1}, startedOn=TIME, finishedOn=TIME),
        byproducts=RESOURCES,
    ),
) | {"additionalProperties": False}
# https://github.com/in-toto/attestation/blob/main/spec/predicates/vuln.md (v0.2)
VULNS = table(
    scanner=table(
        uri=URI,
        version={"type": "string"},
        db=table(uri={"type": ["string", "null"]}, version={"type": ["string", "null"]}),
        result={"type": "array", "items": table(id={"type": "string", "minLength": 1})},
    ),
    metadata=table(scanStartedOn=TIME, scanFinishedOn=TIME),
)
# https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md (v0.1)
NAMES = {"type": "array", "items": {"type": "string"}}
TEST_RESULT = table(
    result={"enum": ["PASSED", "WARNED", "FAILED"]},
    configuration=RESOURCES | {"minItems": 1},
    passedTests=NAMES,
    warnedTests=NAMES,
    failedTests=NAMES,
) | {"additionalProperties": False}
# https://github.com/sigstore/model-transparency, whose own verifier reads it in test_foreign_verification.py
MODEL_SIGNING = table(
    serialization=table(method={"const": "files"}, hash_type={"const": "sha256"}, allow_symlinks={"const": False}),
    resources={"type": "array", "items": table(name={"type": "string"}, digest={"type": "string"})},
)
SBOM = table(bomFormat={"const": "CycloneDX"})
STATEMENT = table(
    _type={"const": "https://in-toto.io/Statement/v1"},
    subject=RESOURCES | {"minItems": 1},
    predicateType=URI,
    predicate={"type": "object"},
) | {"additionalProperties": False}
FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "provenance": ("https://slsa.dev/provenance/v1", PROVENANCE),
    "audit": ("https://in-toto.io/attestation/vulns/v0.2", VULNS),
    "checklist": ("https://in-toto.io/attestation/test-result/v0.1", TEST_RESULT),
    "model-signing": ("https://model_signing/signature/v1.0", MODEL_SIGNING),
    "sbom": ("https://cyclonedx.org/bom", SBOM),
}


def test_a_bundle_carries_exactly_these_statements(bundle: Path) -> None:
    names = {path.name.removesuffix(layout.ATTESTATION_SUFFIX) for path in (bundle / layout.ATTESTATIONS).iterdir()}
    assert names == set(FORMS)


@pytest.mark.parametrize("name", FORMS)
def test_a_statement_keeps_to_its_form(bundle: Path, name: str) -> None:
    kind, form = FORMS[name]
    data = (bundle / f"{layout.ATTESTATIONS}{name}{layout.ATTESTATION_SUFFIX}").read_bytes()
    statement = dsse.read(data).statement()
    assert list(Draft202012Validator(STATEMENT).iter_errors(statement)) == []
    assert statement["predicateType"] == kind
    assert list(Draft202012Validator(form).iter_errors(statement["predicate"])) == []


def test_the_provenance_binds_notebook_parameters_lock_and_data(bundle: Path) -> None:
    data = (bundle / f"{layout.ATTESTATIONS}provenance{layout.ATTESTATION_SUFFIX}").read_bytes()
    statement = dsse.read(data).statement()
    definition = statement["predicate"]["buildDefinition"]
    assert sorted(definition["externalParameters"]) == ["notebook", "parameters"]
    assert definition["externalParameters"]["parameters"] == {
        "n": {"value": 5},
        "name": {"value": 'a "b" ö'},
        "password": {"reference": "env:TEST_PASSWORD"},
    }
    named = [resource["name"] for resource in definition["resolvedDependencies"]]
    assert named == ["train.ipynb", "env/pylock.toml", "env/requirements.txt", "data.csv"]
    listed = {line.split()[1] for line in (bundle / layout.SUMS).read_text().splitlines()}
    assert {subject["name"] for subject in statement["subject"]} == listed | {layout.SUMS}
