"""What a service's own settings leave open: its debugger, origins, host names, sessions, sizes and tokens."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Const, walk
from jupyter_mlsec.probes._notebook.program import Call
from jupyter_mlsec.probes._serving.modules import Function
from jupyter_mlsec.probes._serving.services import Service

_DEBUG_CALLS = frozenset({"debug", "DEBUG", "use_debugger", "reload", "use_reloader", "auto_reload", "dev",
                          "dev_tools_ui", "evalex", "autoreload"})  # fmt: skip
_DEBUG_NAMES = re.compile(r"(?:\.debug|^DEBUG|\[['\"]DEBUG['\"]\]|\.DEBUG|\.evalex)$")
_CORS = (
    "allow_origins",
    "origins",
    "allow_origin_regex",
    "allow_origin",
    "allowed_origins",
    "cors_origins",
    "allow_websocket_origin",
    "websocket_origin",
    "cors_allowed_origins",
    "access_control_allow_origin",
)
_CORS_BY_DEFAULT = {
    "flask_cors.CORS": ("resources", "origins"),
    "flask_cors.cross_origin": ("origins",),
    "quart_cors.cors": ("allow_origin",),
    "quart_cors.route_cors": ("allow_origin",),
    "litestar.config.cors.CORSConfig": ("allow_origins", "allow_origin_regex"),
    "sanic_cors.CORS": ("resources", "origins"),
}
_ANY_ORIGIN = frozenset({"*", ".*", "^.*$", "https?://.*", "http.*", r"https?:\/\/.*", ".+", "https?://*"})
_SETTINGS = {
    "CORS_ALLOW_ALL_ORIGINS": (True, "any origin allowed (CORS)"),
    "CORS_ORIGIN_ALLOW_ALL": (True, "any origin allowed (CORS)"),
    "CORS_ORIGINS": ("*", "any origin allowed (CORS)"),
    "CORS_ALLOWED_ORIGIN_REGEXES": (".*", "any origin allowed (CORS)"),
    "ALLOWED_HOSTS": ("*", "any host name answered"),
    "SESSION_COOKIE_SECURE": (False, "cookies without encryption"),
    "CSRF_COOKIE_SECURE": (False, "cookies without encryption"),
    "SECURE_SSL_REDIRECT": (False, "plain HTTP answered"),
    "SESSION_COOKIE_HTTPONLY": (False, "cookies that scripts may read"),
    "WTF_CSRF_ENABLED": (False, "no protection against forged requests"),
    "MAX_CONTENT_LENGTH": (None, "requests of any size"),
    "REQUEST_MAX_SIZE": (None, "requests of any size"),
}
_ENDLESS = {"client_max_size": (0, None), "max_content_length": (None,), "max_body_size": (None,),
            "max_buffer_size": (None,), "request_max_size": (None, 0)}  # fmt: skip
_LOGIN_OFF = re.compile(
    r"^(?:(?:REQUIRE|ENABLE|USE)_(?:AUTH\w*|LOGIN|TOKEN|API_KEY)|(?:AUTH\w*|LOGIN)_(?:ENABLED|REQUIRED)|AUTH)$",
    re.IGNORECASE,
)
_LOGIN_SKIPPED = re.compile(
    r"^(?:(?:DISABLE|SKIP|BYPASS|NO)_(?:AUTH\w*|LOGIN|TOKEN)|(?:AUTH\w*|LOGIN)_DISABLED)$", re.IGNORECASE
)
_UNWRAPPED = re.compile(r"\b(?:urlsafe_)?b64decode\(|\bbase64url_decode\(")
_IN_PARTS = re.compile(r"\.(?:split|rsplit|partition)\(['\"]\.['\"]")
_TOKEN = re.compile(r"authori[sz]ation|token|jwt|bearer", re.IGNORECASE)
_VERIFIED = re.compile(r"verif|hmac|compare_digest|jws\.|public_key|jwks", re.IGNORECASE)
_ALLOW_ORIGIN = "access-control-allow-origin"
_KEYS = frozenset({"SECRET_KEY", "secret_key", "cookie_secret", "JWT_SECRET_KEY", "JWT_SECRET", "SIGNING_KEY"})
_EVERYTHING = frozenset({"/", ".", "..", "./", "../", "~", "/home", "/root"})
_FILLED = 3  # characters; shorter ones are placeholders of an example


def settings_facts(service: Service) -> Iterator[str]:
    """Yield what the calls and assignments of a service leave open, in words."""
    for call in service.program.calls:
        yield from _of_call(call)
    if any(map(_by_hand, service.functions.values())):
        yield "tokens believed unverified"
    for node in ast.walk(service.tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _of_setting(ast.unparse(target), node.value)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield from _of_setting(key.value, value, within=True)
        elif isinstance(node, ast.keyword) and node.arg:
            yield from _of_setting(node.arg, node.value, within=True)


def _of_call(call: Call) -> Iterator[str]:
    if any(call.constant(name) is True for name in _DEBUG_CALLS) and call.method not in {"basicConfig", "get_logger"}:
        yield "debug mode on"
    if _any_origin(call):
        yield "any origin allowed (CORS)"
    if call.method in {"TrustedHostMiddleware", "add_middleware"} and _holds(call, {"*"}, None, "allowed_hosts"):
        yield "any host name answered"
    if any(call.constant(name) in values for name, values in _ENDLESS.items() if call.constant(name) is not ...):
        yield "requests of any size"
    if any(
        isinstance(each, ast.Constant) and each.value == "grpc.max_receive_message_length"
        for each in ast.walk(call.node)
    ) and re.search(r"max_receive_message_length'?, -1", ast.unparse(call.node)):
        yield "requests of any size"
    yield from _tokens(call)
    yield from _handed_out(call)


def _tokens(call: Call) -> Iterator[str]:
    if call.name in {"jwt.decode", "jose.jwt.decode", "jwt.decode_complete"} and _unverified(call.node):
        yield "tokens believed unverified"
    if call.method in {"get_unverified_claims", "get_unverified_payload"}:
        yield "tokens believed unverified"
    if call.name in {"jwt.decode", "jwt.encode", "jose.jwt.decode"} and isinstance(
        call.argument(1, "key"), ast.Constant
    ):
        yield "tokens signed with a key that stands in the code"


def _handed_out(call: Call) -> Iterator[str]:
    if call.method == "StaticFiles" and call.text(0, "directory") in _EVERYTHING:
        yield "its files served to everybody"
    if call.method in {"Flask", "Quart"} and call.text(None, "static_folder") in _EVERYTHING:
        yield "its files served to everybody"
    if call.method == "launch":
        paths = call.argument(None, "allowed_paths")
        if paths is not None and any(_is(each, _EVERYTHING) for each in ast.walk(paths)):
            yield "any file of the machine handed out"


def _any_origin(call: Call) -> bool:
    known = _CORS_BY_DEFAULT.get(call.name)
    if known is not None and not call.spread and call.argument(1, *known) is None:
        return True
    if call.constant("cors_enable") is True or (call.method == "ALLOW_CORS" and _holds(call, {"*"}, 1, "origins")):
        return True
    if call.method in {"add_header", "set_header", "append_header", "setdefault", "__setitem__", "send_header"} and (
        (call.text(0, "name") or "").lower() == _ALLOW_ORIGIN
    ):
        return call.text(1, "value") == "*"
    return any(_holds(call, _ANY_ORIGIN, None, each) for each in _CORS)


def _holds(call: Call, wanted: frozenset[str] | set[str], position: int | None, *keywords: str) -> bool:
    """Tell whether an argument, or the list that a name holds, has one of some texts in it."""
    node, value = call.argument(position, *keywords), call.value(position, *keywords)
    if node is None or value is None:
        return False
    return any(_is(each, wanted) for each in ast.walk(node)) or any(
        isinstance(each, Const) and isinstance(each.value, str) and each.value in wanted for each in walk(value)
    )


def _is(node: ast.AST, wanted: frozenset[str] | set[str]) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in wanted


def _of_setting(name: str, value: ast.expr, *, within: bool = False) -> Iterator[str]:
    """Yield what one setting leaves open; ``within`` a dictionary or a call its name stands alone."""
    if _DEBUG_NAMES.search(name) and isinstance(value, ast.Constant) and value.value is True and not within:
        yield "debug mode on"
    short = re.sub(r"^.*\[['\"]|['\"]\]$|^.*\.", "", name)
    if within and short == "DEBUG" and isinstance(value, ast.Constant) and value.value is True:
        yield "debug mode on"
    wanted, fact = _SETTINGS.get(short, (..., ""))
    if wanted is not ... and _set_to(value, wanted):
        yield fact
    if isinstance(value, ast.Constant) and (
        (_LOGIN_OFF.match(short) and value.value is False) or (_LOGIN_SKIPPED.match(short) and value.value is True)
    ):
        yield "login switched off"
    if "dependency_overrides[" in name:
        yield "a check that lets everybody through"
    if short.lower().replace("_", "-") in {_ALLOW_ORIGIN, f"{_ALLOW_ORIGIN}s"} and _set_to(value, "*"):
        yield "any origin allowed (CORS)"
    if (
        short in _KEYS
        and isinstance(value, ast.Constant)
        and isinstance(value.value, (str, bytes))
        and (len(value.value) > _FILLED)
    ):
        yield "sessions signed with a key that stands in the code"
    if short in {"DEFAULT_PERMISSION_CLASSES", "DEFAULT_AUTHENTICATION_CLASSES"} and (
        "AllowAny" in ast.unparse(value) or (isinstance(value, (ast.List, ast.Tuple)) and not value.elts)
    ):
        yield "everybody permitted by default"


def _set_to(value: ast.expr, wanted: object) -> bool:
    if isinstance(wanted, str):
        return any(isinstance(each, ast.Constant) and each.value in ({wanted, "^.*$"} if wanted == ".*" else {wanted})
                   for each in ast.walk(value))  # fmt: skip
    return isinstance(value, ast.Constant) and value.value is wanted


def _by_hand(node: Function) -> bool:
    """Tell whether a function believes the middle of a token that it unwraps itself: anybody can have written it."""
    text = ast.unparse(node)
    return (
        _UNWRAPPED.search(text) is not None
        and _IN_PARTS.search(text) is not None
        and _TOKEN.search(text) is not None
        and _VERIFIED.search(text) is None
    )


def _unverified(node: ast.Call) -> bool:
    text = ast.unparse(node)
    return bool(
        re.search(
            r"['\"]verify_signature['\"]: False|verify=False|algorithms=\[[^\]]*['\"]none['\"]", text, re.IGNORECASE
        )
    )
