"""The configuration's shape: every key of ``[tool.mlsec]``, its type and its default."""

from __future__ import annotations

from pathlib import Path

import msgspec

from jupyter_mlsec.model.guard import Deed, GuardMode
from jupyter_mlsec.model.rule import Severity


class Settings(msgspec.Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """A table of the configuration file: keys are kebab-case, unknown ones are refused."""


class AuditSettings(Settings, frozen=True):
    """``[tool.mlsec.audit]``."""

    max_age: int = 30  # days after which advisories are too old to say "clean"
    ignore: dict[str, str] = {}  # advisory id -> reason
    allow_licences: tuple[str, ...] = ()  # SPDX; empty = all are allowed
    excuse_licences: dict[str, str] = {}  # distribution -> reason, where its licence is none of these or unknown
    abandoned_after: int = 1095  # days since a project's newest release, where an index was asked


class ChecklistSettings(Settings, frozen=True):
    """``[tool.mlsec.checklist]``."""

    profile: str = "exploration"
    limits: dict[str, str] = {}  # "accuracy" -> ">= 0.9"
    author: str = ""
    reviewers: tuple[str, ...] = ()


class RunSettings(Settings, frozen=True):
    """``[tool.mlsec.run]``; times are in seconds, memory in bytes, and 0 means "no limit"."""

    timeout: float = 3600.0
    cell_timeout: float = 600.0
    max_memory: int = 0  # of the kernel and all that it starts
    max_cpu: float = 0.0  # processor seconds of the same


class Config(Settings, frozen=True):
    """Everything a person or a hub can set. ``root`` is the folder of the file it was read from."""

    select: tuple[str, ...] = ()  # rules or families; empty = all
    ignore: tuple[str, ...] = ()
    fail_on: Severity = Severity.MEDIUM
    gate: Severity = Severity.HIGH  # what %%mlsec and the editor's gate stop at
    gate_mode: GuardMode | None = None  # what the editor's gate does; None leaves it to the person's own setting
    exclude: tuple[str, ...] = ()  # glob patterns of paths, below the root
    baseline: str = ""  # path of a baseline file, below the root
    guard: GuardMode = GuardMode.OFF  # what a kernel's guard does once the extension is loaded
    guard_allow: dict[str, str] = {}  # "package.module:Name" that pickles may import -> reason
    guard_refuse: tuple[Deed, ...] = ()  # what the guard refuses besides loads
    signed_decisions: bool = False  # answers and waivers count only with their persons' signatures, as in "regulated"
    locked: tuple[str, ...] = ()  # only in a policy file: keys that the command line may not override
    locked_rules: tuple[str, ...] = ()  # only in a policy file: rules or families that nobody may ignore
    signers: str = ""  # only in a policy file: path of the allowed signers of everybody on the hub
    audit: AuditSettings = AuditSettings()
    checklist: ChecklistSettings = ChecklistSettings()
    run: RunSettings = RunSettings()
    root: Path | None = None

    def locks(self, rule: str, family: str) -> bool:
        """Whether nobody may ignore, allow or baseline what a rule of this name and family finds."""
        return rule in self.locked_rules or family in self.locked_rules
