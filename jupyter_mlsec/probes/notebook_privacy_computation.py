"""Federated learning and computation on encrypted data: used, with safe settings, or decided against.

Federated averaging without secure aggregation shows the server each client's update; a homomorphic scheme with a small
modulus is no encryption at all.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, to_declare
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.analysed import analysed
from jupyter_mlsec.probes._notebook.deeds import deeds
from jupyter_mlsec.probes._notebook.folded import numbers
from jupyter_mlsec.probes._notebook.program import Program, read_program

_FEDERATED = (
    "flwr",
    "nvflare",
    "openfl",
    "substra",
    "fedml",
    "tensorflow_federated",
    "syft",
    "fate",
    "fedn",
    "fedlab",
    "appfl",
    "fedbiomed",
    "pfl",
)
_ENCRYPTED = (
    "tenseal",
    "concrete",
    "openfhe",
    "Pyfhel",
    "phe",
    "crypten",
    "lightphe",
    "heaan",
    "sealy",
    "secretflow",
    "mpyc",
)
_SECURE = frozenset({"SecAggWorkflow", "SecAggPlusWorkflow", "secaggplus_mod", "secagg_mod", "SecAgg", "SecAggPlus"})
_LEAST_DEGREE = 8192  # of a CKKS or BFV ring: 128 bits of security at usual moduli (HomomorphicEncryption.org standard)


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    used = sorted({module.partition(".")[0] for module in program.modules} & {*_FEDERATED, *_ENCRYPTED})
    if not used:
        return unreadable(program) or to_declare(
            "No federated or encrypted computation is seen, and nobody decided that none is needed",
            'Answer it: %mlsec answer TRN-11 "used / not needed / planned, because …"',
        )
    read = analysed(subject.notebook)
    found = [done.deed for done in deeds(read, "together")]
    grave = sorted({deed.what for deed in found if not deed.said})
    if grave:
        step = "Give certificates, keep the secret key at home, and ask for 128 bits of security."
        return failed(f"{listed(used)} is used, but {listed(grave)}.", next_step=step)
    weak = [*_weak_settings(program, used), *sorted({deed.what for deed in found if deed.said == "warn"})]
    if weak:
        step = "Add secure aggregation, or a ring of at least 8192, or explain why not: %mlsec answer TRN-11 …"
        return warned(f"{listed(used)} is used, but {listed(weak)}.", next_step=step)
    return passed(f"{listed(used)} is used with secure settings.")


def _weak_settings(program: Program, used: list[str]) -> list[str]:
    weak = []
    names = {part for call in program.calls for part in call.name.split(".")}
    if "flwr" in used and not names & _SECURE and not _mentions_secure(program):
        weak.append("updates are not aggregated securely")
    for call in program.calls:
        degrees = numbers(call.value(1, "poly_modulus_degree")) if call.name == "tenseal.context" else ()
        weak += [f"the ring has {degree:g} coefficients only" for degree in degrees if degree < _LEAST_DEGREE]
    return weak


def _mentions_secure(program: Program) -> bool:
    import ast

    return any(
        isinstance(node, ast.Name) and node.id in _SECURE for call in program.calls for node in ast.walk(call.node)
    )


PROBE = Probe(name="privacy-computation", items=("TRN-11",), run=_run, docs=__doc__)
