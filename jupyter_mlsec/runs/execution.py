"""What goes into an execution and what comes out of it."""

from __future__ import annotations

import enum
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from jupyter_mlsec.model.run import RunRecord
from jupyter_mlsec.runs.kernel_environment import Pins

Progress = Callable[[int, int], None]  # index of the cell that starts, number of cells
Stage = Callable[[str], None]  # what begins, in one or two words: "signing"


class Measure(enum.Enum):
    """Whether the models and tables of a run are measured in its kernel, and with which probes."""

    NOTHING = ""
    NORMAL = "normal"
    HEAVY = "heavy"  # those that take long, too

    @classmethod
    def asked(cls, *, measure: bool, heavy: bool) -> Measure:
        """Return what the options ``--measure`` and ``--heavy`` say; the second one means both."""
        return cls.HEAVY if heavy else cls.NORMAL if measure else cls.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How a notebook is run. Times are seconds, memory is bytes; 0 means "no limit".

    ``max_memory`` and ``max_cpu`` (processor seconds) are about the kernel and all that it starts, taken together.

    ``parameters`` hold JSON values or ``SecretReference``. ``kernel`` None takes the notebook's own; ``python`` is an
    interpreter with ipykernel that runs the notebook instead of an installed kernel. ``keep_env`` names variables that
    the kernel may see although they look sensitive. ``cancelled``, once set, ends the run.
    """

    parameters: Mapping[str, object] = field(default_factory=dict)
    timeout: float = 3600.0
    cell_timeout: float = 600.0
    start_timeout: float = 120.0
    kernel: str | None = None
    python: str | None = None
    pins: Pins = field(default_factory=Pins)
    keep_env: tuple[str, ...] = ()
    measure: Measure = Measure.NOTHING
    max_memory: int = 0
    max_cpu: float = 0.0
    cancelled: threading.Event | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUse:
    """A file that the run read or wrote: its path as seen from the notebook's folder, size in bytes, ``sha256:…``."""

    path: str
    size: int
    sha256: str
    written: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelFacts:
    """What ran the notebook. ``python`` is the kernel's executable (None where it is not Python's)."""

    name: str
    language: str
    python: str | None = None
    cpu_seconds: float = 0.0
    peak_memory: int = 0  # bytes


Prepare = Callable[[KernelFacts], None]  # called once it is known which kernel will run the notebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Executed:
    """One finished execution, successful or not: ``record.succeeded`` decides, and ``document`` is None if not.

    ``source`` is the digest of the notebook file as it was read; ``input`` and ``document`` are canonical bytes.
    ``secrets`` are the values behind the references, and those that were kept from the kernel: for looking that they
    are nowhere, and never to be stored.
    """

    record: RunRecord
    invocation: str
    source: str
    input: bytes = field(repr=False)
    document: bytes | None = field(repr=False)
    kernel: KernelFacts
    pins: Pins
    files: tuple[FileUse, ...] = ()
    measured: int | None = None  # records that measuring left; None where nobody asked for any
    secrets: tuple[str, ...] = field(default=(), repr=False)
