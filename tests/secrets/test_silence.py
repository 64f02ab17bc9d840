"""What looks like a secret and is none: nothing is found in it, wherever it stands."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest

from jupyter_mlsec.model.text import Place, Syntax, Text
from jupyter_mlsec.secrets.detect import find_secrets
from jupyter_mlsec.secrets.example import seeded

RANDOM = seeded(11)


def hexes(count: int) -> str:
    return "".join(RANDOM.choices("0123456789abcdef", k=count))


def b64(count: int) -> str:
    return base64.b64encode(RANDOM.randbytes(count)).decode()


def residues(count: int) -> str:
    return "".join(RANDOM.choices("ACDEFGHIKLMNPQRSTVWY", k=count))


UUID = f"{hexes(8)}-{hexes(4)}-4{hexes(3)}-a{hexes(3)}-{hexes(12)}"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def families() -> Iterator[tuple[str, list[str]]]:
    yield (
        "environment",
        [
            'api_key = os.environ["OPENAI_API_KEY_2"]',
            'password = os.getenv("DB_PASSWORD_2")',
            'password = os.getenv("DB_PASSWORD", "changeme")',
            'token = getpass("HF token 2: ")',
            'token = userdata.get("HF_TOKEN_2")',
            'key = dbutils.secrets.get(scope="ml-2", key="api-key-3")',
            "password: ${DB_PASSWORD_2}",
            "token = %DB_TOKEN_2%",
            "password = {{ vault_db_password_2 }}",
            "export TOKEN=$(vault read -field=t secret/db2)",
            "!tool --token $HF_TOKEN_2",
            'url = f"postgresql://{user}:{password2}@{host}/db"',
            'url = "mysql://${USER2}:${PASSWORD2}@db/x"',
            'dsn = "postgres://%s:%s@%s" % (u, p, h)',
        ],
    )
    yield (
        "vault",
        [
            'secret_name = "prod/db/password-a81b"',
            f'secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-{hexes(6)}"',
            'password = "op://prod/db/password1"',
            'secret = "projects/acme-1/secrets/db2/versions/3"',
            'token: "@Microsoft.KeyVault(SecretUri=https://v1.vault.azure.net/secrets/t2)"',
            "token: !vault gh_token1",
        ],
    )
    yield (
        "placeholder",
        [
            'api_key = "YOUR_API_KEY_123"',
            'token = "<your-token-1>"',
            'password = "your_password_here1"',
            'secret="INSERT-SECRET-2-HERE"',
            'password = "changeme123"',
            'password = "P@ssw0rd"',
            'password = "test1234"',
            'password="admin"',
            'api_key = "my-api-key-1"',
            f'api_key = "{LETTERS}123456"',
            'api_key="' + "1234567890abcdef" * 2 + '"',
            'api_key = "' + "abcd" * 8 + '"',
            'token = "dummy_token_4711"',
            'SECRET_KEY = "replace-me-2024"',
            'password = ""',
            'api_key = "..."',
        ],
    )
    yield (
        "mask",
        [
            'token = "ghp_••••••••••••••••"',
            'password = "********"',
            "PASSWORD=***",
            'api_key = "sk-proj-' + "*" * 24 + 'ab12"',
            'api_key = "sk-abc1...xyz9"',
            "token: [REDACTED]",
            "api_key=<hidden>",
            "password: xxxxxxxx",
        ],
    )
    yield (
        "documented",
        [
            'aws_access_key_id = "AKIA' + 'IOSFODNN7EXAMPLE"',
            'aws_secret_access_key = "wJalrXUtnFEMI/K7MDENG/' + 'bPxRfiCYEXAMPLEKEY"',
            "https://user:pass@example.com/repo.git",
            "mysql://username:password@hostname/db",
            "mongodb://root:example@mongo:27017",
            "amqp://guest:guest@rabbit:5672",
            "postgresql://scott:tiger@h/x",
        ],
    )
    yield (
        "local",
        [
            "postgresql://user:password@localhost:5432/db",
            "postgresql://ana:wonder22@localhost/db",
            "redis://:redis@127.0.0.1:6379/0",
            "http://admin:admin1@0.0.0.0:3000",
        ],
    )
    yield (
        "identifier",
        [
            f'run_id = "{UUID}"',
            f'token_id = "{UUID}"',
            f'revision = "{hexes(40)}"',
            f"%pip install git+https://github.com/wandb/wandb@{hexes(40)}",
            f"commit {hexes(40)}",
            f'checksum = "sha256:{hexes(64)}"',
            f"requests==2.31.0 --hash=sha256:{hexes(64)}",
            f'integrity="sha384-{b64(48)}"',
            f'etag: "{hexes(32)}"',
            f'{{"model_id": "{hexes(32)}", "version_major": 2}}',
            f"IPY_MODEL_{hexes(32)}",
            f'ObjectId("{hexes(24)}")',
        ],
    )
    yield (
        "model",
        [
            'model = "meta-llama/Llama-3.1-8B-Instruct"',
            'name = "sentence-transformers/all-MiniLM-L6-v2"',
            'key = "model.layers.0.self_attn.q_proj.weight"',
            'dataset_key = "glue/sst2-v1.0.0-train-00001-of-00004"',
            "state_dict['transformer.h.11.mlp.c_proj.bias']",
        ],
    )
    yield (
        "tokenizer",
        [
            'tok.pad_token = "<|endoftext|>"',
            'special_tokens = {"bos_token": "<s>", "mask_token": "[MASK]"}',
            "tokens = ['[CLS]', '##ing', '\u2581the', '\u0120world', '<pad>']",
            'token: "##ization2"',
            "next_token = '\u0120transformers'",
            "max_tokens=4096, token_ids=[101, 2023]",
            "token = '<|reserved_special_token_250|>'",
            "tokens per second: 15234.5",
            'stop_token = "<|im_end|>"',
        ],
    )
    yield (
        "random key",
        [
            "key = jax.random.PRNGKey(42)",
            "rng_key = Array([0, 42], dtype=uint32)",
            'sort(key="timestamp_utc_2024_01")',
            'primary_key = "customer_account_identifier_2"',
            "key=lambda row: row[1]",
            "for key, value in d.items(): pass",
        ],
    )
    yield (
        "sequence",
        [
            f'protein_token = "{residues(60)}"',
            f'key = "{residues(40)}"',
            'inchi_key = "BSYNRYMUTXBXSQ-UHFFFAOYSA-N"',
            'key = "' + "".join(RANDOM.choices("ACGT", k=60)) + '"',
            'smiles = "CC(=O)OC1=CC=CC=C1C(=O)O"',
        ],
    )
    yield (
        "public",
        [
            f'publishable_key = "pk_live_{hexes(24)}"',
            f'LANGFUSE_PUBLIC_KEY = "pk-lf-{UUID}"',
            f"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ{b64(200)} me@host",
            "-----BEGIN PUBLIC KEY-----\n" + b64(300) + "\n-----END PUBLIC KEY-----",
            "-----BEGIN CERTIFICATE-----\n" + b64(600) + "\n-----END CERTIFICATE-----",
            f"https://{hexes(32)}@o123456.ingest.sentry.io/4505",
        ],
    )
    yield (
        "hash",
        [
            f'password_hash = "$2b$12${b64(39)}"',
            f'password = "argon2:$argon2id$v=19$m=10240,t=10,p=8${b64(16)}"',
            f'password = "sha1:{hexes(12)}:{hexes(40)}"',
        ],
    )
    yield (
        "media",
        [
            f'<img src="data:image/png;base64,{b64(30_000)}">',
            f'img = "iVBORw0KGgoAAAANSUhEUgAA{b64(60_000)}"',
            f"@font-face{{src:url(data:font/woff2;base64,{b64(40_000)})}}",
            "\n".join(b64(57) for _ in range(400)),
            'a="' + "/AKIA".join(b64(30)[:38] for _ in range(60)) + '"',
        ],
    )
    yield (
        "prose",
        [
            "The password must be at least 12 characters.",
            "Tokens: 15 trillion. The key: 3 layers. Secret: attention is all you need.",
            'st.text_input("Password", type="password")',
            'label = "Enter your API token: "',
            'columns = ["username", "password", "email_2", "token_type"]',
            "password: str\nsecret: Optional[str] = None",
            "password = config.db_password2",
            "client(api_key=settings.OPENAI_KEY_2, secret=get_secret('db1'))",
            "pattern = r'AKIA[0-9A-Z]{16}'",
            're.compile("gh[pousr]_[A-Za-z0-9]{36}")',
            "key_file = '/home/me/.ssh/id_rsa_2024'",
            "token_url = 'https://login.acme.io/oauth2/v2.0/token'",
        ],
    )


CASES = [(family, source) for family, sources in families() for source in sources]


@pytest.mark.parametrize("syntax", list(Syntax))
@pytest.mark.parametrize(("family", "source"), CASES, ids=[f"{family}-{n}" for n, (family, _) in enumerate(CASES)])
def test_silent(family: str, source: str, syntax: Syntax) -> None:
    assert [match.rule for match in find_secrets(Text(Place.SOURCE, source, syntax))] == [], family
