"""An OpenSSL that nobody mends any more: what Python's TLS, hashes and downloads are made of.

The version is the one that this interpreter was built with. Distributions mend older ones themselves, so an old version
asks for a look and fails nothing. Dates: openssl-library.org, release strategy.
"""

from __future__ import annotations

import ssl
from datetime import date, timedelta

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import EnvironmentSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import not_applicable

_END = {
    (1, 0): date(2019, 12, 31),
    (1, 1): date(2023, 9, 11),
    (3, 0): date(2026, 9, 7),
    (3, 1): date(2025, 3, 14),
    (3, 2): date(2025, 11, 23),
    (3, 3): date(2026, 4, 9),
    (3, 4): date(2026, 10, 22),
    (3, 5): date(2030, 4, 8),
    (3, 6): date(2026, 11, 1),
}
_POST_QUANTUM = (3, 5)  # the first with ML-KEM and ML-DSA
_SOON = timedelta(days=90)


def _run(subject: EnvironmentSubject) -> Observation:
    version = ssl.OPENSSL_VERSION_INFO[:2]
    end, name, today = _END.get(version), f"OpenSSL {version[0]}.{version[1]}", subject.now.date()
    if not ssl.OPENSSL_VERSION.startswith("OpenSSL") or end is None:
        return not_applicable("it is not known how long this TLS library is mended")
    details = ("ready for keys that withstand a quantum computer",) if version >= _POST_QUANTUM else ()
    if today > end:
        step = "Ask your distribution whether it mends it, or move to OpenSSL 3.5: %mlsec answer GOV-09 …"
        return warned(f"{name} has had no security fixes of its makers since {end}.", *details, next_step=step)
    if today > end - _SOON:
        return warned(f"{name} is mended until {end} only.", *details, next_step="Plan the move to OpenSSL 3.5.")
    return passed(f"{name} is mended until {end}.", *details)


PROBE = Probe(name="openssl", items=("GOV-09",), run=_run, partial=True, incidental=True, docs=__doc__)
