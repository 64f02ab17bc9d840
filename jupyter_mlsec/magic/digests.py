"""How a live table or model is fingerprinted, by the ground that evidence about it is bound to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jupyter_mlsec.model.checklist import Ground


def _table(value: object) -> str:
    from jupyter_mlsec.probes._ground.fingerprint import frame_digest

    return frame_digest(value)


def _model(value: object) -> str:
    from jupyter_mlsec.probes._predictors.model_fingerprint import model_digest

    return model_digest(value)


DIGESTS: Mapping[str, Callable[[object], str]] = {Ground.DATA: _table, Ground.MODEL: _model}
