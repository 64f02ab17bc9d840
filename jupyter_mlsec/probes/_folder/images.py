"""What a container file gives away: root, floating images, secrets in layers, downloads that nobody checks."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field

from jupyter_mlsec.probes._folder.dockerfiles import instructions

_SECRET_NAME = re.compile(
    r"(?:^|_)(?:PASSWORD|PASSWD|PWD|PASS|SECRET|TOKEN|API_?KEY|ACCESS_?KEY(?:_ID)?|PRIVATE_?KEY|CREDENTIALS?|SECRET_?KEY"
    r"|PASSWORT|KENNWORT|CONTRASENA|CLAVE|MOT_DE_PASSE|SENHA|AUTH)(?:$|_(?!FILE|PATH|DIR|NAME|URL|TTL|EXPIR|LENGTH))",
    re.IGNORECASE,
)
_NOT_NAMED = re.compile(r"_(?:FILE|PATH|DIR)$|TOKENIZER|MAX_TOKEN|^TOKEN_LIMIT|PUBLIC", re.IGNORECASE)
_USES = re.compile(r"^(?:\$|/run/secrets|file:|\{\{|<|arn:)")
_COPIED = re.compile(
    r"(?:^|/)(?:\.env(?!\.(?:example|sample|template|dist))(?:\.\w+)?|id_(?:rsa|ed25519|ecdsa|dsa)|\.netrc|_netrc|\.pgpass|\.pypirc|\.aws|\.ssh|\.kube"
    r"|\.git-credentials|\.dockercfg|kaggle\.json|credentials(?:\.\w+)?|secrets?\.(?:ya?ml|json|toml|env)|service[-_]account\S*\.json"
    r"|\S+\.(?:key|p12|pfx|jks|kdbx|keystore)|\S*private\S*\.pem|kubeconfig|application_default_credentials\.json)/?$",
    re.IGNORECASE,
)
_PIPED = re.compile(
    r"\b(?:curl|wget|aria2c|http)\b[^|;&]{0,800}\|\s{0,20}(?:sudo\s{1,20}(?:-\S{1,40}\s{1,20}){0,6})?(?:env\s+\S+\s+)?(?:/(?:usr/)?bin/)?(?:(?:ba|z|k|da|a)?sh|python[\d.]*|perl|ruby|node|R|Rscript|tee\s+\S+\s*\|\s*sh)\b"
    r"|(?:ba|z|k)?sh\s+(?:-c\s+)?[\"']?(?:<\(|\$\(|`)\s*(?:curl|wget)"
    r"|(?:source|\.|eval)\s+[\"']?(?:<\(|\$\(|`)\s*(?:curl|wget)"
)
_NEAR = 2_000  # characters after a download in which what it brought is run
_FETCHED = re.compile(r"\b(?:curl|wget)\b[^;&|]{0,800}?(?:-o|-O|--output(?:-document)?)[= ]\s*(?P<file>\S+)")
_CHECKED = re.compile(r"sha(?:256|384|512)sum|shasum|gpg\s+(?:--batch\s+)?(?:\S+\s+)*--verify|cosign\s+verify|minisign")
_UNVERIFIED = re.compile(
    r"\bcurl\b[^;&|]{0,800}\s(?:-\w{0,20}k\w{0,20}|--insecure)\b|\bwget\b[^;&|]{0,800}--no-check-certificate|--trusted-host\b"
    r"|--allow-unauthenticated|--force-yes"
    r"|--no-gpg-check|\bssl_verify\s+false|http\.sslVerify[= ]false|GIT_SSL_NO_VERIFY"
    r"|NODE_TLS_REJECT_UNAUTHORIZED[= ]0|PYTHONHTTPSVERIFY[= ]0|strict-ssl\s+false|--(?:extra-)?index-url[= ]http://|\btrusted=yes\b"
)
_OPEN_FILES = re.compile(
    r"\bchmod\s+(?:-\S+\s+)*(?:[0-7]?[0-7]{2}[2367]|[ugo]*[ao][ugo]*[+=][rxst]*w[rxst]*)\b", re.IGNORECASE
)
_SUDO = re.compile(
    r"NOPASSWD|\bchmod\s+(?:-\S+\s+)*(?:u\+s|[4-7][0-7]{3})\b|\badduser\s+\S+\s+sudo\b|usermod\s{1,20}.{0,200}-\w{0,20}G\s{0,20}(?:sudo|wheel|root|docker)\b"
)
_EXPORTED = re.compile(r"\b(?:export\s+)?(?P<name>[A-Z][A-Z0-9_]{2,})=(?P<value>[^\s;&|]+)")
_IN_ADDRESS = re.compile(r"https?://[^\s/:@$]+:[^\s/@$]{3,}@|https?://(?:gh[pousr]_|glpat-|x-access-token:)[^\s/@$]+@")
_OWN_USER = re.compile(
    r"(?:^|/)(?:distroless/[\w.\-]+:(?:[\w.\-]*nonroot|debug-nonroot)|chainguard/|wolfi|mambaorg/micromamba|bitnami/|jupyter/|nginx-unprivileged"
    r"|ubi\d+/(?:python|nodejs|openjdk)|kserve/|sagemaker-|selenium/|unprivileged)|:[\w.\-]*(?:nonroot|rootless|unprivileged)\b|^cgr\.dev/",
    re.IGNORECASE,
)
_DROPS = re.compile(r"\b(?:gosu|su-exec|setpriv|runuser|chpst|s6-setuidgid)\b")
_PAIR = re.compile(r"(?P<name>[A-Za-z_]\w*)=(?P<value>\"(?:\\.|[^\"])*\"|'[^']*'|\S*)")


@dataclass(slots=True)
class _Stage:
    image: str
    name: str
    user: str = ""
    lines: list[tuple[str, str]] = field(default_factory=list)


def image_facts(text: str) -> Iterator[str]:
    """Yield what a container file gives away."""
    stages, arguments = _stages(text)
    names = {stage.name.lower() for stage in stages if stage.name}
    outside = [
        stage.image for stage in stages if stage.image.lower() not in names | {"scratch"} and not stage.image.isdigit()
    ]
    if any("@sha256:" not in image for image in outside):
        yield "image not pinned by digest"
    if stages and _is_root(stages, arguments):
        yield "runs as root"
    lines = [(keyword, rest) for stage in stages for keyword, rest in stage.lines]
    for keyword, rest in lines or [(k, r) for k, r in _instructions(text)]:
        yield from _line(keyword, rest)
    if any(
        keyword == "ARG" and _is_secret(rest.partition("=")[0]) and not rest.partition("=")[2]
        for keyword, rest in lines
    ):
        yield "holds a secret in a layer"
    if not any(keyword == "HEALTHCHECK" and not rest.upper().startswith("NONE") for keyword, rest in lines):
        yield "no health check"


def _instructions(text: str) -> Iterator[tuple[str, str]]:
    for line in instructions(text):
        keyword, _, rest = line.partition(" ")
        keyword = keyword.upper()
        if keyword == "ONBUILD":
            keyword, _, rest = rest.strip().partition(" ")
        yield keyword.upper(), rest.strip()


def _stages(text: str) -> tuple[list[_Stage], dict[str, str]]:
    """Return the stages of a container file, and the defaults of its arguments."""
    stages: list[_Stage] = []
    arguments: dict[str, str] = {}
    for keyword, rest in _instructions(text):
        if keyword == "ARG" and "=" in rest:
            name, _, value = rest.partition("=")
            arguments.setdefault(name.strip(), value.strip().strip("\"'"))
        if keyword == "FROM":
            words = [word for word in rest.split() if not word.startswith("--")]
            own = words[2] if len(words) > 2 and words[1].lower() == "as" else ""  # noqa: PLR2004 - image AS name
            stages.append(_Stage(_filled(words[0] if words else "", arguments), own))
        elif stages:
            if keyword == "USER":
                stages[-1].user = _filled(rest.split()[0] if rest else "", arguments)
            stages[-1].lines.append((keyword, rest))
        elif keyword == "ARG":
            continue
    return stages, arguments


def _filled(text: str, arguments: dict[str, str]) -> str:
    return re.sub(
        r"\$\{?(\w+)(?::?-([^}]*))?\}?", lambda match: arguments.get(match[1], match[2] or match[0]), text
    ).strip("\"'")


def _is_root(stages: list[_Stage], arguments: dict[str, str]) -> bool:
    """Tell whether what is started runs as root: by the last stage, or the stage or image that it is built on."""
    stage: _Stage | None = stages[-1]
    if any(keyword in {"ENTRYPOINT", "CMD"} and _DROPS.search(rest) for keyword, rest in stages[-1].lines):
        return False
    by_name = {each.name.lower(): each for each in stages if each.name}
    seen = 0
    while stage is not None and seen <= len(stages):
        if stage.user:
            return _filled(stage.user, arguments).partition(":")[0] in {"root", "0"}
        if _OWN_USER.search(stage.image):
            return False
        stage = by_name.get(stage.image.lower())
        seen += 1
    return True


def _line(keyword: str, rest: str) -> Iterator[str]:
    if keyword in {"ENV", "ARG"}:
        if any(_is_secret(name) and _is_value(value) for name, value in _pairs(keyword, rest)):
            yield "holds a secret in a layer"
        if _IN_ADDRESS.search(rest):
            yield "holds a secret in a layer"
        if _UNVERIFIED.search(rest):
            yield "believes any server"
    elif keyword in {"COPY", "ADD"}:
        sources = _sources(rest)
        if any(_COPIED.search(each) for each in sources) and "--from=" not in rest:
            yield "holds a secret in a layer"
        if (
            keyword == "ADD"
            and "--checksum=" not in rest
            and any(re.match(r"(?:https?|ftp)://|git@", each) for each in sources)
        ):
            yield "runs what it downloads unchecked"
    elif keyword == "RUN":
        yield from _run_line(rest)
    elif keyword == "EXPOSE" and re.search(r"(?:^|\s)(?:22|23|2375|3389|5900)(?:/tcp)?(?:\s|$)", rest):
        yield "offers a shell over the network"


def _run_line(rest: str) -> Iterator[str]:
    mounted = "type=secret" in rest
    if _PIPED.search(rest):
        yield "runs what it downloads unchecked"
    checked = _CHECKED.search(rest) is not None
    for match in () if checked else _FETCHED.finditer(rest):
        name = match["file"].rpartition("/")[2][:_NEAR]
        after = rest[match.end() : match.end() + _NEAR]
        if name and re.search(
            rf"(?:\b(?:ba|z)?sh|python[\d.]*|chmod\s+\+?[\w+]+)\s+(?:\S*/)?{re.escape(name)}\b", after
        ):
            yield "runs what it downloads unchecked"
    if _UNVERIFIED.search(rest):
        yield "believes any server"
    if _OPEN_FILES.search(rest):
        yield "lets everybody change its files"
    if _SUDO.search(rest):
        yield "lets its user become root"
    if re.search(r"\b(?:openssh-server|sshd|telnetd|dropbear)\b", rest):
        yield "offers a shell over the network"
    secret = any(_is_secret(match["name"]) and _is_value(match["value"]) for match in _EXPORTED.finditer(rest))
    if not mounted and (
        secret or _IN_ADDRESS.search(rest) or re.search(r"\bpassword\s+[^\s$\"']{4,}.*>+\s*\S*netrc", rest)
    ):
        yield "holds a secret in a layer"


def _pairs(keyword: str, rest: str) -> Iterator[tuple[str, str]]:
    if "=" in rest.split(" ", maxsplit=1)[0]:
        yield from ((match["name"], match["value"]) for match in _PAIR.finditer(rest))
    else:
        name, _, value = rest.partition(" ")
        if keyword == "ENV" or value:
            yield name, value.strip()


def _is_secret(name: str) -> bool:
    return _SECRET_NAME.search(name.strip()) is not None and not _NOT_NAMED.search(name)


def is_secret_name(name: str) -> bool:
    """Tell whether a variable's name says that it holds a secret, and not where one lies."""
    return _is_secret(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).replace("-", "_").replace(".", "_"))


def _is_value(value: str) -> bool:
    plain = value.strip().strip("\"'")
    return bool(plain) and not _USES.match(plain)


def _sources(rest: str) -> list[str]:
    """Return what an instruction copies, without its options and where it copies to."""
    text = re.sub(r"^(?:--\S+\s+)*", "", rest)
    if text.startswith("["):
        try:
            return [str(each) for each in json.loads(text)][:-1]
        except ValueError:
            return []
    try:
        return shlex.split(text)[:-1]
    except ValueError:
        return text.split()[:-1]
