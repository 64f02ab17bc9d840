"""Which items apply: the profile says how much is asked, the declared stage says how far the model has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.errors import ConfigError, StateError
from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.model.checklist import Declaration, Stage

PROFILES = ("exploration", "production", "regulated")  # each asks for more than the one before
LOCKS = frozenset({"checklist", "checklist.profile"})

_LIFE = tuple(stage for stage in Stage if stage is not Stage.GOVERNANCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The profile in force, the declared stage (None = all), and the ids of the items that apply."""

    profile: str
    stage: Stage | None
    items: frozenset[str]

    @property
    def answering(self) -> bool:
        """Whether a person has to confirm what was computed for items that need interpretation."""
        return self.profile != PROFILES[0]

    @property
    def signing(self) -> bool:
        """Whether what people decide counts only with their signatures, whatever the configuration says."""
        return self.profile == PROFILES[-1]


def scope(config: Config, declarations: Iterable[Declaration]) -> Scope:
    """Return what applies to a notebook.

    A notebook may declare a stricter profile than its project's, never a laxer one; a policy that locks
    ``checklist.profile`` decides alone. Raises ConfigError or StateError for a profile or stage that does not exist.
    """
    said = next((each.fields for each in declarations if each.topic == "profile"), {})
    profile = config.checklist.profile
    if profile not in PROFILES:
        raise ConfigError(f"there is no checklist profile {profile!r}", help=f"use one of {', '.join(PROFILES)}")
    own = said.get("profile", PROFILES[0])
    if own not in PROFILES:
        raise StateError(
            f"the notebook declares a profile {own!r}, which does not exist",
            help=f"declare one of {', '.join(PROFILES)}",
        )
    if LOCKS.isdisjoint(config.locked):
        profile = max(profile, own, key=PROFILES.index)
    stage = _stage(said.get("stage", ""))
    asked = catalogue().profiles[profile]
    return Scope(profile=profile, stage=stage, items=frozenset(asked if stage is None else _until(stage, asked)))


def _stage(text: str) -> Stage | None:
    if not text:
        return None
    try:
        return Stage(text)
    except ValueError:
        raise StateError(
            f"the notebook declares a stage {text!r}, which does not exist",
            help=f"declare one of {', '.join(_LIFE)}",
        ) from None


def _until(stage: Stage, asked: frozenset[str]) -> Iterable[str]:
    """Return the items up to a stage. Retirement asks for its own items whatever the profile."""
    reached = {Stage.GOVERNANCE, *(_LIFE[: _LIFE.index(stage) + 1] if stage in _LIFE else ())}
    for item in catalogue().items:
        if item.stage in reached and (item.id in asked or item.stage is stage is Stage.RETIREMENT):
            yield item.id
