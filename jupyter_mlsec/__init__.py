"""Secure-by-design machine learning in notebooks: a JupyterLab extension, IPython magics and the ``mlsec`` command.

Importing this package loads nothing else: rules, engines and heavy libraries load on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__version__ = "0.1.0"


def load_ipython_extension(ipython: InteractiveShell) -> None:
    """Register ``%mlsec`` and ``%%mlsec``; IPython calls this for ``%load_ext jupyter_mlsec``."""
    from jupyter_mlsec.magic.extension import load

    load(ipython)


def unload_ipython_extension(ipython: InteractiveShell) -> None:
    """Undo :func:`load_ipython_extension`."""
    from jupyter_mlsec.magic.extension import unload

    unload(ipython)


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "jupyter-mlsec"}]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "jupyter_mlsec"}]


def _load_jupyter_server_extension(server_app: Any) -> None:  # noqa: ANN401 - jupyter_server passes its untyped app
    from jupyter_mlsec.server.extension import load

    load(server_app)
