"""Names that are harmless or not by what they are called with: the scanner follows the whole pickle to find out."""

from __future__ import annotations

import re
from types import FrameType

from jupyter_mlsec.artifacts.names import Standing, resolved, standing
from jupyter_mlsec.artifacts.scan import scan_stream
from jupyter_mlsec.artifacts.special_calls import SPECIAL_CALLS
from jupyter_mlsec.guard.own import refusal
from jupyter_mlsec.guard.policy import Policy
from jupyter_mlsec.guard.source import stream_being_loaded

_OTHER_NAME = re.compile(r"import of (?P<module>[\w.]+)\.(?P<name>\w+)\Z")
_OLD, _NEW = 2, 4  # protocols before and after Python 3's names


def depends_on_arguments(module: str, name: str) -> bool:
    """Whether a name has to be judged with its arguments."""
    names = {(module, name), resolved(module, name, _OLD)}
    return not names.isdisjoint(SPECIAL_CALLS) and standing(module, name, _NEW) is not Standing.VETTED


def is_followed(frame: FrameType, policy: Policy) -> bool:
    """Whether the pickle that is being loaded was found, followed to its end, and does nothing with such names.

    Other names that nobody vetted do not count here: the guard is told of each of them by itself, but for those that
    are taken as attributes, whose name no policy and no session knows.
    """
    stream = stream_being_loaded(frame)
    if stream is None:
        return False
    with stream:
        looked = scan_stream(stream)
    if looked.problems:
        return False
    for rule, hit in looked.hits:
        other = _OTHER_NAME.match(hit.text.content) if rule.name == "unvetted-pickle-import" else None
        if other is None:
            return False
        if (other["module"], other["name"]) not in policy.allowed and refusal(other["module"], other["name"]):
            return False
    return True
