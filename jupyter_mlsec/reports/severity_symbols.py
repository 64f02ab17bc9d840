"""The shape of each severity, beside its word: the same as in the editor's gutter (labextension/style/severity.css)."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Risk
from jupyter_mlsec.model.rule import Severity

SEVERITY_SYMBOLS = {Severity.CRITICAL: "■", Severity.HIGH: "◆", Severity.MEDIUM: "▲", Severity.LOW: "●"}
RISK_SYMBOLS = {risk: SEVERITY_SYMBOLS[Severity(risk.value)] for risk in Risk}
