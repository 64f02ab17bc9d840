"""How much of what was never seen before is found: random kinds in random notebook contexts, and their look-alikes.

usage: python benchmarks/secrets_unseen.py [SEED] [DRAWS]

Everything is drawn from a seed and nothing is a real credential. Prints recall and exact spans for each context and for
tokens and contextual values, precision over the look-alikes, and every miss by its context and kind (never by value).
"""

from __future__ import annotations

import base64
import json
import string
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from random import Random
from typing import Any

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.text import Text
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.secrets.detect import find_secrets
from jupyter_mlsec.secrets.example import fill, make_example, seeded
from jupyter_mlsec.secrets.kind import kinds

Cell = dict[str, Any]
WORDS = (
    "river",
    "stone",
    "cloud",
    "summer",
    "winter",
    "tiger",
    "falcon",
    "garden",
    "copper",
    "silver",
    "rocket",
    "market",
    "lemon",
    "violet",
    "bridge",
    "orange",
)


@dataclass(frozen=True)
class Case:
    """One secret: the name that people give it, its value, and whether only its name gives it away."""

    kind: str
    name: str
    value: str
    contextual: bool


def _code(source: str, *outputs: dict[str, Any], **metadata: Any) -> Cell:
    return {
        "cell_type": "code",
        "id": "c1",
        "metadata": metadata,
        "execution_count": 1,
        "outputs": list(outputs),
        "source": source,
    }


def _markdown(source: str, **more: Any) -> Cell:
    return {"cell_type": "markdown", "id": "m1", "metadata": {}, "source": source, **more}


