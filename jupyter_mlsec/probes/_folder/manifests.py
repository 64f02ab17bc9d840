"""Files that say how containers are run: compose files and Kubernetes manifests, as YAML or as JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

from jupyter_mlsec.probes._folder.files import read_text

_FOLDERS = frozenset({"deploy", "k8s", "kubernetes", "manifests"})
_YAML = frozenset({".yaml", ".yml"})
_KIND = re.compile(r"^\s*[\"']?kind[\"']?\s*:", re.MULTILINE)
_VERSION = re.compile(r"^\s*[\"']?apiVersion[\"']?\s*:", re.MULTILINE)


def is_manifest(path: Path) -> bool:
    """Tell whether a file is a compose file or a manifest: by its name, its folder, or the two keys that all have."""
    suffix = path.suffix.lower()
    if suffix in _YAML:
        if "compose" in path.name or path.parent.name in _FOLDERS:
            return True
        text = read_text(path)
        return bool(_KIND.search(text) and _VERSION.search(text))
    return suffix == ".json" and path.parent.name in _FOLDERS


def manifest_text(path: Path) -> str:
    """Return a manifest as YAML in block style, so that JSON and YAML are read alike; what cannot be read, as it is."""
    text = read_text(path)
    if path.suffix.lower() != ".json":
        return text
    import yaml

    try:
        return str(yaml.safe_dump(json.loads(text), default_flow_style=False, sort_keys=False))
    except (RecursionError, ValueError, yaml.YAMLError):
        return text
