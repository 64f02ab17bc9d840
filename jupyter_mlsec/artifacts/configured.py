"""Names that a configuration gives to its loader: judged like a pickle's imports, and told in their own words."""

from __future__ import annotations

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.names import Standing, standing
from jupyter_mlsec.artifacts.sight import shown_name

_PROTOCOL = 5  # no renaming of Python 2's modules


def judge_name(content: Content, module: str, name: str) -> None:
    """Tell of a module's function or class that the loader would import, unless it is vetted."""
    found = standing(module, name, _PROTOCOL)
    if found is Standing.DANGEROUS:
        tell_dangerous(content, f"{module}.{name}")
    elif found is Standing.UNKNOWN:
        tell_unvetted(content, f"{module}.{name}")


def tell_dangerous(content: Content, full: str) -> None:
    """Say that the configuration names a primitive."""
    name = shown_name(full)
    message = f"loading this file reaches {name}, which can run code or reach the system"
    content.sights.add("dangerous-model-config", f"configured name {name}", message)


def tell_unvetted(content: Content, full: str) -> None:
    """Say that the configuration names something that nobody has vetted."""
    name = shown_name(full)
    message = f"loading this file imports {name}, which is not on the list of vetted names"
    content.sights.add("unvetted-model-config", f"configured name {name}", message)
