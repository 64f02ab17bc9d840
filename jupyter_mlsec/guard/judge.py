"""What the guard makes of one name that a pickle imports."""

from __future__ import annotations

import sys
from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING  # the standard library's table of Python 2 names: data only
from dataclasses import dataclass
from types import FrameType

from jupyter_mlsec.artifacts.names import Standing, resolved, standing
from jupyter_mlsec.guard.channel import is_own_task
from jupyter_mlsec.guard.environment import can_be_imported, is_shadowed
from jupyter_mlsec.guard.followed import depends_on_arguments, is_followed
from jupyter_mlsec.guard.own import refusal
from jupyter_mlsec.guard.policy import Policy

_OLD, _NEW = 2, 4  # protocols before and after Python 3's names


@dataclass(frozen=True, slots=True)
class Opinion:
    """``objection`` says why a name may not be imported, as the end of a sentence; None where it may.

    ``lasts`` means that the same name need not be asked about again, whoever loads it.
    """

    objection: str | None
    lasts: bool = False


def opinion(module: object, name: object, policy: Policy, frame: FrameType) -> Opinion:
    """Judge one name that a pickle imports for the function that asked for the load."""
    if type(module) is not str or type(name) is not str:
        return Opinion("which is not a name")
    found = _standing(module, name)
    if (module, name) in policy.allowed:
        return Opinion(None, lasts=True)
    if found is Standing.VETTED and not is_shadowed(module):
        return Opinion(None, lasts=True)
    if is_own_task(frame, module, name) or (depends_on_arguments(module, name) and is_followed(frame, policy)):
        return Opinion(None)
    return Opinion(_doubt(found, module, name))


def _doubt(found: Standing, module: str, name: str) -> str | None:
    if found is Standing.VETTED:
        return "which a file outside the environment replaces"
    if found is Standing.DANGEROUS:
        return "which can run code or reach the system"
    return refusal(module, name)


def _standing(module: str, name: str) -> Standing:
    """Judge a name whatever the pickle's protocol, which the event does not tell.

    In an old protocol ``copy_reg`` means ``copyreg``; in a new one it is a module of that name, if there is any.
    """
    as_written = standing(module, name, _NEW)
    if module not in IMPORT_MAPPING and (module, name) not in NAME_MAPPING:
        return as_written
    translated = standing(module, name, _OLD)
    if resolved(module, name, _OLD)[0] != module and module not in sys.modules and not can_be_imported(module):
        return translated
    if Standing.DANGEROUS in (as_written, translated):
        return Standing.DANGEROUS
    return as_written if as_written is translated else Standing.UNKNOWN
