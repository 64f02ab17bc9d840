"""Whether a bundle's files tell one story: the notebook, its results, the record, the environment and the report."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jupyter_mlsec.errors import BundleError
from jupyter_mlsec.model.run import Failure
from jupyter_mlsec.runs import layout, strict_json
from jupyter_mlsec.runs.canonical import INJECTED, sha256
from jupyter_mlsec.runs.chance import VERSION
from jupyter_mlsec.runs.described import check_described, check_requirements
from jupyter_mlsec.runs.measuring import unmeasured
from jupyter_mlsec.runs.parameters import tags
from jupyter_mlsec.runs.references import read_reference
from jupyter_mlsec.runs.report_binding import check_report
from jupyter_mlsec.runs.results import code_cells, normalized_digest, numbers_digest, raw_digest

Read = Callable[[str], bytes]
_JSON = (layout.INPUT, layout.EXECUTED, layout.RUN, layout.RESULTS, layout.INPUTS)
_SEPARATORS = re.compile(r"[-_.]+")
_CELL_KEYS = ("index", "id", "state", "source", "raw", "normalized", "pixels", "numbers")


def check_story(names: set[str], read: Read) -> list[Failure]:
    """Return everything that contradicts something else. ``names`` are the files that the signed list names."""
    failures = [_failure("file-missing", name, "every bundle has this file") for name in _JSON if name not in names]
    if failures:
        return failures
    documents: dict[str, Any] = {}
    for name in _JSON:
        try:
            documents[name] = strict_json.table(read(name))
        except BundleError as error:
            code = "duplicate-json-key" if isinstance(error, strict_json.DuplicateKeyError) else "file-malformed"
            failures.append(_failure(code, name, error.message))
    if failures:
        return failures
    checks = (_check_completed, _check_results, _check_sources, _check_parameters)
    for check in checks:
        try:
            failures += check(documents)
        except (KeyError, TypeError, AttributeError, ValueError, IndexError, RecursionError):
            failures.append(_failure("file-malformed", "", "a file of the run lacks what every run has"))
            break
    failures += _check_environment(names, read)
    failures += check_report(names, read)
    failures += check_described(names, read)
    return failures


def _failure(code: str, path: str, message: str) -> Failure:
    return Failure(code=code, path=path, message=message)


def _check_completed(documents: Mapping[str, Any]) -> Iterator[Failure]:
    """Yield a failure where a run that failed, or left cells out, is passed off as one that ran to its end."""
    run, executed = documents[layout.RUN], documents[layout.EXECUTED]
    if run["verdict"] != "completed" or run["reason"] is not None:
        yield _failure("run-not-completed", layout.RUN, "the run did not come to its end")
    states = {cell["index"]: cell["state"] for cell in run["cells"]}
    for index, cell in code_cells(executed):
        skipped = "skip-execution" in tags(cell)
        if states.get(index) != ("not-run" if skipped and states.get(index) == "not-run" else "completed"):
            yield _failure("run-not-completed", layout.RUN, f"cell {index + 1} was not run to its end")
        errors = any(output.get("output_type") == "error" for output in cell["outputs"])
        if errors and "raises-exception" not in tags(cell):
            yield _failure("run-not-completed", layout.EXECUTED, f"cell {index + 1} ended in an error")


def _check_results(documents: Mapping[str, Any]) -> Iterator[Failure]:
    results, run, executed = (documents[name] for name in (layout.RESULTS, layout.RUN, layout.EXECUTED))
    listed = {cell["index"]: cell for cell in results["cells"]}
    cells = dict(code_cells(executed))
    if len(listed) != len(results["cells"]) or list(listed) != list(cells):
        yield _failure("results-mismatch", layout.RESULTS, "it does not list the executed notebook's code cells")
        return
    # What another version takes out can differ; the digests of the exact outputs bind them all the same, and whoever
    # compares two runs makes the others anew.
    derived = strict_json.same(results.get("normalizer"), VERSION)
    for index, cell in cells.items():
        expected = {
            "id": cell["id"],
            "source": sha256(cell["source"].encode("utf-8", "surrogatepass")),
            "raw": raw_digest(cell["outputs"]),
        }
        if derived:
            expected["normalized"] = normalized_digest(cell["outputs"])
            expected["numbers"] = numbers_digest(cell["outputs"])
        if any(listed[index][key] != value for key, value in expected.items()):
            yield _failure("results-mismatch", layout.RESULTS, f"it does not say what cell {index + 1} printed")
    recorded = [{key: cell[key] for key in _CELL_KEYS} for cell in run["cells"]]
    if not strict_json.same(recorded, [{key: cell[key] for key in _CELL_KEYS} for cell in results["cells"]]):
        yield _failure("record-mismatch", layout.RUN, "the record of the run and its results differ")


def _check_sources(documents: Mapping[str, Any]) -> Iterator[Failure]:
    """Yield a failure where the executed notebook is more than the input, the parameters' cell, outputs and counts."""
    before = [_bare(cell) for cell in documents[layout.INPUT]["cells"]]
    after = [_bare(cell) for cell in documents[layout.EXECUTED]["cells"] if cell["id"] != INJECTED]
    if not strict_json.same(before, after):
        yield _failure("notebook-mismatch", layout.EXECUTED, "its cells are not those of the input notebook")
    if any(cell.get("outputs") or cell.get("execution_count") for cell in documents[layout.INPUT]["cells"]):
        yield _failure("notebook-mismatch", layout.INPUT, "the input notebook has outputs of another run")
    told, kept = (documents[name]["metadata"] for name in (layout.INPUT, layout.EXECUTED))
    kept = unmeasured(kept, documents[layout.RUN].get("measured") or 0)
    added = {"language_info", "kernelspec", "widgets"}  # what a kernel tells about itself
    if not strict_json.same(
        {k: v for k, v in told.items() if k not in added}, {k: v for k, v in kept.items() if k not in added}
    ):
        yield _failure("notebook-mismatch", layout.EXECUTED, "its metadata are not those of the input notebook")


