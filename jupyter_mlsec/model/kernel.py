"""KernelFacts: what a live kernel knows about the code that is looked at, read without running anything of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Loading(StrEnum):
    """What a scan of a file says of loading it, from the best to the worst."""

    VETTED = "vetted"  # it names vetted functions and classes only, or none
    ASKS = "asks"  # it names something that nobody vetted
    UNREAD = "unread"  # nobody knows: it could not be looked at in full
    DANGEROUS = "dangerous"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFact:
    """One file that a cell names, as it is now.

    ``written_here`` is True where this session wrote it and nobody has changed it since, False where that was watched
    and is not so, and None where nobody watched. ``loading`` is None where the file is not there, or was not asked
    for; ``saw`` is what the scan said, in one phrase.
    """

    exists: bool
    written_here: bool | None = None
    loading: Loading | None = None
    saw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelFacts:
    """What is known of the session besides its code.

    ``versions`` are installed versions by distribution; ``names`` maps a variable to what it really is, by qualified
    name (``"load"`` -> ``"pickle.load"``, an instance ``"pickle.Unpickler()"``, the person's own ``"__main__.load"``);
    ``attributes`` are functions and classes that are not what their path says (``"json.load"`` -> ``"pickle.load"``);
    ``definitions`` are the sources of functions and classes that the session defined; ``files`` are files by the path
    that the code gives. ``next_cell`` is the index of the cell that is about to run,
    where one is: the kernel is then as that cell will find it. ``beside`` are the files beside the notebook where
    whoever asks does not run in the kernel; None where the current folder is the kernel's own.
    """

    versions: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, FileFact] = field(default_factory=dict)
    next_cell: int | None = None
    beside: Mapping[str, FileFact] | None = None

    @property
    def is_disk(self) -> bool:
        """Whether there is no live session behind it: only the files beside the notebook are known."""
        return not self.names and not self.versions
