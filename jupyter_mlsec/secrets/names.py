"""What a name says about its value: a password, a secret, a token, a key, or nothing."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache


class Says(IntEnum):
    """How much a name promises, from nothing to a password (whose value may be short and human)."""

    NOTHING = 0
    MAYBE = 1  # "key", "client": only a value that is random beyond doubt counts
    TOKEN = 2
    KEY = 3
    SECRET = 4
    PASSWORD = 5


_SPLIT = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PASSWORD = _words("password passwd pwd passphrase passcode pw pswd passwort kennwort senha contrasena parola userpass")
_SECRET = _words("secret secrets credential credentials cred creds")
_TOKEN = _words("token tokens pat bearer jwt auth authorization sas cookie sessionid authtoken apitoken authkey psk")
# The last word of a name that is about a secret without being one: password_file, token_count, secret_name.
_ABOUT = _words(
    "name names file files path paths url uri endpoint type types count counts length len size num number field fields column "
    "columns col env var variable prompt hint hash hashed hashes digest policy regex pattern label labels text texts index idx "
    "limit ids list dir folder arn version format placeholder title description desc error errors message msg input widget box "
    "manager store provider rate ratio expiry expires expiration ttl created updated at date time timestamp id classes class "
    "embedding embeddings map mapping dict set budget usage cost price probability prob probs score scores logits mask shape "
    "length strategy method mode location ref reference required optional enabled valid validity validator validation check "
    "checker func function fn callback handler generator factory config settings scope scopes owner user username email host "
    "address port region param params parameter header prefix suffix separator rotation algorithm alg bits fingerprint public "
    "example help doc docs note strength reset page link position positions offset offsets frequency freq freqs table ring "
)
_PLAIN_TAIL = _words("value val str string raw plain prod production dev development test testing staging live old new current default main "
                     "backup primary secondary literal data here only first second b64 base64 encoded bytes temp tmp")  # fmt: skip
# "eos_token", "forward_pass", "next_page_token": words that give the last one another meaning.
_NOT_TOKEN = _words(
    "eos bos pad unk sep cls mask special start stop end begin beginning image video audio next prev previous last max min num n "
    "per prompt input output target source sub word spacy doc span separator delimiter blank oov additional extra vocab "
    "prediction trigger fim tool padding control bpe page continuation sync pagination cancel sos go unknown masked completion "
    "decoder encoder generated total reasoning cached each this current the a of class in out first single every one second "
    "context eot im role system user assistant think boi eoi img bytes text speech turn newline space punct query dummy"
)
_NOT_PASS = _words(
    "forward backward first second single multi one two by low high band bypass no render full two training next"
)
_NOT_PASSWORD = _words(
    "no show hide forgot forgotten reset change enter min max use has is require confirm generate hash check"
)
_KEY = _words(
    "api access secret private account auth encryption encrypt signing sign master storage subscription ssh admin service "
    "write sas consumer app application client shared hmac crypt cipher decryption jwt session fernet webhook deploy root cosmos "
    "security integration ingest ingestion server apim rapidapi licence license rsa aes project org organization token"
)
_NOT_KEY = _words(
    "primary foreign sort cache public publishable partition dict map column col prng rng random lookup index group join hash "
    "range row object bucket file model state feature metric data label query value attention answer hot arrow enter "
    "shift next prev composite natural surrogate idempotency routing field property attribute param meta json tag item node "
    "layer weight figure color merge unique business record lambda by and or the of a subject message s3 kv past q k v register "
    "keyboard escape delete tab ctrl alt esc down up left right on off tokenizer image text batch input output config sub kms "
)
_MAYBE = _words("client login connect sdk api")


@lru_cache(maxsize=8192)
def what_it_says(name: str) -> Says:
    """Judge a name as it is written (``DB_PASSWORD``, ``dbPassword``, ``db-password``, ``api key``)."""
    words = [word.lower() for word in _SPLIT.findall(name)]
    while words and (words[-1] in _PLAIN_TAIL or words[-1].isdigit()):
        words.pop()
    if not words or words[-1] in _ABOUT:
        return Says.NOTHING
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last in _PASSWORD or last.endswith(("password", "passwd", "passphrase")):
        return Says.NOTHING if before in _NOT_PASSWORD else Says.PASSWORD
    if last == "pass" or (last.endswith("pass") and last in {"dbpass", "mypass", "smtppass", "rootpass"}):
        return Says.NOTHING if before in _NOT_PASS else Says.PASSWORD
    if last in _SECRET or last.endswith("secret"):
        return Says.SECRET
    if last in _TOKEN or last.endswith("token"):
        return _token(words, last, before)
    if last in {"key", "keys"} or last.endswith(("apikey", "secretkey", "accesskey", "authkey", "accountkey")):
        return _key(words, last, before)
    if last == "id" and before == "secret":
        return Says.SECRET
    return Says.MAYBE if last in _MAYBE else Says.NOTHING


def _token(words: list[str], last: str, before: str) -> Says:
    if last == "pat" and not before:
        return Says.NOTHING
    if last in {"auth", "cookie"} and not before:
        return Says.MAYBE
    return Says.NOTHING if before in _NOT_TOKEN or (before and before[-1:].isdigit()) else Says.TOKEN


def _key(words: list[str], last: str, before: str) -> Says:
    if last not in {"key", "keys"}:
        return Says.KEY
    if "secret" in words or "private" in words or before in _KEY:
        return Says.KEY if "public" not in words else Says.NOTHING
    return Says.NOTHING if before in _NOT_KEY else Says.MAYBE
