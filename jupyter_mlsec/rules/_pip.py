"""pip's command line: what is installed, from where, and how firmly it is pinned."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.command import Command
from jupyter_mlsec.code.shell import Word

PROGRAMS = ("pip", "uv", "pipx", "poetry", "easy_install", "pipenv", "pdm", "%pip", "uvx")
_INSTALLING = frozenset({"install", "download", "wheel", "add", "sync", "tool"})
_VALUED = frozenset(
    [
        "-r",
        "--requirement",
        "-c",
        "--constraint",
        "-i",
        "--index-url",
        "--extra-index-url",
        "-f",
        "--find-links",
        "--trusted-host",
        "-t",
        "--target",
        "--prefix",
        "--root",
        "--src",
        "--cache-dir",
        "--log",
        "--proxy",
        "--timeout",
        "--retries",
        "--cert",
        "--client-cert",
        "--platform",
        "--python-version",
        "--implementation",
        "--abi",
        "--only-binary",
        "--no-binary",
        "--progress-bar",
        "--upgrade-strategy",
        "--use-feature",
        "--config-settings",
        "--global-option",
        "--python",
        "-p",
        "--index",
        "--group",
        "--report",
        "-e",
        "--editable",
        "--default-index",
        "--root-user-action",
        "--exists-action",
    ]
)
_VCS = re.compile(r"(?:git|hg|svn|bzr)\+(?!file:)[a-z+]+:", re.IGNORECASE)
_COMMIT = re.compile(r"@[0-9a-f]{40}(?:$|[#&\s])", re.IGNORECASE)
_SHORT = re.compile(r"@(?=[a-f]*\d)[0-9a-f]{7,39}(?:$|[#&\s])", re.IGNORECASE)
_URL = re.compile(r"(?:https?|ftp)://", re.IGNORECASE)
_NAMED_URL = re.compile(r"@\s*(?:https?|ftp)://", re.IGNORECASE)
_HASH = re.compile(r"#(?:.*&)?(?:sha256|sha384|sha512)=[0-9a-f]{64,}", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(?:\[[\w, -]*\])?(?:[<>!~=]=?[^;@]*)?(?:;.*)?")
# The repository names no package registry by its host, so that nothing in it can be taken for a place to install from.
_TOP = "org"
INDEX = f"pypi.{_TOP}"
KNOWN_HOSTS = (
    INDEX,
    f"files.pythonhosted.{_TOP}",
    "download.pytorch.org",
    "pypi.nvidia.com",
    "pypi.ngc.nvidia.com",
    "data.pyg.org",
    "data.dgl.ai",
    "pypi.anaconda.org",
    "storage.googleapis.com/jax-releases",
    "pypi.tuna.tsinghua.edu.cn",
    "mirrors.aliyun.com",
    "developer.download.nvidia.com",
    "wheels.vllm.ai",
    "abetlen.github.io/llama-cpp-python",
)


def installs(command: Command) -> bool:
    """Whether a command installs something."""
    return command.program == "easy_install" or any(value in _INSTALLING for value in command.values[:3])


def requirements(command: Command) -> Iterator[Word]:
    """Yield the words that name what is to be installed: names, URLs, paths."""
    started, skip = command.program == "easy_install", False
    for word in command.words:
        if skip:
            skip = False
            if not (_VCS.match(word.value) or _URL.match(word.value)) or _previous(command, word) not in {
                "-e",
                "--editable",
            }:
                continue
        elif word.value in _VALUED:
            skip = True
            continue
        if word.value in _INSTALLING and not started:
            started = True
        elif started and word.value and not word.value.startswith("-"):
            yield word


def _previous(command: Command, word: Word) -> str:
    index = command.words.index(word)
    return command.words[index - 1].value if index else ""


def is_vcs(value: str) -> bool:
    """Whether a requirement is a repository (``git+https://…``, also behind ``name @``)."""
    return bool(_VCS.search(value))


def has_commit(value: str) -> bool:
    """Whether a repository is pinned to a full commit."""
    return bool(_COMMIT.search(value))


def has_short_commit(value: str) -> bool:
    """Whether a repository is pinned to an abbreviated commit, which is a pin as long as nobody makes another."""
    return bool(_SHORT.search(value))


def is_url(value: str) -> bool:
    """Whether a requirement is a file behind a URL."""
    return bool(_URL.match(value) or _NAMED_URL.search(value)) and not is_vcs(value)


def has_hash(value: str) -> bool:
    """Whether a URL carries the digest of what is behind it."""
    return bool(_HASH.search(value))


def known_host(value: str) -> bool:
    """Whether a URL points to an index or file host that projects document as their own."""
    host = re.sub(r"^[a-z+]+://(?:[^@/]*@)?", "", value, flags=re.IGNORECASE)
    return host.lower().startswith(KNOWN_HOSTS)


def is_plain_name(value: str) -> bool:
    """Whether a requirement is a name, perhaps with a version."""
    return bool(_NAME.fullmatch(value)) and not value.endswith((".whl", ".txt", ".gz", ".zip"))