def _bare(cell: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in cell.items() if key not in ("outputs", "execution_count")}


def _check_parameters(documents: Mapping[str, Any]) -> Iterator[Failure]:
    run, cells = documents[layout.RUN], documents[layout.EXECUTED]["cells"]
    injected = [cell["source"] for cell in cells if cell["id"] == INJECTED]
    if len(injected) != bool(run["parameters"]):
        yield _failure("parameters-mismatch", layout.RUN, "the record and the notebook differ in the parameters")
    elif injected and run["kernel"]["language"] == "python" and not _assigns(injected[0], run["parameters"]):
        yield _failure("parameters-mismatch", layout.EXECUTED, "its parameters are not those of the record")


def _assigns(source: str, parameters: Mapping[str, Any]) -> bool:
    """Whether a cell assigns exactly these parameters and does nothing else."""
    statements = ast.parse(source).body
    if len(statements) != len(parameters):
        return False
    assigned: set[str] = set()
    for statement in statements:
        name = ast.unparse(statement.targets[0]) if isinstance(statement, ast.Assign) else ""
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1 or name not in parameters:
            return False
        assigned.add(name)
        entry = parameters[name]
        if "reference" in entry:
            reference = read_reference(entry["reference"])
            wanted = f'__import__("os").environ["{reference.variable if reference else ""}"]'
            if ast.dump(statement.value) != ast.dump(ast.parse(wanted, mode="eval").body):
                return False
        elif not strict_json.same(ast.literal_eval(statement.value), entry["value"]):
            return False
    return len(assigned) == len(parameters)


def _check_environment(names: set[str], read: Read) -> Iterator[Failure]:
    """Lock, SBOM and audit must be of one environment."""
    try:
        lock = _locked(read(layout.LOCK)) if layout.LOCK in names else {}
        sbom = _components(strict_json.table(read(layout.SBOM))) if layout.SBOM in names else {}
        told = strict_json.table(read(layout.AUDIT)) if layout.AUDIT in names else {}
        audit, clean = _audited(told), told.get("verdict") == "clean"
    except (BundleError, KeyError, TypeError, AttributeError, ValueError) as error:
        yield _failure(
            "file-malformed", "env", f"the lock, the SBOM or the audit is malformed ({type(error).__name__})"
        )
        return
    if lock and layout.REQUIREMENTS in names:
        different = check_requirements(lock, read(layout.REQUIREMENTS), _normal)
        if different is not None:
            yield _failure("lock-mismatch", layout.REQUIREMENTS, f"{different} is not pinned as in the lock")
    if sbom and (missing := sorted(set(lock) - set(sbom))):
        yield _failure("sbom-mismatch", layout.SBOM, f"{missing[0]} is locked but not listed")
    for name, other in ((layout.SBOM, sbom), (layout.AUDIT, audit)):
        code = "sbom-mismatch" if name == layout.SBOM else "audit-mismatch"
        for package in sorted(set(lock) & set(other)):
            if lock[package] != other[package]:
                yield _failure(code, name, f"{package} is of another version than in the lock")
    if clean and (missing := sorted(set(lock) - set(audit))):
        yield _failure(
            "audit-mismatch",
            layout.AUDIT,
            f"{missing[0]} is locked, not looked up, and yet nothing is said to be wrong",
        )


def _locked(data: bytes) -> dict[str, str]:
    packages = tomllib.loads(data.decode("utf-8"))["packages"]
    return {_normal(package["name"]): package["version"] for package in packages if "version" in package}


def _components(sbom: Mapping[str, Any]) -> dict[str, str]:
    return {_normal(part["name"]): part["version"] for part in sbom.get("components", []) if "version" in part}


def _audited(audit: Mapping[str, Any]) -> dict[str, str]:
    parts = [*audit.get("dependencies", []), *audit.get("skipped", [])]
    return {_normal(part["name"]): part["version"] for part in parts}


def _normal(name: str) -> str:
    return _SEPARATORS.sub("-", name).lower()
