"""A Jupyter server that lets anybody in: no token, any origin, every interface, root.

The settings are read from the server's configuration files and from the environment; none of their values is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import EnvironmentSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, to_declare

_FILES = ("jupyter_server_config", "jupyter_notebook_config", "jupyter_lab_config", "jupyter_config")
_SUFFIXES = (".py", ".json")
_SYSTEM = ("etc/jupyter", "usr/local/etc/jupyter")
_OPEN = {
    "no token": r"""\btoken["']?\s*[=:]\s*["']{2}""",
    "no password asked for": r"""\bpassword_required["']?\s*[=:]\s*[Ff]alse""",
    "no protection against forged requests": r"""\bdisable_check_xsrf["']?\s*[=:]\s*[Tt]rue""",
    "any origin": r"""\ballow_origin["']?\s*[=:]\s*["']\*["']|\ballow_origin_pat["']?\s*[=:]\s*r?["']\.\*["']""",
    "every interface": r"""\bip["']?\s*[=:]\s*["'](?:\*|0\.0\.0\.0|::)?["']""",
    "root allowed": r"""\ballow_root["']?\s*[=:]\s*[Tt]rue""",
    "unauthenticated access": r"""\ballow_unauthenticated_access["']?\s*[=:]\s*[Tt]rue""",
}


def _run(subject: EnvironmentSubject) -> Observation:
    files = list(_configurations(subject))
    facts = sorted({fact for path in files for fact in _facts(path)})
    if facts:
        step = "Ask for a token or password, name the allowed origins, and bind to one address."
        return failed(f"The Jupyter server is open: {listed(facts)}.", next_step=step)
    if not files:
        return to_declare(
            "No Jupyter server configuration is seen from here",
            'Say who may reach the server and the repository: %mlsec answer TRN-08 "…"',
        )
    return passed(f"{count(len(files), 'Jupyter configuration file')} without an open door.")


def _configurations(subject: EnvironmentSubject) -> Iterator[Path]:
    home = subject.variables.get("HOME", "").lstrip("/")
    own = subject.variables.get("JUPYTER_CONFIG_DIR", "").lstrip("/")
    folders = [*_SYSTEM, own or (f"{home}/.jupyter" if home else "")]
    for folder in folders:
        for name in _FILES if folder else ():
            for suffix in _SUFFIXES:
                path = subject.filesystem / folder / f"{name}{suffix}"
                if path.is_file():
                    yield path


def _facts(path: Path) -> Iterator[str]:
    try:
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return
    text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    yield from (fact for fact, pattern in _OPEN.items() if re.search(pattern, text))


PROBE = Probe(name="server-settings", items=("TRN-08",), run=_run, docs=__doc__)
