"""``ro-crate-metadata.json``: a bundle as a Workflow Run RO-Crate, which archives and workflow hubs can read.

Profiles: Workflow Run Crate 0.5 (https://w3id.org/ro/wfrun/workflow/0.5) on RO-Crate 1.1. Like the statements it is a
function of the bundle's other files, so that a verifier can work it out again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jupyter_mlsec.errors import BundleError
from jupyter_mlsec.model.run import Failure
from jupyter_mlsec.runs import layout, strict_json

_SPEC = "https://w3id.org/ro/crate/1.1"
_PROFILES = (
    "https://w3id.org/ro/wfrun/process/0.5",
    "https://w3id.org/ro/wfrun/workflow/0.5",
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0",
)
_LANGUAGE = "https://jupyter.org/"
_TYPES = {
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".html": "text/html",
    ".toml": "text/plain",
}
_APART = ("keys/", layout.README, layout.CRATE)  # about the bundle, not about the run

Entity = dict[str, Any]


def crate(digests: Mapping[str, str], read: Callable[[str], bytes]) -> Entity:
    """Return the crate of a run. ``digests`` are 64 hex digits by name; raises BundleError for a malformed record."""
    run, inputs = (strict_json.table(read(name)) for name in (layout.RUN, layout.INPUTS))
    names = sorted(name for name in digests if not name.startswith(_APART))
    try:
        values = [_value(name, entry) for name, entry in sorted(run["parameters"].items())]
        used, made = ([_data(use) for use in inputs[key]] for key in ("read", "written"))
        graph = [
            _descriptor(),
            _root(run, names),
            *(_profile(profile) for profile in _PROFILES),
            _workflow(run, digests[layout.INPUT], values),
            {"@id": _LANGUAGE, "@type": "ComputerLanguage", "name": "Jupyter Notebook", "url": _ref(_LANGUAGE)},
            _action(run, [*used, *values], made),
            *(_file(name, digests[name]) for name in names if name != layout.INPUT),
            *_unique([*used, *made]),
            *values,
            *(_formal(value) for value in values),
        ]
    except (KeyError, TypeError, AttributeError):
        raise BundleError(f"{layout.RUN} or {layout.INPUTS} lacks something that the crate needs") from None
    return {"@context": f"{_SPEC}/context", "@graph": graph}


def check_crate(names: set[str], digests: Mapping[str, str], read: Callable[[str], bytes]) -> Iterator[Failure]:
    """Yield a failure where the crate does not say what the other files say."""
    if layout.CRATE not in names:
        return
    try:
        agrees = strict_json.same(strict_json.table(read(layout.CRATE)), crate(digests, read))
    except BundleError as error:
        code = "duplicate-json-key" if isinstance(error, strict_json.DuplicateKeyError) else "file-malformed"
        yield Failure(code=code, path=layout.CRATE, message=error.message)
        return
    if not agrees:
        yield Failure(code="crate-mismatch", path=layout.CRATE, message="it does not say what the other files say")


def _ref(identifier: str) -> Entity:
    return {"@id": identifier}


def _descriptor() -> Entity:
    told = [_ref(_SPEC), _ref(_PROFILES[-1])]
    return {"@id": layout.CRATE, "@type": "CreativeWork", "about": _ref("./"), "conformsTo": told}


def _profile(address: str) -> Entity:
    """Return a profile by its address, which ends in ``…/name/version``."""
    name, version = address.rsplit("/", 2)[1:]
    return {"@id": address, "@type": "CreativeWork", "name": f"{name} crate", "version": version}


def _root(run: Mapping[str, Any], names: list[str]) -> Entity:
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"A run of {run['notebook']['name']}",
        "description": "A signed run of a notebook, with the environment that it ran in and what came out",
        "datePublished": run["finished"],
        "license": "not stated: ask whoever signed it",
        "conformsTo": [_ref(profile) for profile in _PROFILES],
        "hasPart": [_ref(name) for name in names],
        "mainEntity": _ref(layout.INPUT),
        "mentions": [_ref("#run")],
    }


def _workflow(run: Mapping[str, Any], digest: str, values: list[Entity]) -> Entity:
    return _file(layout.INPUT, digest) | {
        "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow"],
        "name": run["notebook"]["name"],
        "programmingLanguage": _ref(_LANGUAGE),
        "input": [value["exampleOfWork"] for value in values],
    }


def _action(run: Mapping[str, Any], used: list[Entity], made: list[Entity]) -> Entity:
    results = [layout.EXECUTED, layout.RESULTS]
    return {
        "@id": "#run",
        "@type": "CreateAction",
        "name": f"Run {run['invocation']}",
        "instrument": _ref(layout.INPUT),
        "startTime": run["started"],
        "endTime": run["finished"],
        "actionStatus": "http://schema.org/CompletedActionStatus",
        "object": [_ref(entity["@id"]) for entity in used],
        "result": [*(_ref(name) for name in results), *(_ref(entity["@id"]) for entity in made)],
    }


def _file(name: str, digest: str) -> Entity:
    kind = _TYPES.get(name[name.rfind(".") :], "text/plain")
    return {"@id": name, "@type": "File", "name": name, "encodingFormat": kind, "sha256": digest}


def _data(use: Mapping[str, Any]) -> Entity:
    """Return a file that the run read or wrote; it is not in the bundle, so it is named by its digest."""
    digest = use["sha256"].removeprefix("sha256:")
    return {
        "@id": f"#data-{digest}",
        "@type": "CreativeWork",
        "name": use["path"],
        "identifier": f"sha256:{digest}",
        "contentSize": str(use["size"]),
    }


def _unique(entities: list[Entity]) -> list[Entity]:
    return list({entity["@id"]: entity for entity in entities}.values())


def _value(name: str, entry: Mapping[str, Any]) -> Entity:
    told = entry["value"] if "value" in entry else entry["reference"]
    return {
        "@id": f"#value-{name}",
        "@type": "PropertyValue",
        "name": name,
        "value": told if isinstance(told, str | int | float) else strict_json.text(told),
        "exampleOfWork": _ref(f"#parameter-{name}"),
    }


def _formal(value: Entity) -> Entity:
    kinds = {bool: "Boolean", int: "Integer", float: "Float"}
    kind = kinds.get(type(value["value"]), "Text")
    return {
        "@id": value["exampleOfWork"]["@id"],
        "@type": "FormalParameter",
        "name": value["name"],
        "additionalType": kind,
        "conformsTo": _ref("https://bioschemas.org/profiles/FormalParameter/1.0-RELEASE"),
        "workExample": _ref(value["@id"]),
    }
