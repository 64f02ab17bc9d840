"""Which laws and standards a notebook has to keep to, and whether its risk tier fits what it does.

A tier and a law may be written in any of several languages. A use that the EU's AI Act takes for a high risk
(Annex III) or forbids (Art. 5) does not fit a small tier; columns that name people do not fit laws none of which
protects them.
"""

from __future__ import annotations

import re

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.rule import Family
from jupyter_mlsec.probes._ground.base import NotebookSubject, declared, failed, passed, warned
from jupyter_mlsec.probes._ground.found import counted
from jupyter_mlsec.probes._ground.observations import to_declare
from jupyter_mlsec.probes._ground.said import is_blank
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.columns import columns_of, personal, touched
from jupyter_mlsec.probes._notebook.program import Program, read_program

TIERS = ("minimal", "limited", "high")
_STEP = "Declare it once: %mlsec declare profile profile=production laws=GDPR,EU-AI-Act tier=limited"
_LARGE = frozenset({"high", "prohibited"})
_USES = ("use", "purpose", "intended-use", "zweck", "usage", "uso", "description")


def _run(subject: NotebookSubject) -> Observation:
    fields = {key: value for each in declared(subject.declarations, "profile").values() for key, value in each.items()}
    laws = [law.strip() for law in re.split(r"[,;\n]", fields.get("laws", "")) if not is_blank(law)]
    said = "" if is_blank(fields.get("tier", "")) else fields["tier"].strip()
    if not laws or not said:
        return to_declare("Neither laws nor risk tier are declared" if not laws + [said] * bool(said) else
                          "Laws and risk tier are not both declared", _STEP)  # fmt: skip
    tier = dict(entry.split("=") for entry in words("said", "tiers")).get(said.casefold().replace("_", " "), "")
    problem = _misfit(subject, tier, fields.get("profile", subject.config.checklist.profile))
    if problem is not None:
        return problem
    if _has_people(subject) and not any(_protects(law) for law in laws):
        step = "Name the privacy law that applies, or remove the personal data."
        return warned("Personal data were found, but no privacy law is declared.", next_step=step)
    return passed(f"Declared: {', '.join(laws)}; risk tier {tier}.")


def _misfit(subject: NotebookSubject, tier: str, profile: str) -> Observation | None:
    """Return what to say of a tier that does not exist, is not followed, or is too small for the declared use."""
    use = " ".join(each.get(key, "") for each in declared(subject.declarations, "purpose").values() for key in _USES)
    forbidden = tier == "prohibited" or _speaks_of(use, "forbidden_uses")
    if not tier:
        return failed("The declared risk tier is unknown.", next_step=f"Use one of {', '.join(TIERS)}.")
    if forbidden:
        return failed("The declared use is forbidden by the EU's AI Act (Art. 5).", next_step="Do not build it.")
    if tier == "high" and profile != "regulated":
        step = "Declare profile=regulated, which asks for all items."
        return failed("A high risk tier needs the regulated profile.", next_step=step)
    if tier not in _LARGE and _speaks_of(use, "high_risk_uses"):
        step = "Declare tier=high and profile=regulated, or say why it is none: %mlsec answer GOV-02 …"
        return warned(f"The declared use reads like a high risk, and the tier is {tier}.", next_step=step)
    return None


def _speaks_of(text: str, kind: str) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(word)}", text.casefold()) for word in words("said", kind))


def _protects(law: str) -> bool:
    plain = law.casefold().replace("_", " ")
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain) for word in words("said", "privacy_laws"))


def _has_people(subject: NotebookSubject) -> bool:
    """Tell whether personal data were found, or columns that name people stand in the code."""
    return bool(counted(subject.findings, {Family.PRIVACY})) or bool(_people(read_program(subject.notebook)))


def _people(program: Program) -> list[str]:
    values = [argument.value for call in program.calls for argument in call.arguments.positional]
    values += [call.base for call in program.calls if call.base is not None]
    return personal(sorted({name for value in values for name in columns_of(value) | touched(value)}))


PROBE = Probe(name="regulations", items=("GOV-02",), run=_run, docs=__doc__)
