"""The files of a project that probes read: few, small, found without following links."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG

from jupyter_mlsec.errors import UnreadableError

MAX_FILES = 20_000  # entries looked at below a project's root
MAX_FILE = 4 * 1024**3  # bytes; hashing more than this would make every checklist wait
MAX_BYTES = 2 * 1024**2  # of one file that is read as text

_SKIPPED = frozenset({
    ".git", ".hg", ".ipynb_checkpoints", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".tox", ".venv", "__pycache__",
    "build", "dist", "env", "node_modules", "site-packages", "venv",
})  # fmt: skip
_READ = frozenset({
    ".adoc", ".asciidoc", ".bash", ".bat", ".bicep", ".cff", ".cfg", ".cmd", ".cnf", ".conf", ".container",
    ".dockerfile", ".fish", ".hcl", ".ini", ".ipy", ".jsonld", ".ksh", ".lock", ".lsf", ".md", ".mk", ".nginx",
    ".nomad", ".org", ".pbs", ".properties", ".ps1", ".pth", ".py", ".rst", ".sbatch", ".service", ".sh", ".slurm",
    ".smk", ".sql", ".tf", ".tfvars", ".toml", ".txt", ".yaml", ".yml", ".zsh",
})  # fmt: skip
_NAMES = (
    "Dockerfile", "Containerfile", "Jenkinsfile", "Pipfile", "Makefile", "Procfile", "devcontainer.json",
    ".devcontainer.json", "justfile", "LICENSE", "LICENCE", "Caddyfile", "Justfile", "CODEOWNERS", "Snakefile", ".env",
    ".flaskenv", ".pythonrc", ".pythonstartup", "kernel.json", ".snyk", ".trivyignore", ".nsprc", ".nancy-ignore",
    ".ossindex-ignore",
)  # fmt: skip
_FOLDERS = frozenset({".ci", "deploy", "helm", "infra", "k8s", "kubernetes", "manifests"})
_SETTINGS = re.compile(  # JSON files that hold settings or records, and not data
    r"task|container|service|job|template|stack|deploy|pod|values|compose|cdk|policy|function|host|openapi|swagger"
    r"|config|settings|card|incident|delet|retire|monitor|plan|record|drill|manifest|package|renovate|infra"
    r"|sheet|report|result|eval|metric|fair|robust|review|role|raci|threat|risk|release|train|expect|suite|audit|trail"
    r"|dataset|privacy|drift|alert|advis|attest|proven|quality|validat|sign|regist|trait|scor|bewert|prüf|pruef|rapport"
    r"|inform|ergebn|risult|freigab|roll|rol\b|ruol|schul|forma|capac|check|limit|governance|basis|licen|update|patch"
    r"|karte|carte|fiche|ficha|scheda|vorfall|notfall|l[oö]e?sch|suppress|borrad|cancell|eliminac|baja|retrait|stillleg"
    r"|einstellung|reglage|parametre|ajustes|impostazion|federat|foederat|föderat|aggregat|screen|mask|lineage|bias"
    r"|schema|contract|change|models$|waiver|exempt|exception|ausnahm|derogat|upkeep|maint|mantenim|modif|wijzig"
    r"|buiten|wycofan|access|permission|withdraw|revo[ck]|threat|intel|obligat|zgodno|anwendbar"
    r"|keyring|(?:^|[-_.])(?:keys?|run|log|kept|bom|profile|owners?|compliance|deviations?|abweich\w*)(?:$|[-_.])"
    r"|excep|exenc|dispens|deroga|afwijk|abweich|deviation|simulac|ejercic|esercit|exercic|oefen|uebung|übung|vulnerab"
    r"|schwach|bollett|runbook|mlbom|sbom|rollback|restor|recover|backup|wiederher|rueck|restaur|reprise|ripristin|approv|inventar|inventory"
    r"|croissant|data-?set|data-?sheet|metadata|metadaten|zenodo"
    r"|disclos|identif|anonym|fingerprint|digest|provenien|harden|decision|entscheid|budget|(?:^|[-_.])dp(?:$|[-_.])|differential"
    r"|avalia|valuta|evalua|beoordel|ocen[ay]|wynik|misuraz|medicion|mesures|messung|leak|fuga|fuite|vazam|datalek|membership"
    r"|attack|adversar|angriff|ataque|attaque|attacc|theft|steal|extraction|diebstahl|backdoor|trojan|trigger|hintert"
    r"|explain|explan|importan|attribution|wichtig|abst[ae]in|abstent|enthalt|(?:^|[-_.])(?:ood|shap|gates?)(?:$|[-_.])"
    r"|calibr|kalibr|accept|abnahme"
)
_RECORD_FOLDERS = re.compile(  # folders whose JSON files are records
    r"govern|gobern|gouvern|wijzig|^changes?$|aenderung|änderung|freigab|stilllegung|loesch|lösch|retire|retrait|^baja|ritiro"
    r"|retirada|waiver|excep|ausnahm|simulac|drill|uebung|übung|mainten|mantenim|manuten|wartung|onderhoud|review|revue"
    r"|revision|revisio|^rol(?:es|len)$|security|segur|sicher|securit|sicurezza|conform|complian|registr|runbook|incident"
    r"|privacy|datenschutz|privacidad|privacidade|riservatezza|confidentialit|^decisions?$|entscheidung|^adrs?$"
    r"|^ops$|^intel|threat|recover|restor|backup|schulung|capacitac|formazione|opleid"
)
_TRAININGS = re.compile(  # CSV files that say who was trained when; others are data
    r"(?:security|awareness|staff|team)[-_ ]?training|training[-_ ]?(?:record|log|register|matrix|status|overview)"
    r"|schulung|unterweis|formations?\b|formacion|capacitacion|formazione|formacao|treinament|opleiding|scholing|szkolen"
    r"|研修|受講|培训"
)
_REGISTERS = re.compile(  # CSV files that are registers; others are data
    r"reviews?(?:$|[-_.])|re-?certif|revue|revisi[oó]|riesame|[uü]e?berpr[uü]|durchsicht|herzien|przegl[aą]d"
    r"|waiver|exempt|ausnahm|d[eé]rog|exenci|excep[ct]i|uitzonder|ontheff|incident|vorf[aä]ll|st[oö]rung|incydent"
    r"|retire|decommis|sunset|stillleg|uitfaser|wycof|dismiss|withdraw|revo[ck]|intrekk|entzug|widerruf|left-?_?over"
    r"|deletion|erasure|l[oö]e?schung|verwijder|borrado|cancellazion|drill|exercise|[uü]e?bung|simulac|oefening"
    r"|advisor|vulnerab|schwachstell|threat|intel(?:$|[-_.])|feeds?(?:$|[-_.])|sign-?_?off|approval|freigab|goedkeur|complian|konform|conformi|cumplim|zgodno|wymagan"
    r"|applicab|obligat|regulat|raci(?:$|[-_.])|roles?(?:$|[-_.])|access(?:$|[-_.])(?!log)|zugriff|zug[aä]ng|dost[eę]p"
    r"|uprawn|permission|grants?(?:$|[-_.])|berechtig|toegang|change[-_](?:log|register|record)|releases?(?:$|[-_.])"
    r"|registers?(?:$|[-_.])|審査|承認|廃止|法令|失効|台帳|一覧|登记|台账|清单|評审|审批|下线"
)
_RAW = frozenset({"data", "datasets", "fixtures", "input", "inputs", "raw", "samples", "test", "tests"})
_IMPORTANCES = re.compile(  # CSV files that say what a model goes by
    r"importan|attribution|\bshap|[-_]shap|explain|explan|feature[-_ ]?rank|top[-_ ]?features|saliency|wichtigkeit"
    r"|merkmalsbedeut|erklaer|erklär|belangrijk|waznosc|ważno|重要度|重要性|寄与|贡献"
)
_SETTINGS_FOLDERS = frozenset({
    "avaliacao", "berichte", "betrieb", "bom", "compliance", "conf", "config", "configs", "contracts", "einstellungen",
    "eval", "evaluacion", "evaluation", "evaluations", "expectations", "governance", "informes", "keys", "mlops",
    "policies", "rapporten", "rapports", "records", "registry", "relatorios", "releases", "reports", "retirement",
    "reviews", "runbooks", "schemas", "settings", "suites", "upkeep", "valutazione",
})  # fmt: skip
_KEPT_FOLDERS = frozenset({"audit", "audits", "compliance", "governance", "records", "retirement", "reviews", "upkeep"})


def walk(root: Path) -> Iterator[Path]:
    """Yield the regular files below ``root`` in a fixed order, at most ``MAX_FILES`` entries deep into it.

    Raises UnreadableError where there are more: what was not looked at must not look clean.
    """
    seen = 0
    for folder, folders, files in os.walk(root, followlinks=False):
        folders[:] = sorted(
            name for name in folders if name not in _SKIPPED and not (Path(folder) / name / "pyvenv.cfg").exists()
        )
        for name in sorted(files):
            seen += 1
            if seen > MAX_FILES:
                raise UnreadableError(
                    f"the project holds more than {MAX_FILES} files", help="set the project's root nearer"
                )
            yield Path(folder) / name


def is_read(path: Path) -> bool:
    """Tell whether static probes read a file of this name."""
    suffix = path.suffix.lower()
    return (
        suffix in _READ
        or path.name.startswith(_NAMES)
        or path.parent.name in _FOLDERS
        or (suffix == ".csv" and any(each.search(path.stem.lower()) for each in (_TRAININGS, _IMPORTANCES)))
        or is_register(path)
        or (
            suffix == ".json"
            and (
                not _SETTINGS_FOLDERS.isdisjoint(path.parts[-3:-1])
                or bool(_SETTINGS.search(path.stem.lower()))
                or _RECORD_FOLDERS.search(path.parent.name.lower()) is not None
            )
        )
    )


def is_register(path: Path) -> bool:
    """Tell whether a file of separated values is one that people keep, by its name or its folder, and no data."""
    if path.suffix.lower() not in {".csv", ".tsv"}:
        return False
    folder = path.parent.name.lower()
    named = _REGISTERS.search(path.stem.lower()) or _REGISTERS.search(folder) or _RECORD_FOLDERS.search(folder)
    return folder not in _RAW and (named is not None or folder in _KEPT_FOLDERS)


def read_text(path: Path) -> str:
    """Return a small regular file's text; bytes that are not UTF-8 are replaced. Raises UnreadableError."""
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
            raise UnreadableError(f"{path.name} is no file below {MAX_BYTES // 1024**2} MiB")
        return path.read_text("utf-8", errors="replace")
    except OSError as error:
        raise UnreadableError(f"{path.name} cannot be read: {type(error).__name__}") from None


