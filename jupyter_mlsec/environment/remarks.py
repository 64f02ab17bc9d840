"""What else is worth saying about an environment: origins, near misses of names, licences, what was given up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from packaging.utils import canonicalize_name

from jupyter_mlsec.config.settings import AuditSettings
from jupyter_mlsec.environment.index import IndexFacts
from jupyter_mlsec.environment.installed import Distribution, Environment, OriginKind
from jupyter_mlsec.environment.licence_policy import checked, is_allowed
from jupyter_mlsec.environment.similar_names import similar_name
from jupyter_mlsec.model.audit import Remark, RemarkKind, Tier

_NOT_ASKED = "whether releases were yanked or projects abandoned is known to the index only, which was not asked"
_UNDATED = "the index does not tell when files were uploaded"
_GIVEN_UP = {
    "archived": "its project is archived: nobody maintains it",
    "deprecated": "its project is deprecated",
    "quarantined": "its project is in quarantine: the index suspects it",
}


def remarks(
    environment: Environment,
    tier_of: Mapping[str, Tier],
    settings: AuditSettings | None = None,
    index: Mapping[str, IndexFacts] | None = None,
    today: date | None = None,
) -> tuple[Remark, ...]:
    """Return the remarks, by distribution; none of them changes a verdict.

    ``index`` is what a package index said; None where nobody asked one. Raises ConfigError for a licence in the
    configuration that SPDX does not know.
    """
    settings = settings or AuditSettings()
    allowed = checked(settings.allow_licences)
    excused = {canonicalize_name(name) for name, reason in settings.excuse_licences.items() if reason.strip()}
    found: list[Remark] = []
    for item in environment.distributions:
        told = [*_origin(item), *_name(item), *_licence(item, allowed, excused=item.name in excused)]
        told += _maintenance(item, None if index is None else index.get(item.name), settings, today)
        found += [
            Remark(kind=kind, message=message, name=item.name, version=item.version, tier=tier_of[item.name])
            for kind, message in told
        ]
    return (*found, *_general(index))


def _general(index: Mapping[str, IndexFacts] | None) -> Iterator[Remark]:
    if index is None:
        yield Remark(kind=RemarkKind.NOT_CHECKED, message=_NOT_ASKED)
        return
    silent = sorted(name for name, facts in index.items() if facts.problem)
    if silent:
        shown = ", ".join(silent[:3]) + (f" and {len(silent) - 3} more" if len(silent) > 3 else "")  # noqa: PLR2004 - three names fit a line
        message = f"whether they were yanked or abandoned is not known of {shown}: {index[silent[0]].problem}"
        yield Remark(kind=RemarkKind.NOT_CHECKED, message=message)
    if len(silent) < len(index) and not any(facts.newest for facts in index.values()):
        yield Remark(kind=RemarkKind.NOT_CHECKED, message="how old the newest releases are is not known: " + _UNDATED)


def _origin(item: Distribution) -> Iterator[tuple[RemarkKind, str]]:
    origin = item.origin
    if origin.kind is OriginKind.FOLDER:
        yield RemarkKind.DIRECT_URL, f"installed from a folder{', editable' if origin.editable else ''}"
    elif origin.kind is not OriginKind.INDEX:
        pinned = bool(origin.commit or origin.digest)
        where = origin.url or "a URL that cannot be shown"
        yield RemarkKind.DIRECT_URL, f"installed from {where}{'' if pinned else ', and not pinned by a hash'}"


def _name(item: Distribution) -> Iterator[tuple[RemarkKind, str]]:
    near = similar_name(item.name)
    if near:
        yield RemarkKind.SIMILAR_NAME, f"its name is one slip away from {near}"


def _licence(item: Distribution, allowed: frozenset[str], *, excused: bool) -> Iterator[tuple[RemarkKind, str]]:
    if item.problem is not None:
        return
    said = f" ({item.declared_licence})" if item.declared_licence else ""
    if item.licence is None and (excused or not allowed):
        yield RemarkKind.LICENCE, f"no SPDX licence follows from its metadata{said}"
    elif allowed and not excused:
        if item.licence is None:
            yield RemarkKind.LICENCE_NOT_ALLOWED, f"its licence is not known{said}, and so not an allowed one"
        elif not is_allowed(item.licence, allowed):
            yield RemarkKind.LICENCE_NOT_ALLOWED, f"its licence {item.licence} is not an allowed one"


def _maintenance(
    item: Distribution, facts: IndexFacts | None, settings: AuditSettings, today: date | None
) -> Iterator[tuple[RemarkKind, str]]:
    if item.inactive:
        yield RemarkKind.UNMAINTAINED, "its own metadata say that it is inactive"
    if facts is None:
        return
    if facts.yanked is not None:
        yield RemarkKind.YANKED, f"this release was yanked{f': {facts.yanked}' if facts.yanked else ''}"
    if facts.status in _GIVEN_UP:
        yield RemarkKind.UNMAINTAINED, _GIVEN_UP[facts.status]
    elif facts.newest and today and (age := (today - facts.newest).days) > settings.abandoned_after:
        yield RemarkKind.UNMAINTAINED, f"its newest release is {age} days old"
