"""The exit codes of every command."""

from __future__ import annotations

CLEAN = 0
FOUND = 1  # something was found, or a verification failed
COULD_NOT_LOOK = 2  # something could not be looked at, or the command line was wrong; wins over FOUND
