"""Homomorphic encryption as it is set up in the kernel: ring, modulus and error against what is known to be secure.

TenSEAL contexts are held against the table of the HomomorphicEncryption.org standard (128 bits, ternary secret): a
larger modulus than the ring allows is no encryption. Concrete circuits are asked for their level and the chance of a
wrong answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import failed, passed
from jupyter_mlsec.probes._ground.namespace import Named, NamespaceSubject, answer, made_by, number
from jupyter_mlsec.probes._ground.observations import count, guarded, listed, not_applicable, not_evidence

_PACKAGES = ("concrete", "tenseal")
_MOST_BITS = {1024: 27, 2048: 54, 4096: 109, 8192: 218, 16384: 438, 32768: 881}
_LEVEL = 128
_MOST_ERRORS = 0.01
_STEP = "Use a ring of at least 8192 with the library's own moduli, and 128 bits of security."


@guarded
def _run(subject: NamespaceSubject) -> Observation:
    found = {named.name: list(_facts(named)) for named in made_by(subject, *_PACKAGES) if _is_setting(named)}
    if not found:
        return not_applicable("no setting of homomorphic encryption is in the kernel")
    unread = [name for name, facts in found.items() if facts == [""]]
    weak = {name: facts for name, facts in found.items() if facts and facts != [""]}
    if weak:
        told = listed(f"{name} ({', '.join(facts)})" for name, facts in weak.items())
        return failed(f"Encrypted computation is weak in {told}.", next_step=_STEP)
    if unread:
        return not_evidence(f"{listed(unread)} does not show its parameters", next_step="Read them where it was made.")
    return passed(f"{count(len(found), 'setting')} of homomorphic encryption with 128 bits of security.")


def _is_setting(named: Named) -> bool:
    return named.kind in {"Context", "Circuit", "Server", "Client"} or hasattr(named.value, "fhe_circuit_")


def _facts(named: Named) -> Iterator[str]:
    """Yield what is weak; one empty text where nothing can be read."""
    value: Any = getattr(named.value, "fhe_circuit_", named.value)
    if hasattr(value, "seal_context"):
        yield from _tenseal(value)
        return
    level = _level(getattr(value, "configuration", None))
    errors = next((found for name in ("global_p_error", "p_error") if (found := number(value, name)) is not None), None)
    if level is None and errors is None:
        yield ""
    if level is not None and level < _LEVEL:
        yield f"{level:.0f} bits of security"
    if errors is not None and errors > _MOST_ERRORS:
        yield f"{errors:.0%} of its answers may be wrong"


def _level(configuration: object) -> float | None:
    """Return the bits of security of a setting: a number, or the name of one (SECURITY_128_BITS)."""
    found = number(configuration, "security_level")
    digits = re.search(r"\d+", str(getattr(configuration, "security_level", "")))
    return found if found is not None or digits is None else float(digits[0])


def _tenseal(context: Any) -> Iterator[str]:  # noqa: ANN401 - TenSEAL is not a dependency
    def key() -> Any:  # noqa: ANN401 - the same
        return context.seal_context().data.key_context_data()

    degree = answer(lambda: key().parms().poly_modulus_degree())
    bits = answer(lambda: key().total_coeff_modulus_bit_count())
    if degree is None or bits is None:
        yield ""
        return
    most = _MOST_BITS.get(int(degree), 0)
    if bits > most:
        yield f"a ring of {degree:.0f} with {bits:.0f} bits of modulus, at most {most} are secure"


PROBE: Probe[NamespaceSubject] = Probe(
    name="encrypted-computation", items=("TRN-11",), run=_run, partial=True, incidental=True, docs=__doc__
)
