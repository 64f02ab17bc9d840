"""Which laws and standards a notebook has to keep to, and whether its risk tier fits what it does."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.rule import Family
from jupyter_mlsec.probes._ground.base import NotebookSubject, declared, failed, passed, warned
from jupyter_mlsec.probes._ground.found import counted
from jupyter_mlsec.probes._ground.observations import to_declare

TIERS = ("minimal", "limited", "high")
_STEP = "Declare it once: %mlsec declare profile profile=production laws=GDPR,EU-AI-Act tier=limited"


def _run(subject: NotebookSubject) -> Observation:
    fields = {key: value for each in declared(subject.declarations, "profile").values() for key, value in each.items()}
    laws = [law.strip() for law in fields.get("laws", "").split(",") if law.strip()]
    tier = fields.get("tier", "")
    if not laws or not tier:
        return to_declare("Neither laws nor risk tier are declared" if not laws + [tier] * bool(tier) else
                          "Laws and risk tier are not both declared", _STEP)  # fmt: skip
    if tier not in TIERS:
        return failed("The declared risk tier is unknown.", next_step=f"Use one of {', '.join(TIERS)}.")
    if tier == "high" and fields.get("profile", subject.config.checklist.profile) != "regulated":
        step = "Declare profile=regulated, which asks for all items."
        return failed("A high risk tier needs the regulated profile.", next_step=step)
    if counted(subject.findings, {Family.PRIVACY}) and not any("GDPR" in law.upper() or "PRIVACY" in law.upper()
                                                               or "CCPA" in law.upper() for law in laws):  # fmt: skip
        step = "Name the privacy law that applies, or remove the personal data."
        return warned("Personal data were found, but no privacy law is declared.", next_step=step)
    return passed(f"Declared: {', '.join(laws)}; risk tier {tier}.")


PROBE = Probe(name="regulations", items=("GOV-02",), run=_run, docs=__doc__)
