"""A verification of a run bundle for a terminal: the verdict, what it proves, who signed, and all that is wrong."""

from __future__ import annotations

from jupyter_mlsec.model.run import TrustLevel, Verification
from jupyter_mlsec.reports.counting import counted
from jupyter_mlsec.reports.ink import Ink, Style

TRUST = {
    TrustLevel.NONE: "nothing is proven about who made it",
    TrustLevel.AUTHOR_SIGNED: "signed by its author",
    TrustLevel.RUNNER_SIGNED: "signed by the machine that ran it",
    TrustLevel.REEXECUTED: "run again elsewhere with the same results",
}
NOT_PROVEN = {
    TrustLevel.NONE: "not proven: anything, for anybody may have made or changed it",
    TrustLevel.AUTHOR_SIGNED: "not proven: that the notebook gave these results; its author vouches for that",
    TrustLevel.RUNNER_SIGNED: "not proven: that the machine was honest; only a second run elsewhere shows that",
    TrustLevel.REEXECUTED: "not proven: that the method and the data are right; equal runs can be equally wrong",
}


def verify_text(verification: Verification, *, color: bool = False) -> str:
    """Return the verdict on one bundle as text, and what it does not prove."""
    ink = Ink()
    if verification.verified:
        ink.write("verified", Style.GOOD).line(f": {verification.bundle}", Style.STRONG)
    else:
        number = counted(len(verification.failures), "failure")
        ink.write("failed", Style.BAD).line(f": {verification.bundle} ({number})", Style.STRONG)
    level = verification.trust_level if verification.verified else TrustLevel.NONE
    ink.line(f"  trust level {level}: {TRUST[level]}")
    ink.line(f"  {NOT_PROVEN[level]}")
    for signer in verification.signers:
        ink.write("  ").write(signer.role, Style.STRONG).line(f": {signer.identity}, key {signer.key}")
    for failure in verification.failures:
        ink.line()
        ink.write(f"error[{failure.code}]", Style.BAD).line(f": {failure.message}", Style.STRONG)
        if failure.path:
            ink.write("  --> ", Style.FRAME).line(failure.path)
    return ink.page(color=color)
