from __future__ import annotations

from typing import Any

import pytest

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._ground.namespace import NamespaceSubject
from jupyter_mlsec.probes.namespace_encrypted_computation import PROBE
from tests.probes.conftest import NOW
from tests.probes.objects import made


def context(degree: int, *bits: int) -> Any:
    parameters = made("tenseal", "P", poly_modulus_degree=lambda _: degree)
    key = made("tenseal", "K", parms=lambda _: parameters, total_coeff_modulus_bit_count=lambda _: sum(bits))
    seal = made("tenseal", "S", data=made("tenseal", "D", key_context_data=lambda _: key))
    return made("tenseal", "Context", seal_context=lambda _: seal)


def circuit(**attributes: Any) -> Any:
    return made("concrete", "Circuit", **attributes)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (
            context(8192, 60, 40, 40, 60),
            (Status.PASS, "1 setting of homomorphic encryption with 128 bits of security."),
        ),
        (
            context(4096, 60, 40, 60),
            (
                Status.FAIL,
                "Encrypted computation is weak in x (a ring of 4096 with 160 bits of modulus, at most 109 are secure).",
            ),
        ),
        (circuit(p_error=1e-5), (Status.PASS, "1 setting of homomorphic encryption with 128 bits of security.")),
        (
            circuit(p_error=0.2),
            (Status.FAIL, "Encrypted computation is weak in x (20% of its answers may be wrong)."),
        ),
        (
            made("concrete", "Model", fhe_circuit_=circuit(configuration=made("concrete", "C", security_level=80))),
            (Status.FAIL, "Encrypted computation is weak in x (80 bits of security)."),
        ),
        (
            circuit(configuration=made("concrete", "C", security_level="SecurityLevel.SECURITY_132_BITS")),
            (Status.PASS, "1 setting of homomorphic encryption with 128 bits of security."),
        ),
        (circuit(), (Status.ERROR, "Not evidence: x does not show its parameters.")),
        (1, (Status.NOT_APPLICABLE, "Does not apply: no setting of homomorphic encryption is in the kernel.")),
    ],
)
def test_settings(value: object, said: tuple[Status, str]) -> None:
    found = PROBE.run(NamespaceSubject(names={"x": value}, now=NOW))
    assert (found.status, found.summary) == said
