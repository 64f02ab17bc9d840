"""The bill of materials is valid CycloneDX 1.6, sorted, and the same for the same environment."""

from __future__ import annotations

import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from jupyter_mlsec.environment.installed import Distribution, Environment, Origin, OriginKind, read_environment
from jupyter_mlsec.environment.sbom import purl, sbom_json
from jupyter_mlsec.environment.tiers import tiers
from jupyter_mlsec.model.audit import Tier

WORLD = Environment(
    python="3.11.7",
    markers={"python_version": "3.11", "extra": ""},
    distributions=(
        Distribution(name="a", version="1.0", requires=("B>=1", "absent", "c; python_version < '3'"), licence="MIT"),
        Distribution(
            name="b",
            version="2.0+cpu",
            declared_licence="BSD",
            origin=Origin(kind=OriginKind.VCS, url="https://x.example/b.git"),
        ),
        Distribution(name="c", version="", problem="its metadata is gone"),
    ),
)


def bill(environment: Environment = WORLD, notebook: str = "train.ipynb") -> str:
    return sbom_json(environment, notebook=notebook, version="0.1.0", tiers={"a": Tier.IMPORTED})


def test_the_whole_bill() -> None:
    document = json.loads(bill())
    assert document.pop("serialNumber").startswith("urn:uuid:")
    assert document == {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "tools": {"components": [{"type": "application", "name": "jupyter-mlsec", "version": "0.1.0"}]},
            "component": {"type": "application", "bom-ref": "notebook", "name": "train.ipynb"},
            "properties": [{"name": "mlsec:python", "value": "3.11.7"}],
        },
        "components": [
            {
                "type": "library",
                "bom-ref": "pkg:pypi/a@1.0",
                "name": "a",
                "version": "1.0",
                "licenses": [{"expression": "MIT"}],
                "purl": "pkg:pypi/a@1.0",
                "properties": [{"name": "mlsec:tier", "value": "imported"}],
            },
            {
                "type": "library",
                "bom-ref": "pkg:pypi/b@2.0%2Bcpu",
                "name": "b",
                "version": "2.0+cpu",
                "licenses": [{"license": {"name": "BSD"}}],
                "purl": "pkg:pypi/b@2.0%2Bcpu",
                "externalReferences": [{"type": "vcs", "url": "https://x.example/b.git"}],
            },
            {"type": "library", "bom-ref": "pkg:pypi/c", "name": "c", "purl": "pkg:pypi/c"},
        ],
        "dependencies": [
            {"ref": "notebook", "dependsOn": ["pkg:pypi/a@1.0"]},
            {"ref": "pkg:pypi/a@1.0", "dependsOn": ["pkg:pypi/b@2.0%2Bcpu"]},
            {"ref": "pkg:pypi/b@2.0%2Bcpu", "dependsOn": []},
            {"ref": "pkg:pypi/c", "dependsOn": []},
        ],
    }


def here() -> Environment:
    return read_environment()


@pytest.mark.parametrize("environment", [WORLD, Environment(python="3"), here()], ids=["small", "empty", "this one"])
def test_bills_are_valid(environment: Environment) -> None:
    text = sbom_json(
        environment, notebook="x.ipynb", version="1", tiers=tiers(environment, frozenset({"pandas", "sklearn"}))
    )
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_the_serial_number_follows_from_the_content() -> None:
    assert bill() == bill()
    other = bill(notebook="other.ipynb")
    assert json.loads(other)["serialNumber"] != json.loads(bill())["serialNumber"]


def test_references_are_unique_and_lead_somewhere() -> None:
    document = json.loads(sbom_json(here(), notebook="x", version="1"))
    references = [component["bom-ref"] for component in document["components"]]
    assert len(references) == len(set(references))
    named = {name for entry in document["dependencies"] for name in entry["dependsOn"]}
    assert named <= set(references)


def test_purl_encodes_what_must_be() -> None:
    assert purl(Distribution(name="a", version="1!2.0+x.1")) == "pkg:pypi/a@1%212.0%2Bx.1"
