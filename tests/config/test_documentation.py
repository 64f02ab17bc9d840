"""docs/configuration.md lists every key there is, with its default."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec

from jupyter_mlsec.config.settings import Config, Settings

PAGE = Path(__file__).parents[2] / "docs/configuration.md"


def keys(settings: type[Settings], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for field in msgspec.structs.fields(settings):
        name = prefix + field.encode_name
        default = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
        if isinstance(default, Settings):
            found |= keys(type(default), f"{name}.")
        elif name != "root":  # where the file was found; nobody sets it
            value = msgspec.to_builtins(default)
            found[name] = json.dumps(int(value) if isinstance(value, float) else value)
    return found


def test_every_key_and_its_default_is_documented() -> None:
    documented = dict(re.findall(r"^\| `([\w.-]+)` \| `([^`]*)` \|", PAGE.read_text(), re.MULTILINE))
    assert documented == keys(Config)
