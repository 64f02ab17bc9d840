"""Origin: whether what a value is made from came over the network, or was typed in."""

from __future__ import annotations

from jupyter_mlsec.code.values import Ref, Value, strings, walk

_REMOTE = (
    *(f"requests.{name}()" for name in ("get", "post", "put", "request", "Session", "session")),
    *(f"{name}." for name in ("urllib3", "httpx", "aiohttp", "http.client", "paramiko", "ftplib", "pycurl")),
    *(f"{name}." for name in ("openai", "anthropic", "litellm", "ollama", "google.generativeai", "cohere", "groq")),
    "mistralai.",
    "urllib.request.urlopen()",
    "fsspec.open()",
    "smart_open.open()",
    "socket.socket()",
    "keras.utils.get_file()",
    "pooch.retrieve()",
    "wget.download()",
)
_TYPED = ("builtins.input()", "getpass.getpass()", "sys.argv", "click.prompt()", "streamlit.text_input()")


def remote(value: Value | None) -> bool:
    """Whether what a value is made from came over the network."""
    return any(isinstance(part, Ref) and part.name.startswith(_REMOTE) for part in walk(value))


def typed(value: Value | None) -> bool:
    """Whether what a value is made from was typed in by a person or passed on the command line."""
    return any(isinstance(part, Ref) and part.name.startswith(_TYPED) for part in walk(value))


def url(value: Value | None) -> str | None:
    """Return the URL that a value begins with, where one is known."""
    for part in walk(value):
        for constant in strings(part):
            if constant.lower().startswith(("http://", "https://", "ftp://")):
                return constant
    return None
