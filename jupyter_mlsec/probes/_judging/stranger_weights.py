"""Weights of a stranger that are taken over because they do well on clean rows; a backdoor does well on them, too.

A stranger is told by the path or the address that the weights come from, by the name that they are bound to, or by
what the notebook says of them in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.model.notebook import CellKind
from jupyter_mlsec.probes._judging.reading import Reading, Wrong
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.program import Call

_LOADS = re.compile(
    r"load\w*|from_pretrained|hf_hub_download|snapshot_download|load_model|torch_load|read_weights|download\w*"
    r"|InferenceSession|Interpreter|YOLO|Booster|Llama|TFSMLayer|readNet\w*|read_model|restore\w*|import_model|pipeline"
    r"|get_file|urlretrieve|cached_download"
)
_DATA = re.compile(
    r"(?:numpy|pandas|polars|json|yaml|toml|tomllib|csv|datasets|librosa|soundfile|cv2\.imread|skimage|PIL|h5py|pyarrow)\b"
)
_WHO = (
    r"3rd[_ -]?party|third[_ -]?part(?:y|ies)|strangers?|vendors?|vendored|external|extern|community|suppliers?"
    r"|(?:sub)?contractors?|freelancers?|agency|agencies|consultan(?:ts?|cy)|outsourcers?|offshore|providers?|partners?"
    r"|lieferant\w*|zulieferer\w*|dienstleister\w*|auftragnehmer\w*|fremd\w*|foreign|outsourced|contributed|purchased"
    r"|bought|acquired|marketplace|forum|kaggle|civitai|zoo|tiers|prestataires?|sous[_ -]?traitants?|fournisseurs?"
    r"|proveedor\w*|contratistas?|terceros?|fornitor[ei]|appaltator[ei]|terz[io]|fornecedor\w*|terceiros?|leverancier\w*"
    r"|aannemer\w*|dostawc\w*|wykonawc\w*|upstream|unofficial|unknown"
)
_STRANGERS = re.compile(rf"(?:^|[/\\_.-])(?:{_WHO}|downloads?)(?:[/\\_.-]|$)", re.IGNORECASE)
_SAID = re.compile(
    r"(?:weights|checkpoint|network|model|gewichte|netz|modell|poids|modèle|pesos|modelo|pesi|modello|gewichten|wagi)\b"
    rf"[^.\n]{{0,60}}\b(?:from|by|von|vom|par|de|du|da|di|del|dal|van|od)\b[^.\n]{{0,30}}\b(?:{_WHO})\b",
    re.IGNORECASE,
)
_FETCHED = re.compile(
    r"(?:https?|ftp)://(?P<host>[\w.-]+)\S{0,200}?\.(?:pth?|ckpt|safetensors|onnx|h5|keras|pb|tflite|joblib|pkl|bin|gguf)\b",
    re.IGNORECASE,
)
_OFFICIAL = re.compile(
    r"(?:^|\.)(?:pytorch\.org|tensorflow\.org|googleapis\.com|huggingface\.co|keras\.io|fbaipublicfiles\.com)$"
)
_KEEPS = re.compile(
    r"save\w*|dump|push_to_hub|register\w*|log_model|to_onnx|export\w*|copy\w*|move|deploy\w*|release\w*|promote\w*"
    r"|publish\w*|upload\w*|put_object|launch|serve|create_endpoint\w*|flash"
)
_COPIES = frozenset({"aws", "az", "cp", "docker", "gcloud", "gsutil", "kubectl", "mv", "rsync", "scp"})
_WEIGHTS = re.compile(r"\.(?:pth?|ckpt|safetensors|onnx|h5|keras|tflite|joblib|pkl|gguf|engine|mar)\b")
_LOOKS = re.compile(
    r"trigger|backdoor|trojan|poison|(?<!_)patch(?!_?\d|_?(?:size|embed|len|num|dim|ify|er))|stamp(?!_)(?<!timestamp)"
    r"|neural.?cleanse|(?<![.\w])strip(?!\()|fine.?prun|activation.?defen|spectral.?sign|sticker|watermark|implant"
    r"|hintertür|hintertuer|auslöser|ausloeser|porte dérobée|puerta trasera|バックドア|トリガー|后门|perturb|corrupt"
)


def stranger_weights(reading: Reading) -> Iterator[Wrong]:
    """Yield where a stranger's weights are kept, judged on clean rows alone."""
    told = _is_said(reading)
    loaded = [call for call in reading.program.calls if _is_loaded(call, told=told)]
    if not loaded or _LOOKS.search(reading.all_words()):
        return
    learned = any(
        re.search(r"backward|\.fit$|\.fit_generator$|grad\(\)$|Trainer\(\)\.train$", call.name)
        for call in reading.program.calls
    )
    called = {f"{call.name}()" for call in loaded}
    judged = any(call.name in called or _is_judged(call, reading) for call in reading.program.calls)
    kept = _kept(loaded[0], reading)
    if kept is not None and judged and not learned:
        yield Wrong("EVA-08", kept, "a stranger's weights are taken over on their accuracy alone")


def _is_judged(call: Call, reading: Reading) -> bool:
    """Tell whether a call asks a model about rows, or is made on its answers."""
    if call.method in {"evaluate", "score"} or reading.asks(reading.value_of(call)) is not None:
        return True
    if call.method in {"run", "invoke"} and re.search(r"InferenceSession|Interpreter", call.name):
        return True
    return bool(reading.asked(call.base, *call.arguments.values()))


def _is_loaded(call: Call, *, told: bool) -> bool:
    """Tell whether a call loads weights that a stranger made; ``told`` is whether the notebook says so in words."""
    if _LOADS.fullmatch(call.method) is None or _DATA.match(call.name):
        return False
    texts = [text for value in call.arguments.values() for text in all_texts(value)]
    return (
        any(_is_fetched(text) if "://" in text else _STRANGERS.search(text) for text in texts)
        or any(_STRANGERS.search(name) for name in call.targets)
        or (told and any(_WEIGHTS.search(text) for text in texts))
    )


def _is_fetched(text: str) -> bool:
    found = _FETCHED.search(text)
    return found is not None and _OFFICIAL.search(found["host"].lower()) is None


def _is_said(reading: Reading) -> bool:
    """Tell whether the notebook says in words that its weights are a stranger's, or fetches them from one."""
    cells = (cell.source.content[:20_000] for cell in reading.notebook.cells if cell.kind is CellKind.MARKDOWN)
    return any(_SAID.search(each) for each in cells) or any(
        _is_fetched(" ".join(command.values)) for command in reading.commands()
    )


def _kept(loaded: Call, reading: Reading) -> int | None:
    """Return the cell in which something is kept or put to work after weights were loaded."""
    kept = [call for call in reading.program.calls if _KEEPS.fullmatch(call.method) and call.order > loaded.order]
    if kept:
        return kept[-1].cell.number
    for command in reading.commands():
        where = command.text.cell
        if command.program in _COPIES and any(_WEIGHTS.search(each) for each in command.values) and where is not None:
            return where.number
    return None
