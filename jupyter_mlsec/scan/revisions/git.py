"""git as a subprocess: plumbing commands only, under settings that no hostile repository can make run anything.

A repository's own configuration can name programs (a file system monitor, hooks, pagers, diff drivers, filters,
transports, remote helpers). The commands used here read objects; what could still start a program is switched off on
the command line, which wins over every file, and transports by the environment, which wins over that. The person's
own configuration stays in force, for it says which repositories of other people they trust (``safe.directory``).
Source: git-config(1), git(1) under GIT_ALLOW_PROTOCOL, gitfaq and the list of CVE-2022-24765.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_mlsec.errors import UnreadableError, UsageError

# The first of these makes an empty value mean "none" in every version of git.
_SETTINGS = (
    "core.fsmonitor=",
    f"core.hooksPath={os.devnull}",
    "core.pager=cat",
    "core.alternateRefsCommand=",
    "core.sshCommand=",
    "core.gitProxy=",
    "core.askPass=",
    "credential.helper=",
    "diff.external=",
    "log.showSignature=false",
    "protocol.allow=never",
    "gc.auto=0",
    "maintenance.auto=false",
    "core.commitGraph=false",  # not programs: a forged graph, or replaced objects, could hide commits from a look
    "core.useReplaceRefs=false",
)
# Which repository and which index is meant: a hook is told so by git (`git commit -a` commits an index of its own).
_KEPT = frozenset(
    {
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_COMMON_DIR",
        "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_CEILING_DIRECTORIES",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM",
        "GIT_CONFIG_NOSYSTEM",
    }
)
_OURS = {
    "GIT_ALLOW_PROTOCOL": "none",  # objects that a partial clone lacks are never fetched, by no transport
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",  # what git says of a failure is recognised by its English words
}


@dataclass(frozen=True, slots=True)
class Git:
    """One git program, the folder it is asked in, and its environment."""

    program: str
    folder: str
    environment: Mapping[str, str] = field(repr=False)

    def command(self, *arguments: str) -> list[str]:
        """Return the command line of one plumbing command."""
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        return [self.program, "--no-pager", "--literal-pathspecs", *settings, *arguments]

    def start(self, *arguments: str, stdin: int | None = subprocess.PIPE) -> subprocess.Popen[bytes]:
        """Start a command whose output is read as it comes."""
        return subprocess.Popen(  # noqa: S603 - git itself, by its absolute path, with no argument that is an option
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def ask(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run a command to its end, whatever that is."""
        return subprocess.run(  # noqa: S603 - the same
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment,
            input=given,
            capture_output=True,
            check=False,
        )

    def answer(self, *arguments: str, given: bytes = b"") -> bytes:
        """Return what a command that must succeed writes. Raises ``UnreadableError``, without git's own words."""
        done = self.ask(*arguments, given=given)
        if done.returncode:
            raise failed(arguments[0], done.returncode)
        return done.stdout


def failed(command: str, code: int) -> UnreadableError:
    """Return the error of a command that ended badly; git's words could quote a configuration and stay out."""
    return UnreadableError(
        f"git {command} ended with code {code}: the repository could not be read",
        help="git fsck says what is wrong with it",
    )


def find_git(folder: str) -> Git:
    """Return git as the person's ``PATH`` has it. Raises ``UsageError`` where there is none.

    Relative entries are passed over: a program called git that lies in the repository is not the person's git.
    """
    entries = [entry for entry in os.environ.get("PATH", os.defpath).split(os.pathsep) if Path(entry).is_absolute()]
    program = next((found for entry in entries if (found := shutil.which("git", path=entry))), None)
    if program is None or not Path(program).is_absolute():
        raise UsageError("there is no git on this machine's PATH", help="install git, or name the files to scan")
    return Git(program, folder, environment())


def environment() -> dict[str, str]:
    """Return this process's environment, of git's own variables only those that say which repository is meant."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.upper().startswith("GIT_") or name in _KEPT
    }
    return inherited | _OURS
