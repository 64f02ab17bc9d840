"""What in code says by itself that somebody may be refused: codes of answers, names of errors, headers, sessions."""

from __future__ import annotations

import ast
import re

from jupyter_mlsec.probes._serving.expressions import last_name

_REFUSES = re.compile(r"abort|send_error|deny|reject|refuse|forbid|redirect|halt|unauthori|stop\b|finish\b|set_status")
_REFUSALS = frozenset({401, 403, "401", "403"})  # a function that may answer so looked at who asks
_REFUSING = re.compile(
    r"unauthori[sz]ed|forbidden|unauthenticated|permission_?denied|permissionerror|not_?authori[sz]ed|http_40[13]|"
    r"authenticationerror|authenticationfailed|accessdenied|notauthenticated",
    re.IGNORECASE,
)
_HEADERS = re.compile(
    r"(?:http_)?(?:proxy[-_])?authorization|x[-_][\w-]*(?:key|token|auth|secret|signature|clave|clef|jeton|schluessel)"
    r"|api[-_]?key|bearer ?|www[-_]authenticate|basic ",
    re.IGNORECASE,
)
_LOGGED_IN = re.compile(r"user|login|logged|auth|account|uid|benutzer|usuario|utilisateur|utente", re.IGNORECASE)
_STATED = re.compile(r"40[13] \w+")  # a status line: "401 Unauthorized"
_OPENS = re.compile(r"AllowAny|ANONYMOUS|Anonymous\b|NoAuth|anonymous\b|AllowAll|PermitAll")
_CARRIES = frozenset({"authorization", "current_user", "auth_context", "peer_identities"})
_ON_REQUEST = frozenset({"auth", "credentials", "token", "user", "identity"})


def opens(node: ast.expr) -> bool:
    """Tell whether an expression says that everybody may: ``AllowAny``."""
    return _OPENS.search(ast.unparse(node)) is not None


def refuses(name: str) -> bool:
    """Tell whether what is called by a name turns somebody away: ``abort``."""
    return _REFUSES.search(name) is not None


def is_refusal(node: ast.AST) -> bool:
    """Tell whether code answers that somebody may not: it raises, answers 401, names the error."""
    match node:
        case ast.Raise():
            return True
        case ast.Constant(value=int(value)):
            return value in _REFUSALS
        case ast.Name() | ast.Attribute():
            return _REFUSING.search(last_name(node)) is not None
    return False


def looks_at_who(node: ast.AST, given: set[str]) -> bool:
    """Tell whether code looks at who asks: a header, a session, what a request (one of the ``given``) carries."""
    match node:
        case ast.Constant(value=value):
            return value in _REFUSALS if isinstance(value, int) else _speaks(value)
        case ast.Attribute(attr=name) if name in _CARRIES or _REFUSING.search(name):
            return True
        case ast.Attribute(attr=name, value=ast.Name(id=owner)) if name in _ON_REQUEST:
            return owner in given
        case ast.Name(id=name):
            return _REFUSING.search(name) is not None
        case ast.Compare(left=ast.Constant(value=str(key)), comparators=[ast.Name(id="session"), *_]):
            return _LOGGED_IN.search(key) is not None
    return False


def login_kept(node: ast.Call) -> bool | None:
    """Tell whether a call asks the session for who logged in: ``session.get("user")``; None for other calls."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="session"), attr="get"), args=[ast.Constant(value=str(key)), *_]
        ):
            return _LOGGED_IN.search(key) is not None
    return None


def is_setup(name: str) -> bool:
    """Tell whether a call only makes what asks later: a manager, a scheme, a new token."""
    return name.endswith("Manager") or name.lower().startswith(("create", "make", "generate", "encode", "sign", "get_"))


def _speaks(value: object) -> bool:
    return isinstance(value, str) and (_HEADERS.fullmatch(value) is not None or _STATED.match(value) is not None)
