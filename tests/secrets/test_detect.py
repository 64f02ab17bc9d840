"""Each kind is found wherever it stands, with its value alone underlined; near misses are not."""

from __future__ import annotations

import base64
import json

import pytest

from jupyter_mlsec.model.text import Label, Place, Span, Syntax, Text
from jupyter_mlsec.secrets.detect import find_secrets
from jupyter_mlsec.secrets.example import make_example, seeded
from jupyter_mlsec.secrets.kind import Kind, kinds

STANDALONE = [
    kind
    for kind in kinds()
    if (kind.starts or kind.after or kind.hosts)
    and (not kind.starts or kind.example.startswith(kind.starts) or kind.after)
]
IN_ADDRESS = {"azure-sas-token"}  # has a test of its own
IN_CONTEXT = [kind for kind in kinds() if kind.context and kind not in STANDALONE and kind.name not in IN_ADDRESS]
# What the vendor's own words in the name must be, where a key's name is narrower than VENDOR_API_KEY.
NAMES = {"mlflow-tracking-token": "MLFLOW_TRACKING_TOKEN"}


def text(content: str, syntax: Syntax = Syntax.PYTHON, *labels: Label) -> Text:
    return Text(Place.SOURCE, content, syntax, labels=labels)


def found(subject: Text) -> list[tuple[str, str]]:
    return [(match.rule, subject.content[match.span.start : match.span.end]) for match in find_secrets(subject)]


def example(kind: Kind, seed: int = 0) -> str:
    return make_example(kind.example, seeded(f"{kind.name} {seed}"))


def name_for(kind: Kind) -> str:
    word = "".join(letter if letter.isalnum() else "_" for letter in (kind.context or ("x",))[0]).strip("_").upper()
    return NAMES.get(kind.name, f"{word}_API_KEY")


@pytest.mark.parametrize("kind", STANDALONE, ids=lambda kind: kind.name)
@pytest.mark.parametrize("seed", range(3))
def test_found_by_its_own_format(kind: Kind, seed: int) -> None:
    value = example(kind, seed)
    for subject in (
        text(value, Syntax.PLAIN),
        text(f"x = 1\nf({value!r}, 2)"),
        text(f"Use `{value}` here.", Syntax.MARKDOWN),
        text(f"[click]({value})", Syntax.MARKDOWN),
        text(json.dumps({"a": {"b": value}}), Syntax.PLAIN),
        text(json.dumps(json.dumps({"note": f"line\n{value}\n"})), Syntax.PLAIN),
        text(f"note: {value}\nnext: 1\n", Syntax.DATA),
        text(f"!tool --with {value} && ls"),
        text(f"%%bash\ncat <<EOF\n{value}\nEOF\n"),
        text(f"# {value}\n"),
        text(f'const k = "{value}";', Syntax.OTHER_CODE),
    ):
        assert found(subject) == [(kind.name, value)]


@pytest.mark.parametrize("kind", IN_CONTEXT, ids=lambda kind: kind.name)
@pytest.mark.parametrize("seed", range(3))
def test_found_by_the_name_that_it_is_given(kind: Kind, seed: int) -> None:
    value = example(kind, seed)
    name = name_for(kind)
    for subject in (
        text(f'{name} = "{value}"'),
        text(f"os.environ['{name}'] = '{value}'"),
        text(f"%env {name}={value}\n"),
        text(f"Set `{name}` = `{value}` first.", Syntax.MARKDOWN),
        text(json.dumps({name: value}, indent=1), Syntax.PLAIN),
        text(f"HOME=/root\n{name}={value}\nLANG=C\n", Syntax.PLAIN),
    ):
        assert found(subject) == [(kind.name, value)]


@pytest.mark.parametrize("kind", STANDALONE + IN_CONTEXT, ids=lambda kind: kind.name)
def test_found_in_base64_one_and_two_levels_deep(kind: Kind) -> None:
    value = example(kind)
    once = base64.b64encode(f"password = none\n{name_for(kind)} = '{value}'".encode()).decode()
    twice = base64.b64encode(once.encode()).decode()
    for blob in (once, twice):
        subject = text(f"blob = '{blob}'")
        assert [value for _, value in found(subject)] == [blob]


@pytest.mark.parametrize("kind", STANDALONE, ids=lambda kind: kind.name)
def test_stand_ins_of_the_same_format_are_silent(kind: Kind) -> None:
    value = example(kind)
    literal = next((start for start in (*kind.starts, *kind.after, "https://") if value.startswith(start)), value[:4])
    body = value[len(literal) :]
    for stand_in in (
        literal + "x" * len(body),
        literal + "X" * len(body),
        literal + "*" * len(body),
        literal + ("0123456789abcdefghijklmnopqrstuvwxyz" * 9)[: len(body)],
        literal + body[:3] + "..." + body[-3:],
        literal + "<your-key>",
        f"{literal}${{KEY}}",
    ):
        assert found(text(stand_in, Syntax.PLAIN)) == []


@pytest.mark.parametrize("rule", ["github-token", "npm-token"])
def test_a_wrong_checksum_is_no_token(rule: str) -> None:
    kind = next(each for each in kinds() if each.name == rule)
    value = example(kind)
    wrong = value[:-1] + ("a" if value[-1] != "a" else "b")
    assert found(text(f'token = "{wrong}"')) == []


def test_a_label_names_the_value() -> None:
    value = "k9" + "#Lw" * 4
    content = f"0\talice\t{value}\t"
    start = content.index(value)
    labels = (Label(Span(2, 7), "user"), Label(Span(start, start + len(value)), "db_password"))
    assert found(text(content, Syntax.PLAIN, *labels)) == [("hardcoded-password", value)]


def test_the_vendor_wins_over_the_name() -> None:
    value = make_example("hf_{letter:34}", seeded(1))
    assert found(text(f'password = "{value}"')) == [("hugging-face-token", value)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("postgresql://svc:", "@db.acme.io:5432/prod"),
        ("postgresql+psycopg2://svc:", "@10.0.0.3/prod?sslmode=require"),
        ("mysql+pymysql://svc:", "@db/x"),
        ("mongodb+srv://svc:", "@cluster0.a1b2c.mongodb.net/?retryWrites=true"),
        ("redis://:", "@cache.acme.io:6379/0"),
        ("amqp://svc:", "@mq.acme.io/vhost"),
        ("jdbc:postgresql://svc:", "@db.acme.io/prod"),
        ("snowflake://svc:", "@ab12345.eu-west-1/db"),
        ("git+https://oauth2:", "@git.acme.io/team/repo.git"),
        ("https://svc:", "@pypi.acme.io/simple"),
        ("ftp://svc:", "@files.acme.io"),
        ("smtp://svc:", "@mail.acme.io:587"),
    ],
)
def test_passwords_in_addresses(before: str, after: str) -> None:
    value = "".join(seeded(before).choices("abcdefghijkmnpqrstuvwxyzABCDEFGH23456789", k=16))
    for template in ('engine = connect("{}")', "see {} .", "URL={}"):
        subject = text(template.format(before + value + after), Syntax.PLAIN)
        assert found(subject) == [("url-credentials", value)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Server=tcp:x.database.windows.net,1433;Database=d;User ID=svc;Password=", ";Encrypt=yes;"),
        ("DRIVER={ODBC Driver 18};SERVER=db.acme.io;UID=svc;PWD=", ";TrustServerCertificate=no"),
        ("jdbc:sqlserver://db.acme.io:1433;databaseName=d;user=svc;password=", ";encrypt=true"),
        ("host=db.acme.io dbname=d user=svc password=", " sslmode=require"),
    ],
)
def test_passwords_in_connection_strings(before: str, after: str) -> None:
    value = "".join(seeded(before).choices("abcdefghijkmnpqrstuvwxyzABCDEFGH23456789", k=14)) + "!7"
    assert found(text(f'c = "{before}{value}{after}"')) == [("connection-string-password", value)]


@pytest.mark.parametrize("kind", ["RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY", "OPENSSH PRIVATE KEY"])
@pytest.mark.parametrize("newline", ["\n", "\\n", "\r\n"])
def test_private_keys_as_whole_blocks(kind: str, newline: str) -> None:
    body = base64.b64encode(seeded(kind).randbytes(600)).decode()
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    key = newline.join([f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----"])
    assert found(text(f'k = """{key}"""')) == [("private-key", key)]


def test_the_signature_of_a_shared_access_address() -> None:
    signature = make_example("{base62:20}%2F{base62:22}%3D", seeded(2))
    url = f"https://acme.blob.core.windows.net/c/x.csv?sv=2022-11-02&ss=b&srt=co&sp=rl&se=2030-01-01&sig={signature}"
    assert found(text(f'df = read_csv("{url}")')) == [("azure-sas-token", signature)]


def test_the_key_of_a_service_account() -> None:
    body = base64.b64encode(seeded(5).randbytes(600)).decode()
    key = f"-----BEGIN PRIVATE KEY-----\\n{body}\\n-----END PRIVATE KEY-----"
    content = f'{{"type": "service_account", "project_id": "acme", "private_key": "{key}\\n", "client_email": "a@b.c"}}'
    assert found(text(content, Syntax.PLAIN)) == [("gcp-service-account-key", key)]


def test_two_secrets_are_two_matches_in_order() -> None:
    random = seeded(4)
    first, second = make_example("AKIA{base32:16}", random), make_example("{base64:40}", random)
    subject = text(f'aws_access_key_id = "{first}"\naws_secret_access_key = "{second}"')
    assert found(subject) == [("aws-access-key-id", first), ("aws-secret-access-key", second)]