def file_fingerprint(path: Path) -> str:
    """Return the digest ``sha256:…`` of a regular file's bytes.

    Raises UnreadableError where it is missing, no regular file (a pipe would hang), too large or not readable.
    """
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            raise UnreadableError(f"{path.name} is not a regular file")
        if status.st_size > MAX_FILE:
            raise UnreadableError(f"{path.name} is larger than {MAX_FILE // 1024**3} GiB")
        with path.open("rb") as file:
            return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{path.name} cannot be read: {type(error).__name__}") from None


def project_files(root: Path) -> tuple[Path, ...] | None:
    """Return what :func:`walk` yields, or None where there is too much to look at."""
    try:
        return tuple(walk(root))
    except UnreadableError:
        return None


def files_fingerprint(root: Path, files: tuple[Path, ...] | None) -> str:
    """Return the digest of those of a project's ``files`` that static probes read, names included."""
    digest = hashlib.sha256()
    for path in files or ():
        if not is_read(path):
            continue
        digest.update(path.relative_to(root).as_posix().encode("utf-8", "surrogateescape") + b"\x00")
        try:
            status = path.stat()
            digest.update(_content(path, status.st_mtime_ns, status.st_size))
        except OSError as error:
            digest.update(type(error).__name__.encode())
    return f"sha256:{digest.hexdigest()}"


@lru_cache(maxsize=4096)
def _content(path: Path, _changed: int, size: int) -> bytes:
    """Return a file's digest, or its size where it is too large to be read; the key holds what changes with it."""
    if size > MAX_BYTES or not path.is_file():
        return str(size).encode()
    return hashlib.sha256(path.read_bytes()).digest()
