"""Declarations about data sets and models, found by the place that a call reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.checklist import Declaration
from jupyter_mlsec.probes._notebook.sources import Source


def declaration_for(source: Source, declarations: Sequence[Declaration]) -> Mapping[str, str]:
    """Return what was declared about a source: by the name its result is bound to, or by the place itself.

    Fields of a declaration by place outweigh those of a declaration by name.
    """
    places = {source.where, source.shown, source.where.removeprefix("./")}
    fields: dict[str, str] = {}
    for each in declarations:
        if each.topic == "dataset" and each.name in source.call.targets:
            fields |= each.fields
    for each in declarations:
        if each.topic == "dataset" and (
            each.name in places or each.fields.get("source", "").removeprefix("./") in places
        ):
            fields |= each.fields
    return fields


def profile_of(declarations: Sequence[Declaration], config: Config) -> str:
    """Return the profile that a notebook declares, else that of the configuration."""
    said = (each.fields.get("profile", "") for each in declarations if each.topic == "profile")
    return next((profile for profile in said if profile), config.checklist.profile)
