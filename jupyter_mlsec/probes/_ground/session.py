"""What a kernel's guard has seen since it was switched on, as the subject of probes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from jupyter_mlsec.model.guard import Answer, Deed, GuardMode


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSubject:
    """``counts`` say how often which deed was done, by the name of the code and the guard's answer."""

    mode: GuardMode
    since: datetime
    counts: Mapping[tuple[Deed, str, Answer], int] = field(default_factory=dict)
