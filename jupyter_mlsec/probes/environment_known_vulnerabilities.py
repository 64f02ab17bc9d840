"""Known vulnerabilities of the installed distributions, by how close they are to the notebook.

A vulnerable package that the notebook imports is a hole in the notebook; one that is merely installed waits for the
next ``import``. What nobody could look up is not clean.
"""

from __future__ import annotations

from collections import Counter

from jupyter_mlsec.model.audit import AuditReport, AuditVerdict, Tier, Vulnerability
from jupyter_mlsec.model.checklist import Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import EnvironmentSubject
from jupyter_mlsec.probes._ground.observations import count, listed, not_evidence, to_declare

_TIERS = tuple(Tier)


def _run(subject: EnvironmentSubject) -> Observation:
    audit = subject.audit
    if audit is None:
        return to_declare("The environment was not audited", "Audit it: mlsec audit NOTEBOOK")
    ignored = subject.config.audit.ignore
    found = {
        (dependency.tier, dependency.name): [
            each for each in dependency.vulnerabilities if not {each.id, *each.aliases} & set(ignored)
        ]
        for dependency in audit.dependencies
    }
    open_ = {key: each for key, each in found.items() if each}
    if open_:
        return _vulnerable(open_)
    if audit.verdict is AuditVerdict.UNKNOWN:
        return not_evidence(audit.reason or "nobody could look the packages up", next_step="mlsec advisories update")
    if audit.skipped:
        names = listed(sorted(each.name for each in audit.skipped))
        return not_evidence(
            f"nothing is known about {names}", next_step="Install these from an index, or waive the item."
        )
    return _clean(audit, len(ignored))


def _vulnerable(found: dict[tuple[Tier, str], list[Vulnerability]]) -> Observation:
    tiers = Counter(tier for tier, _ in found)
    worst = next(tier for tier in _TIERS if tiers[tier])
    names = listed(sorted(name for tier, name in found if tier is worst))
    return Observation(
        status=Status.WARN if worst is Tier.INSTALLED else Status.FAIL,
        summary=f"{count(len(found), 'package')} with known vulnerabilities; {worst.value}: {names}.",
        details=tuple(f"{tier.value}: {count(tiers[tier], 'package')}" for tier in _TIERS if tiers[tier]),
        measurements=(Measurement(name="vulnerable-packages", value=float(len(found)), limit="<= 0"),),
        next_step="Upgrade them: mlsec audit NOTEBOOK names the versions that mend each.",
    )


def _clean(audit: AuditReport, ignored: int) -> Observation:
    date = f" of {audit.advisories.date}" if audit.advisories.date else ""
    details = (f"{count(ignored, 'advisory', 'advisories')} ignored by the configuration",) if ignored else ()
    return Observation(
        status=Status.PASS,
        summary=f"No known vulnerability in {count(len(audit.dependencies), 'package')} (advisories{date}).",
        details=details,
        measurements=(Measurement(name="vulnerable-packages", value=0.0, limit="<= 0"),),
    )


PROBE = Probe(name="known-vulnerabilities", items=("TRN-03", "MNT-01"), run=_run, docs=__doc__)
