"""Deletions in the code of a project: the calls that delete, and the records that programs write about them."""

from __future__ import annotations

import ast
import re

from jupyter_mlsec.probes._folder.written_records import Written
from jupyter_mlsec.probes._serving.expressions import last_name

DELETED = re.compile(
    r"\b(?:delet|eras|purg|destroy|dispos|gelosch|losch|vernicht|supprim|suppression|effac|detrui|borrad|elimin|cancellat|cancellaz"
    r"|distrutt|exclui|exclus|apagad|verwijder|usuniet)|削除|消去|删除|销毁",
    re.IGNORECASE,
)
SPEAKS = re.compile(r"rmtree|unlink|remove|delete|\brm\s+-|purge|shred|truncate", re.IGNORECASE)
_DELETES = re.compile(
    r"rmtree|unlink|remove|rmdir|removedirs|rm_file|rm|delete|delete_(?:objects?|blobs?|file|files|dir|directory|item|bucket|model\w*|registered_model|run"
    r"|repo|folder|collection|index|table|many|one|artifacts?)|purge\w*|send2trash|shred\w*"
)
_SHELL = re.compile(
    r"(?:^|[\s;&|!])(?:rm\s+-|shred\s|srm\s|aws\s+s3\s+rm|gsutil\s+(?:-m\s+)?rm|gcloud\s+storage\s+rm|azcopy\s+rm|del\s+/)"
)


def is_deletion(call: ast.Call) -> bool:
    """Tell whether a call deletes files, objects of a store, or what a registry holds."""
    if _DELETES.fullmatch(last_name(call.func)):
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        plain = last_name(call.func) in {"remove", "delete", "rm"}
        # ``names.remove(x)`` of a list is no deletion: what is removed there is from os, a store, or a path
        return not plain or (
            owner is not None
            and re.search(r"\b(?:os|fs|s3|gcs|client|blob|bucket|api|path|file)", ast.unparse(owner), re.IGNORECASE)
            is not None
        )
    return any(
        isinstance(each, ast.Constant) and isinstance(each.value, str) and _SHELL.search(each.value)
        for each in call.args
    )


def is_of_a_deletion(record: Written) -> bool:
    """Tell whether a record speaks of a deletion: in its fields, or where it goes to."""
    named = any(DELETED.search(name) for name in record.fields)
    return named or (DELETED.search(record.where) is not None and len(record.fields) > 1)
