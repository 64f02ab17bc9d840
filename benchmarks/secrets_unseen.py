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
from dataclasses import dataclass
from html import escape
from random import Random
from typing import Any

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.text import Text
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.secrets.detect import find_secrets
from jupyter_mlsec.secrets.example import make_example
from jupyter_mlsec.secrets.kind import kinds

Cell = dict[str, Any]
WORDS = (
    "river stone cloud summer winter tiger falcon garden copper silver rocket market lemon violet bridge orange".split()
)


@dataclass(frozen=True)
class Case:
    """One secret: the name that people give it, its value, and whether only its name gives it away."""

    kind: str
    name: str
    value: str
    contextual: bool


def code(source: str, *outputs: dict[str, Any], **metadata: Any) -> Cell:
    return {
        "cell_type": "code",
        "id": "c1",
        "metadata": metadata,
        "execution_count": 1,
        "outputs": list(outputs),
        "source": source,
    }


def markdown(source: str, **more: Any) -> Cell:
    return {"cell_type": "markdown", "id": "m1", "metadata": {}, "source": source, **more}


def stream(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def shown(mime: str, body: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": {mime: body}}


def failed(*lines: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": "ValueError", "evalue": "bad request", "traceback": list(lines)}


def split(value: str, random: Random, pieces: int = 2) -> list[str]:
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
    "assign": lambda c, r: code(f"import os\n{c.name} = {_quoted(c.value)}\nprint('ok')"),
    "single quotes": lambda c, r: code(f"{c.name.lower()}='{c.value}'"),
    "annotated": lambda c, r: code(f"class S:\n    {c.name.lower()}: str = {_quoted(c.value)}"),
    "keyword": lambda c, r: code(f"client = connect(host, {c.name.lower()}={_quoted(c.value)}, timeout=3)"),
    "dict": lambda c, r: code(f"cfg = {{'user': 'svc', '{c.name.lower()}': {_quoted(c.value)}}}"),
    "environ": lambda c, r: code(f"os.environ['{c.name}'] = {_quoted(c.value)}"),
    "setdefault": lambda c, r: code(f"os.environ.setdefault('{c.name}', {_quoted(c.value)})"),
    "getenv default": lambda c, r: code(f"x = os.getenv('{c.name}', {_quoted(c.value)})"),
    "environ update": lambda c, r: code(f"os.environ.update({{'{c.name}': {_quoted(c.value)}}})"),
    "%env": lambda c, r: code(f"%env {c.name}={c.value}"),
    "%env blank": lambda c, r: code(f"%env {c.name} {c.value}"),
    "%set_env": lambda c, r: code(f"%set_env {c.name} {c.value}"),
    "!export": lambda c, r: code(f"!export {c.name}={c.value} && python train.py"),
    "!flag": lambda c, r: code(f"!tool login --{c.name.lower().replace('_', '-')} {c.value}"),
    "%%writefile .env": lambda c, r: code(f"%%writefile .env\nDEBUG=1\n{c.name}={c.value}\nPORT=80"),
    "%%writefile yaml": lambda c, r: code(f"%%writefile conf.yaml\ndb:\n  user: svc\n  {c.name.lower()}: {c.value}\n"),
    "%%bash": lambda c, r: code(f"%%bash\nexport {c.name}='{c.value}'\nrun.sh"),
    "heredoc": lambda c, r: code(f"%%bash\ncat > ~/.cfg <<EOF\n[default]\n{c.name.lower()} = {c.value}\nEOF"),
    "docker -e": lambda c, r: code(f"!docker run -e {c.name}={c.value} -p 80:80 img"),
    "comment": lambda c, r: code(f"# old {c.name} = {_quoted(c.value)}\nx = 1"),
    "bare comment": lambda c, r: code(f"x = 1  # {c.name}: {c.value}"),
    "docstring": lambda c, r: code(f'def f():\n    """Uses {c.name}={c.value} for the call."""\n    return 1'),
    "markdown prose": lambda c, r: markdown(f"Set the {c.name}: `{c.value}` before you start."),
    "markdown code": lambda c, r: markdown(f"```bash\nexport {c.name}={c.value}\n```"),
    "markdown table": lambda c, r: markdown(f"| user | {c.name.lower()} |\n|---|---|\n| svc | {c.value} |"),
    "markdown bold": lambda c, r: markdown(f"- **{c.name}:** {c.value}\n- user: svc"),
    "raw": lambda c, r: {"cell_type": "raw", "id": "r", "metadata": {}, "source": f"{c.name}={c.value}"},
    "implicit": lambda c, r: code(f"{c.name.lower()} = (" + "\n    ".join(f'"{p}"' for p in split(c.value, r, 3)) + ")"),
    "plus": lambda c, r: code(f"{c.name.lower()} = " + " + ".join(f"'{p}'" for p in split(c.value, r, 2))),
    "join": lambda c, r: code(f"{c.name.lower()} = ''.join([" + ", ".join(f"'{p}'" for p in split(c.value, r, 3)) + "])"),
    "format": lambda c, r: code(f"{c.name.lower()} = '{{}}{{}}'.format(" + ", ".join(f"'{p}'" for p in split(c.value, r)) + ")"),
    "percent": lambda c, r: code(f"{c.name.lower()} = '%s%s' % (" + ", ".join(f"'{p}'" for p in split(c.value, r)) + ")"),
    "f-string": lambda c, r: code(
        "".join(f"p{n} = '{p}'\n" for n, p in enumerate(split(c.value, r))) + f"{c.name.lower()} = f'{{p0}}{{p1}}'"
    ),
    "fromhex": lambda c, r: code(f"{c.name.lower()} = bytes.fromhex('{c.value.encode().hex()}').decode()"),
    "b64decode": lambda c, r: code(
        f"import base64\n{c.name.lower()} = base64.b64decode('{base64.b64encode(c.value.encode()).decode()}').decode()"
    ),
    "base64 file": lambda c, r: code(
        "blob = '" + base64.b64encode(f"user=svc\n{c.name}={c.value}\n".encode()).decode() + "'"
    ),
    "base64 twice": lambda c, r: code(
        f"blob = '{base64.b64encode(base64.b64encode(f'{c.name}={c.value}'.encode())).decode()}'"
    ),
    "printed environment": lambda c, r: code("!env", stream(f"HOME=/root\n{c.name}={c.value}\nLANG=C\n")),
    "printed dict": lambda c, r: code("cfg", stream(repr({"user": "svc", c.name.lower(): c.value}) + "\n")),
    "environ repr": lambda c, r: code("os.environ", shown("text/plain", "environ{'HOME': '/root',\n        " + f"'{c.name}': {c.value!r}}}")),
    "json output": lambda c, r: code("cfg", shown("application/json", {"db": {"user": "svc", c.name.lower(): c.value}})),
    "json printed": lambda c, r: code("print(x)", stream(json.dumps({"user": "svc", c.name.lower(): c.value}, indent=2))),
    "series": lambda c, r: code("s", shown("text/plain", f"user{' ' * 16}svc\n{c.name.lower():<16}    {c.value}\ndtype: object")),
    "frame": lambda c, r: code("df", shown("text/plain", _frame(c))),
    "csv printed": lambda c, r: code("!cat x.csv", stream(f"user,{c.name.lower()},role\nalice,{c.value},admin\n")),
    "html table": lambda c, r: code("df", shown("text/html", _table(c))),
    "html code": lambda c, r: code("x", shown("text/html", f"<pre><b>{c.name}</b>={escape(c.value)}</pre>")),
    "traceback": lambda c, r: code("f()", failed("Traceback", f"----> 1 connect({c.name.lower()}={_quoted(c.value)})", "ValueError: bad")),
    "colour traceback": lambda c, r: code(
        "f()", failed(f"\x1b[0;32m----> 1\x1b[0;31m {c.name.lower()}\x1b[0m\x1b[0;34m=\x1b[0m\x1b[0;34m{_quoted(c.value)}\x1b[0m")
    ),
    "error value": lambda c, r: code("f()", failed(f"AuthError: invalid {c.name.lower()}: {c.value}")),
    "cell metadata": lambda c, r: code("x = 1", **{"papermill": {"parameters": {c.name.lower(): c.value}}}),
    "log line": lambda c, r: code("run()", stream(f"2026-01-01 10:00:00 INFO connecting {c.name.lower()}={c.value} retries=3\n")),
    "attachment": lambda c, r: markdown(
        "see", attachments={"cfg.txt": {"text/plain": base64.b64encode(f"{c.name}={c.value}".encode()).decode()}}
    ),
    "bearer": lambda c, r: code(f'h = {{"Authorization": "Bearer {c.value}"}}'),
    "curl": lambda c, r: code(f"!curl -H 'Authorization: Bearer {c.value}' https://api.acme.io/v1"),
    "curl x-api-key": lambda c, r: code(f'!curl -H "X-API-Key: {c.value}" https://api.acme.io/v1'),
    "query": lambda c, r: code(f'requests.get("https://api.acme.io/v1?q=1&api_key={c.value}&limit=3")'),
    "git+https": lambda c, r: code(f"%pip install git+https://oauth2:{c.value}@git.acme.io/team/repo.git"),
    "tuple": lambda c, r: code(f"auth = ('svc', '{c.value}')"),
    "first argument": lambda c, r: code(f"client = ApiClient({_quoted(c.value)})"),
}  # fmt: skip
_TOKEN_PLACES = {"bearer", "curl", "curl x-api-key", "query", "git+https", "first argument"}
_PASSWORD_PLACES = {"tuple", "git+https"}


def password(random: Random) -> str:
    letters = string.ascii_letters + string.digits
    symbols = random.choice(["!@#%^*+", "!#-_", "_.~", "@!?"])
    style = random.randrange(5)
    if style == 0:
        body = [random.choice(letters) for _ in range(random.randint(9, 18))] + random.sample(symbols, 2)
        random.shuffle(body)
        return "".join(body).strip(symbols) or password(random)
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


def opaque(random: Random) -> str:
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
SHAPE_NAMES = ("pattern", "example")


def cases(random: Random, draws: int) -> Iterator[Case]:
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
            yield Case("password", name, password(random), contextual=True)
    for name in SECRET_NAMES:
        for _ in range(draws * 4):
            yield Case("secret", name, opaque(random), contextual=True)


def fits(context: str, case: Case) -> bool:
    if case.kind.endswith("webhook") and context in _TOKEN_PLACES | {"git+https", "json printed"}:
        return False
    if (
        case.kind
        in {"dagster-token", "asana-token", "snowflake-credential", "azure-client-secret", "telegram-bot-token"}
        and context == "git+https"
    ):
        return False
    if context in _TOKEN_PLACES and case.kind == "password" and context not in _PASSWORD_PLACES:
        return False
    if context in _PASSWORD_PLACES and case.kind == "secret":
        return context == "git+https" and "/" not in case.value
    if context == "git+https" and any(letter in case.value for letter in "/@#?:%"):
        return False
    if context in {"query", "bearer", "curl"} and any(letter in case.value for letter in "#&%+:"):
        return False
    return not (context == "tuple" and case.kind != "password")


def notebook(cell: Cell) -> Notebook:
    metadata = {"kernelspec": {"name": "python3", "language": "python"}, "language_info": {"name": "python"}}
    return read_notebook("x", {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": [cell]})


def texts(book: Notebook) -> Iterator[Text]:
    yield from book.texts
    for cell in book.cells:
        yield cell.source
        yield from cell.texts


def look_alikes(random: Random) -> Iterator[tuple[str, Cell]]:
    hexes = lambda n: "".join(random.choice("0123456789abcdef") for _ in range(n))
    b64 = lambda n: base64.b64encode(random.randbytes(n)).decode()
    upper = lambda n: "".join(random.choice("ACDEFGHIKLMNPQRSTVWY") for _ in range(n))
    uuid = f"{hexes(8)}-{hexes(4)}-4{hexes(3)}-a{hexes(3)}-{hexes(12)}"
    sources = {
        "uuid": f'run_id = "{uuid}"\nclient_id = "{uuid}"',
        "commit": f'revision = "{hexes(40)}"\n!git checkout {hexes(40)}\n%pip install git+https://github.com/wandb/wandb@{hexes(40)}',
        "sha256": f'expected = "sha256:{hexes(64)}"\nchecksum = "{hexes(64)}"',
        "pip hash": f"requests==2.31.0 --hash=sha256:{hexes(64)}",
        "integrity": f'<script src="x.js" integrity="sha384-{b64(48)}"></script>',
        "env": 'api_key = os.environ["OPENAI_API_KEY"]\npassword = os.getenv("DB_PASSWORD")\ntoken = getpass("HF token: ")',
        "env default": 'password = os.getenv("DB_PASSWORD", "changeme")\nkey = os.environ.get("API_KEY", "")',
        "vault": 'secret = client.secrets.kv.read_secret("db/password")\ntoken = userdata.get("HF_TOKEN")\nsecret_name = "prod/db/password-a81b"',
        "arn": f'secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-{hexes(6)}"',
        "your": 'api_key = "YOUR_API_KEY"\ntoken = "<your-token>"\npassword = "your_password_here"\nsecret="INSERT-SECRET-HERE"',
        "xs": 'api_key = "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"\ntoken = "hf_XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"',
        "masked": 'api_key = "sk-proj-************************abcd"\ntoken = "ghp_••••••••••••"\npw = "********"',
        "shortened": 'api_key = "sk-abc123...xyz9"\nkey = "AKIA..."',
        "documented": 'aws_access_key_id = "AKIAIOSFODNN7EXAMPLE"\naws_secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"',
        "sequence": 'token = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"\nkey = "abcdefghijklmnopqrstuvwxyz123456"\napi_key="1234567890abcdef1234567890abcdef"',
        "template": 'url = f"postgresql://{user}:{password}@{host}/db"\nu2 = "mysql://${USER}:${PASSWORD}@db/x"\ndsn = "postgres://%s:%s@%s" % (u, p, h)',
        "local": 'engine = create_engine("postgresql://user:password@localhost:5432/db")\nr = "redis://:redis@127.0.0.1:6379/0"\nm = "mongodb://root:example@mongo:27017"',
        "docs login": 'url = "https://user:pass@example.com/repo.git"\n# mysql://username:password@hostname/db',
        "tokenizer": 'tok.pad_token = "<|endoftext|>"\neos_token="</s>"\nspecial_tokens = {"bos_token": "<s>", "mask_token": "[MASK]"}\nmax_tokens=4096\ntoken_ids=[1,2]',
        "tokens printed": "tokens = ['[CLS]', '##ing', '▁the', 'Ġworld', '<pad>']\ntoken: ##ization\nnext_token = 'Ġtransformers'",
        "keys": 'df.sort_values(key="timestamp_utc_2024")\nprimary_key = "customer_account_identifier_2"\ncache_key = f"{a}:{b}"\nkey=lambda x: x[1]\nfor key, value in d.items(): pass',
        "models": 'model = "meta-llama/Llama-3.1-8B-Instruct"\nname = "sentence-transformers/all-MiniLM-L6-v2"\ntokenizer = "bert-base-uncased"\nkey = "model.layers.0.self_attn.q_proj.weight"',
        "jax": "key = jax.random.PRNGKey(42)\nkey, subkey = jax.random.split(key)\nrng_key = Array([0, 42], dtype=uint32)",
        "protein": f'sequence = "{upper(80)}"\nprotein_token = "{upper(40)}"\ninchi_key = "BSYNRYMUTXBXSQ-UHFFFAOYSA-N"\nsmiles = "CC(=O)OC1=CC=CC=C1C(=O)O"',
        "publishable": f'stripe.publishable_key = "pk_live_{hexes(24)}"\nLANGFUSE_PUBLIC_KEY="pk-lf-{uuid}"\ntoken_public="pk.eyJ1{b64(30)[:40]}.abcDEF123456ghiJKL7890"',
        "hashes": f'password_hash = "$2b$12${b64(39)[:53]}"\nc.ServerApp.password = "argon2:$argon2id$v=19$m=10240,t=10,p=8${b64(16)}"\npassword = "sha1:{hexes(12)}:{hexes(40)}"',
        "certificate": "-----BEGIN CERTIFICATE-----\n"
        + "\n".join(b64(48) for _ in range(12))
        + "\n-----END CERTIFICATE-----",
        "public ssh": f"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ{b64(200)} me@host\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{b64(32)}",
        "public pem": "-----BEGIN PUBLIC KEY-----\n"
        + "\n".join(b64(48) for _ in range(6))
        + "\n-----END PUBLIC KEY-----",
        "image": f'<img src="data:image/png;base64,{b64(3000)}">\nimg = "iVBORw0KGgoAAAANSUhEUgAA{b64(6000)}"',
        "font": f"@font-face{{src:url(data:font/woff2;base64,{b64(4000)})}}",
        "dataframe ids": "\n".join(f"{n} user_{n} {hexes(24)} {random.random():.6f}" for n in range(8)),
        "object ids": f'_id: ObjectId("{hexes(24)}")\netag: "{hexes(32)}"\nrequest_id={uuid}',
        "colab": f'<div id="df-{uuid}" class="colab-df-container"><button onclick="convertToInteractive(\'df-{uuid}\')">',
        "widget": f'{{"model_id": "{hexes(32)}", "version_major": 2}}\nlayout: IPY_MODEL_{hexes(32)}',
        "prose": "The password must be at least 12 characters. Tokens: 15 trillion. The key: 3 layers. Secret: attention is all you need.",
        "form": 'password = st.text_input("Password", type="password")\nlabel="Enter your API token: "\npassword_field = "passwordInput2"',
        "columns": 'columns = ["username", "password", "email_2", "token_type"]\ndf[["api_key_id", "secret_name_2"]]\npassword: str\nsecret: Optional[str] = None',
        "references": "password = config.db_password2\ntoken=tokens[0]\nclient(api_key=settings.OPENAI_KEY_2, secret=get_secret('db1'))",
        "yaml references": "%%writefile c.yaml\npassword: ${DB_PASSWORD}\ntoken: !secret gh_token1\nkey: {{ vault_key_2 }}\nsecret: op://prod/db/password1",
        "wrong checksum": f'token = "ghp_{"".join(random.choice(string.ascii_letters) for _ in range(36))}"',
        "too short": 'prefix = "sk-ant-"\nif key.startswith("hf_"):\n  pass\npattern = r"AKIA[0-9A-Z]{16}"\nre.compile("gh[pousr]_[A-Za-z0-9]{36}")',
        "paths": 'key_file = "/home/me/.ssh/id_rsa_2024"\ntoken_path="secrets/token2.json"\npassword_file: /run/secrets/db1\nkey="s3/bucket/2024/01/part-0001.parquet"',
        "urls": "https://huggingface.co/docs/hub/security-tokens2 and https://console.aws.amazon.com/iam/home#/security_credentials\ntoken_url = 'https://login.acme.io/oauth2/v2.0/token'",
        "metrics": "token accuracy: 0.98123 key_padding_mask=None\ntokens/sec: 15234.5\npass@10: 0.8534\nkey_dim=64, num_key_value_heads=8",
        "emoji words": "password: пароль\ntoken: 令牌\nsecret = 'секрет'",
        "jwt example": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
        "kaggle path": "/kaggle/input/competition-2024/train.csv\nkey = '/kaggle/working/abc123'\nKAGGLE_CONFIG_DIR=/root/.kaggle",
    }
    for name, source in sources.items():
        yield name, code(source)
        yield name, code("x", stream(source + "\n"))
        yield name, markdown(source)
        yield name, code("x", shown("text/html", f"<pre>{escape(source)}</pre>"))


def main() -> None:
    seed, draws = (int(each) for each in (*sys.argv[1:], "1", "2")[:2]) if len(sys.argv) != 2 else (int(sys.argv[1]), 2)
    random = Random(seed)
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    misses: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    for case in cases(random, draws):
        contexts = [name for name in CONTEXTS if fits(name, case)]
        for context in random.sample(contexts, min(len(contexts), 12)) if not case.contextual else contexts:
            _measure(case, context, random, found, misses, extra)
    for context in CONTEXTS:
        n, hit, exact, _ = found[context]
        print(f"{context:22} {hit:5}/{n:<5} {hit / max(1, n):6.3f}  exact {exact / max(1, hit):6.3f}")
    for group in ("token", "contextual", "all"):
        n, hit, exact, ruled = found[f"= {group}"]
        print(f"{group:12} recall {hit / n:.4f}  exact span {exact / n:.4f}  right rule {ruled / n:.4f}  ({n})")
    print("missed:", dict(misses.most_common(40)))
    print("more than one finding:", dict(extra.most_common(12)))
    wrong: Counter[str] = Counter()
    total = 0
    for name, cell in look_alikes(random):
        total += 1
        flagged = [match.rule for text in texts(notebook(cell)) for match in find_secrets(text)]
        wrong.update({f"{name} > {rule}": 1 for rule in flagged})
    print(f"look-alikes flagged: {sum(wrong.values())} of {total}: {dict(wrong)}")
    hits = found["= all"][1]
    print(f"precision {hits / (hits + sum(wrong.values()) + sum(extra.values())):.4f}")


def _measure(
    case: Case, context: str, random: Random, found: dict[str, list[int]], misses: Counter[str], extra: Counter[str]
) -> None:
    results = [
        (text, match) for text in texts(notebook(CONTEXTS[context](case, random))) for match in find_secrets(text)
    ]
    exact = any(
        _is_exact(text.content[match.span.start : match.span.end], case.value, context) for text, match in results
    )
    ruled = any(match.rule == case.kind for _, match in results)
    for key in (context, "= contextual" if case.contextual else "= token", "= all"):
        entry = found[key]
        entry[0] += 1
        entry[1] += bool(results)
        entry[2] += exact
        entry[3] += ruled
    if not results:
        misses[f"{context} / {case.kind}"] += 1
    elif not exact:
        misses[f"span: {context} / {case.kind}"] += 1
    if len(results) > 1 and context not in {"error value", "traceback", "colour traceback"}:
        extra[f"{context} / {case.kind}"] += len(results) - 1


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
