"""Asks a package index which releases were yanked and which projects are abandoned: PEP 592, 691, 700 and 792.

Opens sockets, and only when a person names the index. Names of what was not installed from an index are not sent.
"""

from __future__ import annotations

import os
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from html.parser import HTMLParser
from urllib.parse import quote, unquote, urlsplit

import msgspec

from jupyter_mlsec.environment.installed import Distribution, Environment, OriginKind
from jupyter_mlsec.environment.ranges import parsed
from jupyter_mlsec.errors import UsageError

_ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_LIMIT = 64 * 2**20  # bytes of one answer
_AT_ONCE = 8
_WORDS = 100  # characters of a reason that the index gives


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexFacts:
    """What an index says about one installed release; ``problem`` where it could not be asked or did not say."""

    yanked: str | None = None  # the reason, perhaps empty; None where it was not yanked
    status: str = "active"  # or archived, deprecated, quarantined
    newest: date | None = None  # when the project's newest file was uploaded, where the index tells times
    problem: str = ""


class _File(msgspec.Struct, rename="kebab"):
    filename: str
    yanked: bool | str = False
    upload_time: str = ""


class _Status(msgspec.Struct, frozen=True):
    status: str = "active"


class _Project(msgspec.Struct, rename="kebab"):
    files: list[_File]
    project_status: _Status = _Status()


def index_url(given: str | None) -> str:
    """Return the index to ask: the given one, else what the environment tells uv or pip. Raises UsageError."""
    url = given or os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("PIP_INDEX_URL") or ""
    if not url:
        raise UsageError(
            "no package index is named",
            help="give its simple API: --index URL, or set UV_DEFAULT_INDEX or PIP_INDEX_URL",
        )
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise UsageError("a package index is asked over https only")
    return url.rstrip("/")


def ask_index(environment: Environment, url: str, *, timeout: float = 20.0) -> dict[str, IndexFacts]:
    """Ask about every distribution that came from an index, by normalised name. ``timeout`` is in seconds for each."""
    asked = [item for item in environment.distributions if item.origin.kind is OriginKind.INDEX and not item.problem]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = pool.map(lambda item: _ask(item, url, timeout), asked)
        return {item.name: answer for item, answer in zip(asked, answers, strict=True)}


def _ask(item: Distribution, url: str, timeout: float) -> IndexFacts:
    request = urllib.request.Request(f"{url}/{quote(item.name)}/", headers={"Accept": _ACCEPT})  # noqa: S310 - checked by index_url
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310 - the same
            data, kind = answer.read(_LIMIT), answer.headers.get("Content-Type", "")
        project = msgspec.json.decode(data, type=_Project) if "json" in kind else _page(data)
    except urllib.error.HTTPError as error:
        with error:
            return IndexFacts(problem=f"the index answered {error.code}")
    except (OSError, ValueError, msgspec.DecodeError) as error:
        return IndexFacts(problem=f"the index could not be asked ({type(error).__name__})")
    return _facts(item, project)


class _Links(HTMLParser):
    """Reads what an index without JSON tells: the files, which of them were yanked, and the project's status."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[_File] = []
        self.status = "active"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a link to a file, or the status."""
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            name = unquote(urlsplit(str(given["href"])).path.rpartition("/")[2])
            self.files.append(_File(name, yanked=(given["data-yanked"] or True) if "data-yanked" in given else False))
        elif tag == "meta" and given.get("name") == "pypi:project-status":
            self.status = str(given.get("content"))


def _page(data: bytes) -> _Project:
    links = _Links()
    links.feed(data.decode("utf-8", "replace"))
    return _Project(links.files, _Status(links.status))


def _facts(item: Distribution, project: _Project) -> IndexFacts:
    own = [file for file in project.files if _is_of(file.filename, item)]
    yanked = [file.yanked for file in own if file.yanked]
    times = [datetime.fromisoformat(file.upload_time).date() for file in project.files if _is_time(file.upload_time)]
    return IndexFacts(
        yanked=_words(yanked[0]) if own and len(yanked) == len(own) else None,
        status=project.project_status.status,
        newest=max(times, default=None),
        problem="" if own else "the index has no file of this version",
    )


def _is_of(filename: str, item: Distribution) -> bool:
    """Whether a wheel or an sdist is of the installed version."""
    stem = filename.removesuffix(".tar.gz").removesuffix(".zip").removesuffix(".whl")
    name = item.name.replace("-", "_")
    folded = stem.lower().replace("-", "_").replace(".", "_")
    if not folded.startswith(f"{name}_"):
        return False
    version = stem[len(name) + 1 :].partition("-")[0] if filename.endswith(".whl") else stem[len(name) + 1 :]
    found, wanted = parsed(version), parsed(item.version.partition("+")[0])
    return found is not None and found == wanted


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _words(reason: bool | str) -> str:  # noqa: FBT001 - PEP 592: true, or a reason
    plain = "".join(letter for letter in reason if letter.isprintable()) if isinstance(reason, str) else ""
    return plain if len(plain) <= _WORDS else plain[: _WORDS - 1].rstrip() + "…"
