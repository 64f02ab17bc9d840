"""The verifier's page: a failed bundle is never praised for a trust level."""

from __future__ import annotations

from inline_snapshot import snapshot

from jupyter_mlsec.model.run import Verification
from jupyter_mlsec.reports.verify_text import verify_text


def test_verified(verification: Verification) -> None:
    assert verify_text(verification) == snapshot("""\
verified: train.mlrun
  trust level 1: signed by its author
  not proven: that the notebook gave these results; its author vouches for that
  author: a.ng, key SHA256:7f3c
""")


def test_failed(failed_verification: Verification) -> None:
    assert verify_text(failed_verification) == snapshot("""\
failed: train.mlrun (1 failure)
  trust level 0: nothing is proven about who made it
  not proven: anything, for anybody may have made or changed it

error[digest-mismatch]: The file is not the one signed.
  --> outputs/model.skops
""")
