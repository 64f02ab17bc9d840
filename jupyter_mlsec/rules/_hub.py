"""Hugging Face's hub: which calls fetch from it, and whether what they name is a repository and pinned."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.call import Call
from jupyter_mlsec.code.values import Built, Const, Map, Value, options, strings

ROOTS = [
    "transformers",
    "diffusers",
    "peft",
    "optimum",
    "sentence_transformers",
    "setfit",
    "adapters",
    "auto_gptq",
    "awq",
    "gptqmodel",
    "unsloth",
    "trl",
    "span_marker",
    "gliner",
    "open_clip",
    "accelerate",
    "speechbrain",
    "colpali_engine",
    "FlagEmbedding",
    "kernels",
    "sae_lens",
    "moshi",
    "chronos",
    "bitsandbytes",
    "transformer_lens",
    "nemo",
    "pyannote",
    "parler_tts",
    "autotrain",
    "torchao",
    "lerobot",
    "gluonts",
    "esm",
]
PRETRAINED = (
    "*.from_pretrained",
    "transformers..from_encoder_decoder_pretrained",
    "*.from_hparams",
    "speechbrain..foreign_class",
    *(f"diffusers..load_{what}" for what in ("lora_weights", "textual_inversion", "ip_adapter", "attn_procs")),
)
SENTENCES = (
    "sentence_transformers..SentenceTransformer",
    "sentence_transformers..CrossEncoder",
    "sentence_transformers..SparseEncoder",
    "?.SentenceTransformer",
    "langchain_huggingface..HuggingFaceEmbeddings",
    "langchain_community..HuggingFaceEmbeddings",
    "langchain..HuggingFaceEmbeddings",
)
MODELS = (  # functions that fetch from the hub where their name says so: ``hf-hub:owner/name``
    "timm..create_model",
    "open_clip..create_model",
    "open_clip..create_model_and_transforms",
    "open_clip..create_model_from_pretrained",
    "open_clip..get_tokenizer",
    "keras_nlp..from_preset",
    "keras_hub..from_preset",
    "keras..from_preset",
)
PIPELINES = ("transformers.pipeline", "transformers.pipelines.pipeline")
DOWNLOADS = (
    "huggingface_hub..hf_hub_download",
    "huggingface_hub..snapshot_download",
    "huggingface_hub..cached_download",
    "huggingface_hub..from_pretrained_keras",
    "huggingface_hub..from_pretrained_fastai",
    "?.hf_hub_download",
    "?.snapshot_download",
)
DATASETS = ("?.load_dataset", "datasets.load_dataset", "datasets.load.load_dataset", "datasets.load_dataset_builder")

_NAMING = (
    *("pretrained_model_name_or_path", "repo_id", "model_name_or_path", "model_name", "model_id", "path"),
    *("source", "preset", "checkpoint_path", "encoder_pretrained_model_name_or_path"),
)
_KNOWN = frozenset((*ROOTS, "?")) - {"nemo", "pyannote", "speechbrain", "esm", "gluonts", "lerobot"}
_ANYWHERE = frozenset({"from_pretrained", "from_hparams", "foreign_class"})
_PREFIXED = frozenset(
    {"create_model", "create_model_and_transforms", "create_model_from_pretrained", "get_tokenizer", "from_preset"}
)
_PREFIX = re.compile(r"(?:hf[-_]hub:|hf://)")
_NOT_CODE = frozenset({"llama_cpp", "ctransformers", "tokenizers"})  # their files hold numbers and words only
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_OWNED = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]*")
_AT_COMMIT = re.compile(r"@[0-9a-f]{40}$")  # as timm and pyannote write it
_SHORT = re.compile(r"(?=[a-f]*\d)[0-9a-f]{7,39}")
_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)?")
_OWN = re.compile(
    r"(?:^|[_.-])(?:my|models?|output|outputs|out|results?|checkpoints?|ckpts?|saved?|trained|finetuned|fine|local|path|dir|"
    r"folder|artifacts?|tmp|temp|weights|final|best|merged|exported?|pretrained|assets|cache)(?:$|[_.-])",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:pt|pth|bin|ckpt|safetensors|json|csv|tsv|txt|parquet|arrow|zip|gz|h5|onnx|gguf|py|jsonl)$")
_FAMOUS = re.compile(  # the hub's short names, which have no owner in front
    r"(?:distil)?(?:bert|gpt2|roberta)\b|t5-|albert-|xlm-|xlnet-|camembert-|bart-|electra-|openai-gpt|ctrl|transfo-xl|all-(?:mini|mp)",
    re.IGNORECASE,
)
_BUILDERS = frozenset(
    [
        "csv",
        "json",
        "text",
        "parquet",
        "arrow",
        "imagefolder",
        "audiofolder",
        "videofolder",
        "pdffolder",
        "webdataset",
        "xml",
        "pandas",
        "sql",
        "generator",
        "spark",
        "hdf5",
        "lance",
        "nifti",
    ]
)


def repository(call: Call) -> str | None:
    """Return the repository on the hub that a call names, or None where it is local, built in or not known."""
    last = call.name.rpartition(".")[2]
    if call.module in _NOT_CODE:
        return None
    if last == "pipeline":
        named = call.argument("model", 1)
    elif last.startswith("load_dataset"):
        named = call.argument("path", 0)
    else:
        position = 1 if call.name.endswith("PeftModel.from_pretrained") or _is_peft(call) else 0
        named = next((call.arguments.find(key) for key in _NAMING if key in call.arguments.keywords), None)
        named = named or call.argument("", position)
    known = call.module in _KNOWN or last not in _ANYWHERE
    for given in _texts(named):
        name = given
        if last in _PREFIXED:
            if not (match := _PREFIX.match(given)):
                continue
            name = given[match.end() :].partition("@")[0]
        if not known and "/" not in name:
            continue  # other libraries have names of their own for what they fetch
        if last.startswith("load_dataset") and name in _BUILDERS:
            continue
        if is_repository(name, short=not last.startswith("load_dataset")) and not call.wrote(name):
            return name
    return None


def _texts(named: Value | None) -> Iterator[str]:
    """Yield the names that are given, also where only the owner is known (``f"org/{name}"``)."""
    yield from strings(named)
    for option in options(named):
        begin = option.parts[0] if isinstance(option, Built) and option.parts else None
        if isinstance(begin, Const) and isinstance(begin.value, str) and _OWNED.fullmatch(begin.value):
            yield f"{begin.value}x"


def _is_peft(call: Call) -> bool:
    return call.name.startswith("peft.PeftModel") and call.name.endswith(".from_pretrained")


def is_repository(name: str, *, short: bool) -> bool:
    """Whether a name reads like ``owner/name`` (or one of the hub's short names) rather than like a path."""
    if not _REPOSITORY.fullmatch(name) or _FILE.search(name) or name.endswith("."):
        return False
    owner, slash, _ = name.partition("/")
    if slash:
        return not _OWN.fullmatch(owner) and owner not in {"content", "data", "drive", "home", "mnt", "datasets", "src"}
    return not (short and _OWN.search(name)) or bool(_FAMOUS.match(name))


def pinned(call: Call) -> bool | None:
    """Whether the revision is a full commit; None where that cannot be told."""
    revision = call.argument("revision") or _inner(call, "revision")
    if any(_AT_COMMIT.search(name) for argument in call.arguments.positional[:1] for name in strings(argument.value)):
        return True
    if revision is None:
        return False if call.arguments.complete else None
    known = [option for option in options(revision) if isinstance(option, Const)]
    if len(known) != len(options(revision)):
        return None
    if any(isinstance(option.value, str) and _SHORT.fullmatch(option.value) for option in known):
        return None  # a pin as long as nobody makes another commit that begins like it
    return all(isinstance(option.value, str) and _COMMIT.fullmatch(option.value) for option in known)


def _inner(call: Call, name: str) -> Value | None:
    """Look for a keyword in the dictionaries that are passed on (``model_kwargs={"revision": …}``)."""
    for argument in call.arguments.keywords.values():
        if isinstance(argument.value, Map) and name in argument.value.items:
            return argument.value.items[name]
    return None


def truthy(call: Call, name: str) -> bool:
    """Whether a flag may be true, given directly or in a dictionary that is passed on."""
    given = call.arguments.find(name) or _inner(call, name)
    return any(
        isinstance(option, Const) and bool(option.value) and option.value != "false" for option in options(given)
    )
