"""Without PyTorch in the kernel there is nothing to look at; networks are attacked in ``field``, where PyTorch is."""

from __future__ import annotations

import sys

import numpy as np
from sklearn.linear_model import LogisticRegression

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_gradient_attack import PROBE


def test_a_kernel_without_pytorch_has_no_network() -> None:
    x = np.random.default_rng(0).normal(size=(200, 3))
    y = (x[:, 0] > 0).astype(int)
    found = PROBE.run(ModelSubject(name="clf", model=LogisticRegression().fit(x, y), x=x, y=y))
    assert (found.status, found.summary) == (
        Status.NOT_APPLICABLE,
        "Does not apply: PyTorch is not loaded in this kernel.",
    )
    assert "torch" not in sys.modules
