"""Keys and tokens in the kernel's environment: every cell and every package that is imported can read them.

Variables are recognised by their names; only how many there are and what for is told, never a value.
"""

from __future__ import annotations

import re

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import EnvironmentSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_NAMES = re.compile(
    r"(?:.*_)?(?:API_?KEY|ACCESS_?KEY|SECRET|SECRET_ACCESS_KEY|TOKEN|PASSWORD|PASSWD|PASSPHRASE|PRIVATE_KEY|CREDENTIALS?"
    r"|CONNECTION_STRING|DATABASE_URL|PGPASSWORD|SAS|PAT)(?:_.*)?",
)
_HARMLESS = re.compile(r".*(?:_FILE|_PATH|_DIR|_NAME|_URL|_ID|_EXPIRY|_TYPE|_TIMEOUT)|.*TOKENIZERS?_.*|JPY_API_TOKEN")
_DATABASE = "DATABASE_URL"
_OWN = frozenset({"JUPYTERHUB_API_TOKEN", "JPY_API_TOKEN", "JUPYTER_TOKEN"})  # the hub's own, for this server


def _run(subject: EnvironmentSubject) -> Observation:
    if not subject.variables:
        return not_applicable("the kernel's environment is not known")
    names = [
        name
        for name, value in subject.variables.items()
        if value and _NAMES.fullmatch(name.upper()) and name not in _OWN
    ]
    names = [name for name in names if name.upper().endswith(_DATABASE) or not _HARMLESS.fullmatch(name.upper())]
    if names:
        services = sorted({name.upper().partition("_")[0] for name in names})
        step = (
            "Read keys where they are used, from a store that asks who you are, and withdraw those that are not needed."
        )
        return warned(
            f"{count(len(names), 'key or token', 'keys and tokens')} in the kernel's environment ({listed(services)}).",
            next_step=step,
        )
    return passed("No key and no token stands in the kernel's environment, by the names of its variables.")


PROBE = Probe(name="exposed-tokens", items=("TRN-08",), run=_run, partial=True, incidental=True, docs=__doc__)
