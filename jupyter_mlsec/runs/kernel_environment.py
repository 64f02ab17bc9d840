"""The kernel's environment: pinned where results depend on it, and without anything that opens a door elsewhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from jupyter_mlsec.secrets.redact import contains_secret

_SECRET_NAME = re.compile(
    r"(?i)password|passwd|passphrase|secret|credential|(?:^|_)(?:token|pass|pwd|creds?|auth|authorization|cookie"
    r"|jwt|pat|pin|dsn|apikey|api_?key|access_?key(?:_id)?|private_?key|secret_?key|encryption_?key|signing_?key|key"
    r"|webhook(?:_url)?|connection_?string|sas)(?:_|$|[0-9]+$)"
)
_URL_WITH_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@", re.IGNORECASE)
_DOORS = frozenset(
    {
        "SSH_AUTH_SOCK",
        "SSH_AGENT_PID",
        "SSH_ASKPASS",
        "GIT_ASKPASS",
        "GPG_AGENT_INFO",
        "GNOME_KEYRING_CONTROL",
        "DBUS_SESSION_BUS_ADDRESS",
        "DOCKER_HOST",
        "KUBECONFIG",
        "VAULT_ADDR",
    }
)
_UNSETTLING = frozenset({"PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONBREAKPOINT", "PYTHONWARNINGS", "PYTHONOPTIMIZE"})
_TOKEN = re.compile(r"(?![./~])\S{12,4096}")  # neither a word nor a path
_MIXED = re.compile(r"(?=.*[A-Za-z])(?=.*\d).*")
_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)

# The person's namespace stays as it was: the module is not imported by name, and the function deletes itself.
_STARTUP = """\
def _mlsec():
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("_mlsec_kernel_side", {path!r})
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    module.start(get_ipython(), {arguments})


_mlsec()
del _mlsec
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins:
    """What is held still during a run. ``threads`` 0 leaves the libraries' own choice (faster, fewer equal bits)."""

    seed: int = 0
    threads: int = 1
    timezone: str = "UTC"
    locale: str = "C.UTF-8"
    epoch: int = 315_532_800  # 1980-01-01, the first day that a zip archive can name
    hash_salt: str = "jupyter-mlsec"

    def variables(self) -> dict[str, str]:
        """Return the environment variables that pin the interpreter, the numeric libraries and the formatters."""
        pinned = {
            "PYTHONHASHSEED": str(self.seed % 4_294_967_296),
            "TZ": self.timezone,
            "LC_ALL": self.locale,
            "LANG": self.locale,
            "SOURCE_DATE_EPOCH": str(self.epoch),
        }
        return pinned | dict.fromkeys(_THREADS if self.threads else (), str(self.threads))


def is_sensitive(name: str, value: str) -> bool:
    """Return whether a variable could let notebook code act as the person: a token, a password, an agent's socket."""
    return (
        name in _DOORS
        or name.startswith(("MLSEC_", "JUPYTERHUB_", "JPY_"))
        or _SECRET_NAME.search(name) is not None
        or _URL_WITH_PASSWORD.search(value) is not None
        or (_TOKEN.fullmatch(value) is not None and contains_secret(value))
    )


def withheld(environ: Mapping[str, str], keep: Collection[str] = ()) -> tuple[str, ...]:
    """Return the values of scrubbed variables that are certainly secrets: a run that shows one got it elsewhere.

    Words, paths and settings stay out (``AUTH=none``): what is returned here may stand nowhere in a bundle.
    """
    return tuple(
        value
        for name, value in environ.items()
        if name not in keep
        and name not in _DOORS
        and _TOKEN.fullmatch(value)
        and is_sensitive(name, value)
        and (_MIXED.fullmatch(value) or contains_secret(value))
    )


def kernel_environment(environ: Mapping[str, str], pins: Pins, keep: Collection[str] = ()) -> dict[str, str]:
    """Return the environment for a kernel: ``environ`` scrubbed, except the names in ``keep``, then pinned."""
    scrubbed = {
        name: value
        for name, value in environ.items()
        if name in keep or not (name in _UNSETTLING or is_sensitive(name, value))
    }
    return scrubbed | pins.variables()


def write_profile(folder: Path, pins: Pins, opened: Path, *, measures: bool = False) -> None:
    """Write the IPython profile of one run: its start-up file seeds libraries as they load and notes opened files.

    ``measures`` loads the magics before the first cell: what becomes of tables is known from where they are loaded.
    """
    startup = folder / "profile_default" / "startup"
    startup.mkdir(parents=True)
    module = folder / "kernel_side.py"
    module.write_bytes(files("jupyter_mlsec.runs").joinpath("kernel_side.py").read_bytes())
    arguments = f"{pins.seed!r}, {pins.hash_salt!r}, {str(opened)!r}, measures={measures!r}"
    text = _STARTUP.format(path=str(module), arguments=arguments)
    (startup / "00-mlsec.py").write_text(text, encoding="utf-8")
