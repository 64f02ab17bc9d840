"""Hugging Face configurations: code beside the model (``auto_map``), and chat templates of tokenizers.

Source: ``transformers/dynamic_module_utils.py``, ``diffusers/pipelines/pipeline_loading_utils.py``.
"""

from __future__ import annotations

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Format, Node, Reader
from jupyter_mlsec.artifacts.template import judge_template

_LONGEST = 1 << 20


def _node(content: Content, node: Node) -> None:
    for key in ("auto_map", "custom_pipelines"):
        if isinstance(node.get(key), dict) and node[key]:
            content.sights.add("remote-code-model-config", key)
    template = node.get("chat_template")
    for text in _templates(template):
        judge_template(content, text)


def _templates(template: object) -> list[str]:
    """Return the templates: one text, or a list of named ones."""
    if isinstance(template, str):
        return [template]
    if isinstance(template, list):
        named = (one.get("template") for one in template if isinstance(one, dict))
        return [text for text in named if isinstance(text, str)]
    if isinstance(template, dict):
        return [text for text in template.values() if isinstance(text, str)]
    return []


def _claims(content: Content) -> Reader | None:
    return _template if content.name.lower().endswith((".jinja", ".jinja2")) else None


def _template(content: Content) -> None:
    judge_template(content, content.bytes(_LONGEST).decode("utf-8", "replace"))


FORMAT = Format(
    name="a Hugging Face configuration",
    node=_node,
    claims=_claims,
    names=frozenset(
        {
            "adapter_config.json",
            "chat_template.jinja",
            "chat_template.json",
            "generation_config.json",
            "model_index.json",
            "preprocessor_config.json",
            "processor_config.json",
            "tokenizer_config.json",
        }
    ),
)