def _stream(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def _shown(mime: str, body: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": {mime: body}}


def _failed(*lines: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": "ValueError", "evalue": "bad request", "traceback": list(lines)}


def _split(value: str, random: Random, pieces: int = 2) -> list[str]:
    cuts = sorted(random.sample(range(2, len(value) - 1), min(pieces - 1, len(value) - 4)))
    return [value[a:b] for a, b in zip([0, *cuts], [*cuts, len(value)], strict=True)]


def _frame(case: Case) -> str:
    rows = [("user", case.name.lower()), ("alice", case.value), ("bob", "-")]
    widths = [max(len(row[i]) for row in rows) for i in range(2)]
    return "\n".join(
        f"{'' if n == 0 else n - 1!s:<2} {row[0]:>{widths[0]}}  {row[1]:>{widths[1]}}" for n, row in enumerate(rows)
    )


def _table(case: Case) -> str:
    heads, cells = ("", "user", case.name.lower()), ("0", "alice", case.value)
    return (
        '<table border="1" class="dataframe"><thead><tr style="text-align: right;">'
        + "".join(f"<th>{escape(each)}</th>" for each in heads)
        + "</tr></thead><tbody><tr><th>0</th>"
        + "".join(f"<td>{escape(each)}</td>" for each in cells[1:])
        + "</tr></tbody></table>"
    )


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False) if '"' in value or "\\" in value else f'"{value}"'


CONTEXTS: dict[str, Callable[[Case, Random], Cell]] = {
    "assign": lambda c, _: _code(f"import os\n{c.name} = {_quoted(c.value)}\nprint('ok')"),
    "single quotes": lambda c, _: _code(f"{c.name.lower()}='{c.value}'"),
    "annotated": lambda c, _: _code(f"class S:\n    {c.name.lower()}: str = {_quoted(c.value)}"),
    "keyword": lambda c, _: _code(f"client = connect(host, {c.name.lower()}={_quoted(c.value)}, timeout=3)"),
    "dict": lambda c, _: _code(f"cfg = {{'user': 'svc', '{c.name.lower()}': {_quoted(c.value)}}}"),
    "environ": lambda c, _: _code(f"os.environ['{c.name}'] = {_quoted(c.value)}"),
    "setdefault": lambda c, _: _code(f"os.environ.setdefault('{c.name}', {_quoted(c.value)})"),
    "getenv default": lambda c, _: _code(f"x = os.getenv('{c.name}', {_quoted(c.value)})"),
    "environ update": lambda c, _: _code(f"os.environ.update({{'{c.name}': {_quoted(c.value)}}})"),
    "%env": lambda c, _: _code(f"%env {c.name}={c.value}"),
    "%env blank": lambda c, _: _code(f"%env {c.name} {c.value}"),
    "%set_env": lambda c, _: _code(f"%set_env {c.name} {c.value}"),
    "!export": lambda c, _: _code(f"!export {c.name}={c.value} && python train.py"),
    "!flag": lambda c, _: _code(f"!tool login --{c.name.lower().replace('_', '-')} {c.value}"),
    "%%writefile .env": lambda c, _: _code(f"%%writefile .env\nDEBUG=1\n{c.name}={c.value}\nPORT=80"),
    "%%writefile yaml": lambda c, _: _code(f"%%writefile conf.yaml\ndb:\n  user: svc\n  {c.name.lower()}: {c.value}\n"),
    "%%bash": lambda c, _: _code(f"%%bash\nexport {c.name}='{c.value}'\nrun.sh"),
    "heredoc": lambda c, _: _code(f"%%bash\ncat > ~/.cfg <<EOF\n[default]\n{c.name.lower()} = {c.value}\nEOF"),
    "docker -e": lambda c, _: _code(f"!docker run -e {c.name}={c.value} -p 80:80 img"),
    "comment": lambda c, _: _code(f"# old {c.name} = {_quoted(c.value)}\nx = 1"),
    "bare comment": lambda c, _: _code(f"x = 1  # {c.name}: {c.value}"),
    "docstring": lambda c, _: _code(f'def f():\n    """Uses {c.name}={c.value} for the call."""\n    return 1'),
    "markdown prose": lambda c, _: _markdown(f"Set the {c.name}: `{c.value}` before you start."),
    "markdown code": lambda c, _: _markdown(f"```bash\nexport {c.name}={c.value}\n```"),
    "markdown table": lambda c, _: _markdown(f"| user | {c.name.lower()} |\n|---|---|\n| svc | {c.value} |"),
    "markdown bold": lambda c, _: _markdown(f"- **{c.name}:** {c.value}\n- user: svc"),
    "raw": lambda c, _: {"cell_type": "raw", "id": "r", "metadata": {}, "source": f"{c.name}={c.value}"},
    "implicit": lambda c, r: _code(f"{c.name.lower()} = (" + "\n    ".join(f'"{p}"' for p in _split(c.value, r, 3)) + ")"),
    "plus": lambda c, r: _code(f"{c.name.lower()} = " + " + ".join(f"'{p}'" for p in _split(c.value, r, 2))),
    "join": lambda c, r: _code(f"{c.name.lower()} = ''.join([" + ", ".join(f"'{p}'" for p in _split(c.value, r, 3)) + "])"),
    "format": lambda c, r: _code(f"{c.name.lower()} = '{{}}{{}}'.format(" + ", ".join(f"'{p}'" for p in _split(c.value, r)) + ")"),
    "percent": lambda c, r: _code(f"{c.name.lower()} = '%s%s' % (" + ", ".join(f"'{p}'" for p in _split(c.value, r)) + ")"),
    "f-string": lambda c, r: _code(
        "".join(f"p{n} = '{p}'\n" for n, p in enumerate(_split(c.value, r))) + f"{c.name.lower()} = f'{{p0}}{{p1}}'"
    ),
    "fromhex": lambda c, _: _code(f"{c.name.lower()} = bytes.fromhex('{c.value.encode().hex()}').decode()"),
    "b64decode": lambda c, _: _code(
        f"import base64\n{c.name.lower()} = base64.b64decode('{base64.b64encode(c.value.encode()).decode()}').decode()"
    ),
    "base64 file": lambda c, _: _code(
        "blob = '" + base64.b64encode(f"user=svc\n{c.name}={c.value}\n".encode()).decode() + "'"
    ),
    "base64 twice": lambda c, _: _code(
        f"blob = '{base64.b64encode(base64.b64encode(f'{c.name}={c.value}'.encode())).decode()}'"
    ),
    "printed environment": lambda c, _: _code("!env", _stream(f"HOME=/root\n{c.name}={c.value}\nLANG=C\n")),
    "printed dict": lambda c, _: _code("cfg", _stream(repr({"user": "svc", c.name.lower(): c.value}) + "\n")),
    "environ repr": lambda c, _: _code("os.environ", _shown("text/plain", "environ{'HOME': '/root',\n        " + f"'{c.name}': {c.value!r}}}")),
    "json output": lambda c, _: _code("cfg", _shown("application/json", {"db": {"user": "svc", c.name.lower(): c.value}})),
    "json printed": lambda c, _: _code("print(x)", _stream(json.dumps({"user": "svc", c.name.lower(): c.value}, indent=2))),
    "series": lambda c, _: _code("s", _shown("text/plain", f"user{' ' * 16}svc\n{c.name.lower():<16}    {c.value}\ndtype: object")),
    "frame": lambda c, _: _code("df", _shown("text/plain", _frame(c))),
    "csv printed": lambda c, _: _code("!cat x.csv", _stream(f"user,{c.name.lower()},role\nalice,{c.value},admin\n")),
    "html table": lambda c, _: _code("df", _shown("text/html", _table(c))),
    "html code": lambda c, _: _code("x", _shown("text/html", f"<pre><b>{c.name}</b>={escape(c.value)}</pre>")),
    "traceback": lambda c, _: _code("f()", _failed("Traceback", f"----> 1 connect({c.name.lower()}={_quoted(c.value)})", "ValueError: bad")),
    "colour traceback": lambda c, _: _code(
        "f()", _failed(f"\x1b[0;32m----> 1\x1b[0;31m {c.name.lower()}\x1b[0m\x1b[0;34m=\x1b[0m\x1b[0;34m{_quoted(c.value)}\x1b[0m")
    ),
    "error value": lambda c, _: _code("f()", _failed(f"AuthError: invalid {c.name.lower()}: {c.value}")),
    "cell metadata": lambda c, _: _code("x = 1", **{"papermill": {"parameters": {c.name.lower(): c.value}}}),
    "log line": lambda c, _: _code("run()", _stream(f"2026-01-01 10:00:00 INFO connecting {c.name.lower()}={c.value} retries=3\n")),
    "attachment": lambda c, _: _markdown(
        "see", attachments={"cfg.txt": {"text/plain": base64.b64encode(f"{c.name}={c.value}".encode()).decode()}}
    ),
    "bearer": lambda c, _: _code(f'h = {{"Authorization": "Bearer {c.value}"}}'),
    "curl": lambda c, _: _code(f"!curl -H 'Authorization: Bearer {c.value}' https://api.acme.io/v1"),
    "curl x-api-key": lambda c, _: _code(f'!curl -H "X-API-Key: {c.value}" https://api.acme.io/v1'),
    "query": lambda c, _: _code(f'requests.get("https://api.acme.io/v1?q=1&api_key={c.value}&limit=3")'),
    "git+https": lambda c, _: _code(f"%pip install git+https://oauth2:{c.value}@git.acme.io/team/repo.git"),
    "tuple": lambda c, _: _code(f"auth = ('svc', '{c.value}')"),
    "first argument": lambda c, _: _code(f"client = ApiClient({_quoted(c.value)})"),
}  # fmt: skip
_TOKEN_PLACES = {"bearer", "curl", "curl x-api-key", "query", "git+https", "first argument"}


def _password(random: Random) -> str:
    letters = string.ascii_letters + string.digits
    symbols = random.choice(["!@#%^*+", "!#-_", "_.~", "@!?"])
    style = random.randrange(5)
    if style == 0:
        body = [random.choice(letters) for _ in range(random.randint(9, 18))] + random.sample(symbols, 2)
        random.shuffle(body)
        return "".join(body).strip(symbols) or _password(random)
    if style == 1:
        return random.choice(WORDS).capitalize() + random.choice("!#_@") + str(random.randint(100, 99999))
    if style == 2:
        return (
            random.choice(WORDS)
            + random.choice(WORDS).capitalize()
            + str(random.randint(10, 9999))
            + random.choice("!#")
        )
    if style == 3:
        return "".join(random.choice(letters) for _ in range(random.randint(12, 24)))
    return "".join(random.choice("0123456789abcdef") for _ in range(random.choice([16, 32])))


def _opaque(random: Random) -> str:
    style = random.randrange(4)
    if style == 0:
        return "".join(random.choice("0123456789abcdef") for _ in range(random.choice([32, 40, 64])))
    if style == 1:
        return base64.b64encode(random.randbytes(random.choice([24, 32, 48]))).decode()
    if style == 2:
        return base64.urlsafe_b64encode(random.randbytes(random.choice([24, 33, 48]))).decode().rstrip("=")
    return "".join(random.choice(string.ascii_letters + string.digits) for _ in range(random.randint(20, 48)))


PASSWORD_NAMES = "DB_PASSWORD PGPASSWORD SMTP_PASS MYSQL_ROOT_PASSWORD REDIS_PASSWORD SNOWFLAKE_PASSWORD ADMIN_PWD VAULT_PASSPHRASE".split()
SECRET_NAMES = "CLIENT_SECRET API_KEY AUTH_TOKEN SECRET_KEY ACCESS_TOKEN ENCRYPTION_KEY WEBHOOK_SECRET INTERNAL_API_TOKEN SIGNING_KEY".split()
VENDOR_NAMES = {
    "aws-secret-access-key": "AWS_SECRET_ACCESS_KEY",
    "mlflow-tracking-token": "MLFLOW_TRACKING_TOKEN",
    "kaggle-api-key": "KAGGLE_KEY",
}


def _cases(random: Random, draws: int) -> Iterator[Case]:
    for kind in kinds():
        for _ in range(draws if kind.example else 0):
            value = make_example(kind.example, random)
            bare = bool(kind.context) and not value.startswith(kind.starts or ("\0",))
            word = (kind.context or (kind.vendor,))[0].upper()
            vendor = "".join(letter if letter.isalnum() else "_" for letter in word).strip("_")
            name = VENDOR_NAMES.get(
                kind.name, f"{vendor}_API_KEY" if bare else random.choice(["TOKEN", f"{vendor}_KEY", "CFG", "VALUE"])
            )
            yield Case(kind.name, name, value, contextual=False)
    for name in PASSWORD_NAMES:
        for _ in range(draws * 4):
            yield Case("password", name, _password(random), contextual=True)
    for name in SECRET_NAMES:
        for _ in range(draws * 4):
            yield Case("secret", name, _opaque(random), contextual=True)


def _fits(context: str, case: Case) -> bool:
    """Whether people could write this secret there: a password is no bearer, a slash does not fit into an address."""
    forbidden = {"git+https": "/@#?:%", "query": "#&%+:", "bearer": "#&%+:", "curl": "#&%+:"}.get(context, "")
    if not set(forbidden).isdisjoint(case.value):
        return False
    if context == "tuple" or case.kind == "password":
        return case.kind == "password" and context not in _TOKEN_PLACES - {"git+https"}
    return context not in _TOKEN_PLACES or not case.kind.endswith("webhook")


def _notebook(cell: Cell) -> Notebook:
    metadata = {"kernelspec": {"name": "python3", "language": "python"}, "language_info": {"name": "python"}}
    return read_notebook("x", {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": [cell]})


def _texts(book: Notebook) -> Iterator[Text]:
    yield from book.texts
    for cell in book.cells:
        yield cell.source
        yield from cell.texts


def _look_alikes(random: Random) -> Iterator[tuple[str, Cell]]:
    """Yield each family of look-alikes in four places."""
    recipes = Path(__file__).with_name("secrets_lookalikes.txt").read_text("utf-8")
    for section in recipes.split("\n## ")[1:]:
        name, _, recipe = section.partition("\n")
        source = fill(recipe.strip("\n"), random)
        yield name, _code(source)
        yield name, _code("x", _stream(source + "\n"))
        yield name, _markdown(source)
        yield name, _code("x", _shown("text/html", f"<pre>{escape(source)}</pre>"))


def main() -> None:
    """Print the figures for the seed and the number of draws of the command line."""
    seed, draws = (int(each) for each in (*sys.argv[1:], *("1", "2")[len(sys.argv) - 1 :]))
    random, tally = seeded(seed), Tally()
    for case in _cases(random, draws):
        contexts = [name for name in CONTEXTS if _fits(name, case)]
        for context in contexts if case.contextual else random.sample(contexts, min(len(contexts), 12)):
            tally.add(case, context, _notebook(CONTEXTS[context](case, random)))
    tally.show()
    wrong: Counter[str] = Counter()
    total = 0
    for name, cell in _look_alikes(random):
        total += 1
        flagged = {match.rule for text in _texts(_notebook(cell)) for match in find_secrets(text)}
        wrong.update(f"{name} > {rule}" for rule in flagged)
    print(f"look-alikes flagged: {sum(wrong.values())} of {total}: {dict(wrong)}")
    hits = tally.counts["= all"]["found"]
    print(f"precision {hits / (hits + sum(wrong.values()) + sum(tally.extra.values())):.4f}")


@dataclass
class Tally:
    """What was found, by context and by group."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    misses: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)

    def add(self, case: Case, context: str, book: Notebook) -> None:
        """Count one secret in one context."""
        matches = [(text, match) for text in _texts(book) for match in find_secrets(text)]
        shown = [text.content[match.span.start : match.span.end] for text, match in matches]
        is_exact = any(_is_exact(each, case.value, context) for each in shown)
        for key in (context, "= contextual" if case.contextual else "= token", "= all"):
            count = self.counts[key]
            count["all"] += 1
            count["found"] += bool(matches)
            count["exact"] += is_exact
            count["ruled"] += any(match.rule == case.kind for _, match in matches)
        if not is_exact:
            self.misses[f"{'span: ' if matches else ''}{context} / {case.kind}"] += 1
        if len(matches) > 1 and context not in _SHOWN_TWICE:
            self.extra[f"{context} / {case.kind}"] += len(matches) - 1

    def show(self) -> None:
        """Print recall and exact spans, context by context and group by group."""
        for name in (*CONTEXTS, "= token", "= contextual", "= all"):
            count = self.counts[name]
            every, found = max(1, count["all"]), max(1, count["found"])
            recall, exact, ruled = count["found"] / every, count["exact"] / found, count["ruled"] / every
            print(f"{name:22} recall {recall:.4f}  exact {exact:.4f}  right rule {ruled:.4f}  ({count['all']})")
        print("missed:", dict(self.misses.most_common(40)))
        print("more than one finding:", dict(self.extra.most_common(12)))


_SHOWN_TWICE = {"error value", "traceback", "colour traceback"}
_APART = {"implicit", "plus", "join", "format", "percent", "f-string"}
_ENCODED = {"fromhex", "b64decode", "base64 file", "base64 twice"}


def _is_exact(shown_value: str, value: str, context: str) -> bool:
    if context in _ENCODED:
        return (
            len(shown_value) > len(value) and shown_value.replace("=", "").replace("+", "").replace("/", "").isalnum()
        )
    if context in _APART and shown_value != value:
        return shown_value[:2] == value[:2] and shown_value[-1:] == value[-1:]
    return shown_value == value


if __name__ == "__main__":
    main()
