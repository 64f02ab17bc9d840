"""Finding and reading the configuration: the nearest file above the notebook, and the hub's policy on top of it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.errors import ConfigError

if TYPE_CHECKING:
    from jupyter_mlsec.config.settings import Config

POLICY_FILE = Path("/etc/jupyter/mlsec.toml")
POLICY_VARIABLE = "MLSEC_POLICY"


def load_config(near: Path | None, overrides: Mapping[str, object] | None = None) -> Config:
    """Return the configuration that counts for a notebook or folder; ``near`` is None for what is on no disk.

    Later wins: defaults, the nearest ``mlsec.toml`` or ``[tool.mlsec]`` above ``near``, the policy file, then
    ``overrides`` (the command line's, in the file's spelling) - except for keys that the policy locks.
    Raises ``ConfigError`` for unknown keys, wrong types, unreadable files and overrides of locked keys.
    """
    import msgspec

    from jupyter_mlsec.config.settings import Config

    source = None if near is None else find_config(near)
    project = _table(source) if source else {}
    for reserved in ("locked", "locked-rules", "signers"):
        if reserved in project:
            raise ConfigError(f"{source}: only a policy file can set {reserved}", help=f"remove {reserved}")
    policy_path = policy_file()
    policy = _table(policy_path) if policy_path else {}
    locked = policy.get("locked", [])
    if isinstance(locked, list):
        project = {key: value for key, value in project.items() if key not in locked or key not in policy}
    merged = _merge(project, policy)
    for key in overrides or {}:
        if isinstance(locked, list) and key in locked:
            raise ConfigError(f"{key} is locked by the policy file {policy_path}", help=f"leave out --{key}")
    merged = _merge(merged, dict(overrides or {}))
    try:
        config = msgspec.convert(merged, Config, strict=True)
    except msgspec.ValidationError as error:
        raise ConfigError(
            f"configuration of {source or policy_path or near}: {error}", help="see docs/configuration.md for the keys"
        ) from None
    return msgspec.structs.replace(config, root=source.parent if source else None)


def find_config(near: Path) -> Path | None:
    """Return the nearest ``mlsec.toml``, or ``pyproject.toml`` with a ``[tool.mlsec]`` table, at or above ``near``."""
    start = near.absolute()
    for folder in (start, *start.parents):
        own = folder / "mlsec.toml"
        if own.is_file():
            return own
        project = folder / "pyproject.toml"
        if project.is_file() and "mlsec" in _read(project).get("tool", {}):
            return project
    return None


def is_asked(key: str, near: Path | None) -> bool:
    """Tell whether somebody wrote ``key`` down, in the project's configuration or in the policy, or it is a default.

    Raises ``ConfigError`` for unreadable files.
    """
    sources = (find_config(near) if near else None, policy_file())
    return any(key in _table(source) for source in sources if source)


def policy_file() -> Path | None:
    """Return the hub's policy file: ``$MLSEC_POLICY``, else the system's one where it exists.

    Raises ``ConfigError`` when the variable names a file that is not there: a missing policy must not mean "no policy".
    """
    named = os.environ.get(POLICY_VARIABLE)
    if named:
        path = Path(named)
        if not path.is_file():
            raise ConfigError(
                f"${POLICY_VARIABLE} names {path}, which is not a file", help="ask whoever runs this hub to mend it"
            )
        return path
    return POLICY_FILE if POLICY_FILE.is_file() else None


def policy_signers(*, overridden: bool = False) -> Path | None:
    """Return the file of allowed signers that the hub's policy names in ``signers``, taken from the policy's folder.

    Raises ``ConfigError`` where the policy cannot be read or names nothing that could be a file, and where the person
    names another file (``overridden``) although the policy locks ``signers``.
    """
    path = policy_file()
    policy = _table(path) if path else {}
    named, locked = policy.get("signers", ""), policy.get("locked", [])
    if not isinstance(named, str):
        raise ConfigError(f"{path}: signers must be the path of a file of allowed signers")
    if overridden and isinstance(locked, list) and "signers" in locked:
        raise ConfigError(f"signers is locked by the policy file {path}", help="leave out --signers")
    return path.parent / named if path and named else None


def _table(path: Path) -> dict[str, Any]:
    document = _read(path)
    if path.name == "pyproject.toml":
        table = document["tool"]["mlsec"]
        if not isinstance(table, dict):
            raise ConfigError(f"{path}: tool.mlsec is not a table")
        return table
    return document


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read {path}: {type(error).__name__}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from None


def _merge(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``under`` with ``over`` on top; tables are merged key by key."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged
