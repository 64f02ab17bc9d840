"""Contextual secrets: the shapes in which people write a name and its value, and the exact value."""

from __future__ import annotations

import pytest

from jupyter_mlsec.model.text import Place, Syntax, Text
from jupyter_mlsec.secrets.detect import find_secrets
from jupyter_mlsec.secrets.example import seeded
from jupyter_mlsec.secrets.names import Says, what_it_says

PASSWORD = "k9" + "#Lw" + "74!qT"
SECRET = "".join(seeded(8).choices("abcdefghijkmnpqrstuvwxyzABCDEFGH23456789", k=32))


def found(content: str, syntax: Syntax) -> list[str]:
    return [content[m.span.start : m.span.end] for m in find_secrets(Text(Place.SOURCE, content, syntax))]


@pytest.mark.parametrize(
    "shape",
    [
        'DB_PASSWORD = "{}"',
        "dbPassword = '{}'",
        'password: str = "{}"',
        'connect(host="h", password="{}", port=1)',
        "{{'user': 'svc', 'password': '{}'}}",
        "dict(user='svc', password='{}')",
        'os.environ["DB_PASSWORD"] = "{}"',
        'os.environ.setdefault("DB_PASSWORD", "{}")',
        'os.getenv("DB_PASSWORD", "{}")',
        'os.environ.get("DB_PASSWORD") or "{}"',
        'os.environ.update({{"DB_PASSWORD": "{}"}})',
        'monkeypatch.setenv("DB_PASSWORD", "{}")',
        "%env DB_PASSWORD={}",
        "%env DB_PASSWORD {}",
        "%set_env DB_PASSWORD {}",
        "!export DB_PASSWORD={}",
        "!export DB_PASSWORD='{}' && run",
        "!cli login --password {} --user svc",
        "!cli login --password={}",
        'run(["cli", "--password", "{}"])',
        "%%writefile .env\nUSER=svc\nDB_PASSWORD={}\nPORT=1",
        "%%writefile c.yaml\ndb:\n  password: {}\n  user: svc",
        "%%bash\nexport DB_PASSWORD={}\nrun",
        "%%bash\ncat > x <<EOF\npassword = {}\nEOF",
        "%%sh\nmysql -u root -p{} db",
        "!curl -u svc:{} https://h.io",
        'requests.get(u, auth=("svc", "{}"))',
        'HTTPBasicAuth("svc", "{}")',
        'server.login("me@h.io", "{}")',
        'SecretStr("x") or 1; password = SecretStr("{}")',
        "# password: {}",
        "x = 1  # DB_PASSWORD={}",
        '"""Connects with password={} to the host."""',
        'if password == "{}":\n  pass',
        'password = (\n    "{}"\n)',
        'df = DataFrame({{"user": ["a"], "password": ["{}"]}})',
    ],
)
def test_in_python(shape: str) -> None:
    assert found(shape.format(PASSWORD), Syntax.PYTHON) == [PASSWORD]


@pytest.mark.parametrize(
    ("shape", "syntax"),
    [
        ("DB_PASSWORD={}", Syntax.PLAIN),
        ("{{'DB_PASSWORD': '{}', 'HOME': '/'}}", Syntax.PLAIN),
        ('{{"password": "{}"}}', Syntax.PLAIN),
        ('"{{\\"password\\": \\"{}\\"}}"', Syntax.PLAIN),
        ("user        svc\npassword    {}\ndtype: object", Syntax.PLAIN),
        ("    user   password\n0    svc {}\n1    bob          -", Syntax.PLAIN),
        ("user,password,role\nsvc,{},admin", Syntax.PLAIN),
        ("user\tpassword\nsvc\t{}", Syntax.PLAIN),
        ("│ user ┆ x │ password │\n│ svc ┆ x │ {} │", Syntax.PLAIN),
        ("2026-01-01 INFO password={} ok", Syntax.PLAIN),
        ("----> 3 connect(password='{}')", Syntax.PLAIN),
        ("parameters.password: {}\n", Syntax.DATA),
        ("**Password:** {}", Syntax.MARKDOWN),
        ("the password is `{}`.", Syntax.MARKDOWN),
        ("| user | password |\n|---|---|\n| svc | {} |", Syntax.MARKDOWN),
        ("```\npassword = {}\n```", Syntax.MARKDOWN),
        ('val password: String = "{}"', Syntax.OTHER_CODE),
        ("password <- '{}'", Syntax.OTHER_CODE),
        ("machine h.io login svc password {}", Syntax.PLAIN),
    ],
)
def test_elsewhere(shape: str, syntax: Syntax) -> None:
    assert found(shape.format(PASSWORD), syntax) == [PASSWORD]


@pytest.mark.parametrize(
    "shape",
    [
        'headers = {{"Authorization": "Bearer {}"}}',
        'headers = {{"Authorization": f"token {}"}}',
        'headers = {{"X-API-Key": "{}"}}',
        "!curl -H 'Authorization: Bearer {}' https://h.io",
        '!curl -H "X-Api-Key: {}" https://h.io',
        'get("https://h.io/v1?api_key={}&n=3")',
        'client = ApiClient("{}")',
        'set_auth_token("{}")',
        'client_secret = "{}"',
        'SECRET_KEY = "{}"',
        "my secret access key is {}".replace("my", "# my"),
        'api_key = ("{}")',
    ],
)
def test_tokens_and_keys(shape: str) -> None:
    assert found(shape.format(SECRET), Syntax.PYTHON) == [SECRET]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("DB_PASSWORD", Says.PASSWORD),
        ("dbPassword", Says.PASSWORD),
        ("PGPASSWORD", Says.PASSWORD),
        ("smtp-pass", Says.PASSWORD),
        ("password_prod", Says.PASSWORD),
        ("client_secret", Says.SECRET),
        ("aws_secret_access_key", Says.KEY),
        ("OPENAI_API_KEY", Says.KEY),
        ("apikey", Says.KEY),
        ("hf_token", Says.TOKEN),
        ("access_token_value", Says.KEY),
        ("password_file", Says.NOTHING),
        ("password_hash", Says.NOTHING),
        ("forward_pass", Says.NOTHING),
        ("show_password", Says.NOTHING),
        ("secret_name", Says.NOTHING),
        ("eos_token", Says.NOTHING),
        ("max_tokens", Says.NOTHING),
        ("next_page_token", Says.NOTHING),
        ("tokenizer", Says.NOTHING),
        ("primary_key", Says.NOTHING),
        ("public_key", Says.NOTHING),
        ("sort_key", Says.NOTHING),
        ("key_path", Says.NOTHING),
        ("keyword", Says.NOTHING),
    ],
)
def test_what_a_name_says(name: str, says: Says) -> None:
    assert what_it_says(name) is says
