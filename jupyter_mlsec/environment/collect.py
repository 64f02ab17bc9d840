"""Lists what an interpreter has installed, as JSON; runs inside that interpreter, so standard library only.

It is given to the other interpreter as a script (``python -I collect.py``), and may meet Python 3.9. ``-I`` keeps the
folder of the script and ``PYTHON*`` variables from changing what is imported here; the folders that they and the user's
site directory add to a kernel's path are listed nevertheless, because a kernel would import from them.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import site
import sys
from email.parser import HeaderParser

MARK = "mlsec-environment:"  # start-up files may print; the answer is the line that begins with this
_CODE = (".py", ".so", ".pyd", ".pyc")


def environment(path: list[str]) -> dict[str, object]:
    """Return the interpreter's facts and its distributions; the first one on ``path`` wins, as in an import."""
    found: dict[str, dict[str, object]] = {}
    for distribution in importlib.metadata.distributions(path=path):
        entry = describe(distribution)
        if entry is not None:
            found.setdefault(str(entry["name"]).lower().replace("_", "-").replace(".", "-"), entry)
    return {
        "python": platform.python_version(),
        "implementation": sys.implementation.name,
        "markers": markers(),
        "distributions": [found[name] for name in sorted(found)],
    }


def describe(distribution: importlib.metadata.Distribution) -> dict[str, object] | None:
    """Return one distribution's metadata; what cannot be read is said in ``problem``, never left out."""
    folder = getattr(distribution, "_path", None)
    called = str(getattr(folder, "name", "")).rpartition(".")[0]
    if called.startswith("~"):
        return None  # what pip leaves behind when it cannot delete; nothing can be imported from it
    try:
        text = distribution.read_text("METADATA") or distribution.read_text("PKG-INFO") or ""
        if not text and folder is not None and os.path.isfile(str(folder)):  # noqa: PTH113 - Python 3.9 path objects vary
            with open(str(folder), encoding="utf-8", errors="replace") as stream:  # noqa: PTH123 - the same
                text = stream.read()
        head = HeaderParser().parsestr(text.replace("\r\n", "\n").partition("\n\n")[0] + "\n\n")
        name, version = head.get("Name"), head.get("Version")
        if not name or not version:
            return _broken(called, "its metadata has no name or no version")
        return {
            "name": name.strip(),
            "version": version.strip(),
            "requires": _requires(head.get_all("Requires-Dist"), distribution),
            "modules": modules(distribution, head.get_all("Import-Name") or []),
            "license_expression": head.get("License-Expression"),
            "license": head.get("License"),
            "classifiers": [c for c in head.get_all("Classifier") or [] if c.startswith("License ::")],
            "inactive": "Development Status :: 7 - Inactive" in (head.get_all("Classifier") or []),
            "direct_url": distribution.read_text("direct_url.json"),
            "installer": (distribution.read_text("INSTALLER") or "").strip(),
            "problem": None,
        }
    except (OSError, UnicodeError, ValueError) as error:
        return _broken(called, "its metadata cannot be read ({})".format(type(error).__name__))  # noqa: UP032 - plain


def _broken(called: str, problem: str) -> dict[str, object]:
    name, _, version = called.partition("-")
    return {"name": name or "unknown", "version": version, "requires": [], "modules": [], "problem": problem}


def _requires(declared: list[str] | None, distribution: importlib.metadata.Distribution) -> list[str]:
    """Prefer the metadata's own lines; an egg keeps them in requires.txt, which the library reads."""
    return list(declared) if declared else list(distribution.requires or [])


def modules(distribution: importlib.metadata.Distribution, declared: list[str]) -> list[str]:
    """Return the top-level names that an import statement may use for it."""
    names = {line.partition(";")[0].strip().partition(".")[0] for line in declared}
    names.update((distribution.read_text("top_level.txt") or "").split())
    if not names:
        record = distribution.read_text("RECORD") or distribution.read_text("installed-files.txt") or ""
        names.update(_recorded(record))
    return sorted(name for name in names if name.isidentifier())


def _recorded(record: str) -> set[str]:
    found = set()
    for line in record.splitlines():
        path = line.rpartition(",")[0].rpartition(",")[0] or line
        first, slash, _ = path.strip('"').partition("/")
        if slash and not first.endswith((".dist-info", ".data", ".egg-info")):
            found.add(first)
        elif first.endswith(_CODE):
            found.add(first.partition(".")[0])
    found.discard("__pycache__")
    return {name for name in found if not name.startswith("__editable__")}


def markers() -> dict[str, str]:
    """Return the values of PEP 508's markers."""
    info = sys.implementation.version
    version = f"{info.major}.{info.minor}.{info.micro}"
    if info.releaselevel != "final":
        version += info.releaselevel[0] + str(info.serial)
    return {
        "implementation_name": sys.implementation.name,
        "implementation_version": version,
        "os_name": os.name,
        "platform_machine": platform.machine(),
        "platform_python_implementation": platform.python_implementation(),
        "platform_release": platform.release(),
        "platform_system": platform.system(),
        "platform_version": platform.version(),
        "python_full_version": platform.python_version(),
        "python_version": ".".join(platform.python_version_tuple()[:2]),
        "sys_platform": sys.platform,
    }


def kernel_path() -> list[str]:
    """Return the folders that a kernel of this interpreter would import from, though this process is isolated."""
    added = [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry]
    users = site.getusersitepackages()
    if not os.environ.get("PYTHONNOUSERSITE") and _sees_user_site() and os.path.isdir(users):  # noqa: PTH112 - Python 3.9
        added.append(users)
    return added + [entry for entry in sys.path if entry not in added]


def _sees_user_site() -> bool:
    """Tell whether the user's packages are seen; a virtual environment hides them unless made with the system's."""
    if sys.prefix == sys.base_prefix:
        return True
    try:
        with open(os.path.join(sys.prefix, "pyvenv.cfg"), encoding="utf-8") as stream:  # noqa: PTH118, PTH123 - Python 3.9
            return any(line.replace(" ", "").strip().lower() == "include-system-site-packages=true" for line in stream)
    except OSError:
        return False


if __name__ == "__main__":
    sys.stdout.write("\n" + MARK + json.dumps(environment(kernel_path())) + "\n")
