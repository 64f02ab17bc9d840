"""Prints the path of the Chromium that the browser tests drive, and installs one where there is none.

Looked for in this order: ``$MLSEC_CHROMIUM``, the names below on the PATH, what Playwright has downloaded before. Else
Debian and Ubuntu get the distribution's package (as root), everybody else Playwright's own build.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def main() -> None:
    """Print the path; talk goes to stderr."""
    found = find() or install()
    if found is None:
        sys.exit("error: no Chromium was found, and none could be installed\nhelp: set MLSEC_CHROMIUM to its path")
    print(found)


def find() -> str | None:
    """Return the path of a browser that is there already."""
    named = os.environ.get("MLSEC_CHROMIUM")
    if named:
        if shutil.which(named) is None:
            sys.exit(f"error: MLSEC_CHROMIUM is {named}, which cannot be run\nhelp: unset it, or mend it")
        return shutil.which(named)
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return on_path or next((path for path in APPLICATIONS if Path(path).is_file()), None) or playwrights()


def playwrights() -> str | None:
    """Return the path of the build that belongs to the installed Playwright, if it was downloaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def install() -> str | None:
    """Install a browser: the distribution's where that is possible, else Playwright's."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", "chromium"]):
            if not _run("apt-get", *arguments, environment=environment):
                break
        found = shutil.which("chromium")
        # Ubuntu's package of this name only points at a snap, which does not run in a container
        if found and _run(found, "--version", "--no-sandbox"):
            return found
    if _run(sys.executable, "-m", "playwright", "install", "--with-deps" if _is_root() else "--no-shell", "chromium"):
        return playwrights()
    return None


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _run(*command: str, environment: dict[str, str] | None = None) -> bool:
    print("+", " ".join(command), file=sys.stderr)
    return subprocess.run(command, check=False, stdout=sys.stderr, env=environment).returncode == 0  # noqa: S603 - fixed


if __name__ == "__main__":
    main()
