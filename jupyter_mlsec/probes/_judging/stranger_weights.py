"""Weights of a stranger that are taken over because they do well on clean rows; a backdoor does well on them, too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.probes._judging.reading import Reading, Wrong
from jupyter_mlsec.probes._notebook.folded import all_texts

_LOADS = re.compile(
    r"load\w*|from_pretrained|hf_hub_download|snapshot_download|load_model|torch_load|read_weights|download\w*"
)
_STRANGERS = re.compile(
    r"(?:^|[/_.-])(?:3rd[_-]?party|third[_-]?party|downloads?|strangers?|vendors?|vendored|external|extern"
    r"|community|supplier|lieferant|fremd\w*"
    r"|foreign|outsourced|contributed|purchased|marketplace|tiers|proveedor|fornitore|upstream)(?:[/_.-]|$)",
    re.IGNORECASE,
)
_KEEPS = re.compile(
    r"save\w*|dump|push_to_hub|register\w*|log_model|to_onnx|export|copy\w*|move|deploy\w*|release\w*|promote\w*"
)
_LOOKS = re.compile(
    r"trigger|backdoor|trojan|poison|patch|stamp|neural.?cleanse|strip|fine.?prun|activation.?defen|spectral"
    r"|sticker|watermark|implant"
    r"|hintertür|auslöser|porte dérobée|puerta trasera|バックドア|トリガー|后门|perturb|corrupt"
)


def stranger_weights(reading: Reading) -> Iterator[Wrong]:
    """Yield where a stranger's weights are kept, judged on clean rows alone."""
    loaded = [
        call for call in reading.program.calls
        if _LOADS.fullmatch(call.method)
        and any(_STRANGERS.search(text) for value in call.arguments.values() for text in all_texts(value))
    ]  # fmt: skip
    if not loaded or _LOOKS.search(reading.all_words()):
        return
    learned = any(
        re.search(r"backward|\.fit$|\.fit_generator$|grad\(\)$|Trainer\(\)\.train$", call.name)
        for call in reading.program.calls
    )
    kept = [call for call in reading.program.calls if _KEEPS.fullmatch(call.method) and call.order > loaded[0].order]
    judged = any(
        reading.asked(call.base, *call.arguments.values()) or call.method in {"evaluate", "score"}
        for call in reading.program.calls
    )
    if kept and judged and not learned:
        yield Wrong("EVA-08", kept[-1].cell.number, "a stranger's weights are taken over on their accuracy alone")
