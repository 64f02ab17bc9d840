"""in-toto Statements about a run: pure functions of the bundle's own files, so that a verifier can work them out again.

Predicates: SLSA provenance v1, CycloneDX, in-toto vulns v0.2 and test-result v0.1 (https://github.com/in-toto/attestation),
and OpenSSF Model Signing v1.0 (https://github.com/sigstore/model-transparency), whose tool needs a P-256 key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jupyter_mlsec import __version__
from jupyter_mlsec.errors import BundleError
from jupyter_mlsec.runs import layout, strict_json
from jupyter_mlsec.runs.canonical import sha256

STATEMENT = "https://in-toto.io/Statement/v1"
PROVENANCE = "https://slsa.dev/provenance/v1"
CYCLONEDX = "https://cyclonedx.org/bom"
VULNS = "https://in-toto.io/attestation/vulns/v0.2"
MODEL_SIGNING = "https://model_signing/signature/v1.0"
TEST_RESULT = "https://in-toto.io/attestation/test-result/v0.1"
BUILD_TYPE = "https://github.com/jupyter-mlsec/jupyter-mlsec/blob/main/docs/decisions/0004-run-bundle.md#build-type"
BUILDER = "https://github.com/jupyter-mlsec/jupyter-mlsec"

Read = Callable[[str], bytes]  # a member's bytes
Digests = Mapping[str, str]  # a member's name -> 64 hex digits


def statements(digests: Digests, read: Read) -> dict[str, dict[str, Any]]:
    """Return every statement that a bundle must carry, by its name below ``attestations/``.

    ``digests`` holds SHA256SUMS and all the files that it lists. Raises BundleError where a file that a predicate is
    made of is malformed.
    """
    made = {"provenance": _statement(PROVENANCE, _all_subjects(digests), provenance(digests, read))}
    made["model-signing"] = model_signing(digests, _json(layout.RUN, read))
    whole = [_resource(layout.SUMS, digests[layout.SUMS])]
    if layout.SBOM in digests:
        sbom = _json(layout.SBOM, read)
        made["sbom"] = _statement(CYCLONEDX, [*whole, _resource(layout.SBOM, digests[layout.SBOM])], sbom)
    if layout.AUDIT in digests:
        predicate = vulnerabilities(_json(layout.AUDIT, read), _json(layout.RUN, read))
        made["audit"] = _statement(VULNS, [*whole, _resource(layout.AUDIT, digests[layout.AUDIT])], predicate)
    if layout.CHECKLIST in digests:
        predicate = checklist_result(_json(layout.CHECKLIST, read), digests[layout.CHECKLIST])
        subjects = [*whole, _resource(layout.CHECKLIST, digests[layout.CHECKLIST])]
        made["checklist"] = _statement(TEST_RESULT, subjects, predicate)
    return made


def provenance(digests: Digests, read: Read) -> dict[str, Any]:
    """Return the SLSA provenance: which notebook, parameters, environment and data gave these results, and when."""
    run, inputs = _json(layout.RUN, read), _json(layout.INPUTS, read)
    try:
        data = [{"name": use["path"], "digest": _digest(use["sha256"])} for use in inputs["read"]]
        source = {"name": run["notebook"]["name"], "digest": _digest(run["notebook"]["sha256"])}
        return {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": {
                    "notebook": _resource(layout.INPUT, digests[layout.INPUT]),
                    "parameters": run["parameters"],
                },
                "internalParameters": {"kernel": run["kernel"], "pins": run["pins"]},
                "resolvedDependencies": [
                    source,
                    *(_resource(name, digests[name]) for name in sorted(digests) if name.startswith("env/")),
                    *data,
                ],
            },
            "runDetails": {
                "builder": {"id": BUILDER, "version": {"jupyter-mlsec": run["tool"]["version"]}},
                "metadata": {
                    "invocationId": run["invocation"],
                    "startedOn": run["started"],
                    "finishedOn": run["finished"],
                },
                "byproducts": [
                    _resource(name, digests[name])
                    for name in (layout.RESULTS, layout.AUDIT, layout.CHECKLIST, layout.REPORT)
                    if name in digests
                ],
            },
        }
    except (KeyError, TypeError, AttributeError):
        raise BundleError(f"{layout.RUN} or {layout.INPUTS} lacks something that the provenance needs") from None


def model_signing(digests: Digests, run: Mapping[str, Any]) -> dict[str, Any]:
    """Return the statement that ``model_signing verify`` reads: every file but the signatures, each with its digest.

    Its subject's digest is that of the files' digests in the order of their names, as that tool makes it.
    """
    try:
        notebook = run["notebook"]["name"]
    except (KeyError, TypeError):
        raise BundleError(f"{layout.RUN} does not say which notebook was run") from None
    ordered = sorted(digests)
    root = hex_digest(b"".join(bytes.fromhex(digests[name]) for name in ordered))
    predicate = {
        "serialization": {
            "method": "files",
            "hash_type": "sha256",
            "allow_symlinks": False,
            "ignore_paths": sorted({*layout.SEALS - {layout.SUMS}, layout.TIMESTAMP, layout.ATTESTATIONS.rstrip("/")}),
        },
        "resources": [{"name": name, "algorithm": "sha256", "digest": digests[name]} for name in ordered],
    }
    return _statement(MODEL_SIGNING, [_resource(notebook, root)], predicate)


def vulnerabilities(audit: Mapping[str, Any], run: Mapping[str, Any]) -> dict[str, Any]:
    """Return the vulns predicate. The verdict stands in it, so that "nothing known" and "unknown" stay apart."""
    try:
        advisories = audit.get("advisories") or {}
        found = [
            {"id": vulnerability["id"], "annotations": [{"package": f"{package['name']}=={package['version']}"}]}
            for package in audit.get("dependencies", [])
            for vulnerability in package.get("vulnerabilities", [])
        ]
        return {
            "scanner": {
                "uri": BUILDER,
                "version": __version__ if "tool" not in run else run["tool"]["version"],
                "db": {
                    "uri": advisories.get("source"),
                    "version": advisories.get("digest"),
                    "lastUpdate": advisories.get("date"),
                },
                "result": found,
            },
            "metadata": {"scanStartedOn": run["started"], "scanFinishedOn": run["finished"]},
            "verdict": audit["verdict"],
            "notLookedUp": len(audit.get("skipped", [])),
        }
    except (KeyError, TypeError, AttributeError):
        raise BundleError(f"{layout.AUDIT} is not an audit's result") from None


def checklist_result(checklist: Mapping[str, Any], digest: str) -> dict[str, Any]:
    """Return the test-result predicate: an item that is open, stale or waived has not passed."""
    try:
        by_status: dict[str, list[str]] = {}
        for item in checklist["items"]:
            by_status.setdefault(item["status"], []).append(item["id"])
    except (KeyError, TypeError):
        raise BundleError(f"{layout.CHECKLIST} is not a checklist's result") from None
    failed = sorted(by_status.get("fail", []) + by_status.get("error", []))
    warned = sorted(
        id
        for status in ("warn", "open", "stale", "waived")
        for id in by_status.get(status, [])  # noqa: A001 - the item's own word
    )
    return {
        "result": "FAILED" if failed else "WARNED" if warned else "PASSED",
        "configuration": [_resource(layout.CHECKLIST, digest)],
        "passedTests": sorted(by_status.get("pass", [])),
        "warnedTests": warned,
        "failedTests": failed,
    }


def _statement(predicate_type: str, subjects: list[dict[str, Any]], predicate: Mapping[str, Any]) -> dict[str, Any]:
    return {"_type": STATEMENT, "subject": subjects, "predicateType": predicate_type, "predicate": predicate}


def _all_subjects(digests: Digests) -> list[dict[str, Any]]:
    return [_resource(name, digests[name]) for name in sorted(digests)]


def _resource(name: str, digest: str) -> dict[str, Any]:
    return {"name": name, "digest": {"sha256": digest}}


def _digest(text: str) -> dict[str, str]:
    return {"sha256": text.removeprefix("sha256:")}


def _json(name: str, read: Read) -> dict[str, Any]:
    try:
        return strict_json.table(read(name))
    except BundleError as error:
        raise type(error)(f"{name}: {error.message}") from None


def hex_digest(data: bytes) -> str:
    """Return 64 hex digits, as SHA256SUMS and in-toto write them."""
    return sha256(data).removeprefix("sha256:")
