"""The 28 classes of tampering with a signed run, each at places that chance chooses."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
import re
import shutil
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import BundleError, RefusedError
from jupyter_mlsec.runs import dsse, layout, leaks
from jupyter_mlsec.runs.bundle import publish, write_members
from jupyter_mlsec.runs.canonical import dump, executed
from jupyter_mlsec.runs.compare import Level, compare
from jupyter_mlsec.runs.differences import Tolerance
from jupyter_mlsec.runs.keys import KeyPair, new_key, open_key
from jupyter_mlsec.runs.report_binding import bind_report
from jupyter_mlsec.runs.results import code_cells, normalized_digest, numbers_digest, raw_digest
from jupyter_mlsec.runs.ro_crate import crate
from jupyter_mlsec.runs.run_json import iso
from jupyter_mlsec.runs.sign import key_members, sign_folder
from jupyter_mlsec.runs.signers import revoke, trust
from jupyter_mlsec.runs.verify import verify_bundle


@dataclass(frozen=True, slots=True)
class Scene:
    """A copy of a genuine bundle that may be damaged, another genuine one, and a project that trusts their signer."""

    bundle: Path
    other: Path
    notebook: Path
    project: Path
    author: KeyPair
    chance: random.Random

    @property
    def files(self) -> list[Path]:
        """All files of the bundle, in order."""
        return sorted(path for path in self.bundle.rglob("*") if path.is_file())

    def fails(self, *, notebook: Path | None = None, data: Path | None = None) -> bool:
        """Whether verification finds something, as a folder or (every third time) as a zip file."""
        target = self.bundle
        if self.chance.randrange(3) == 0 and not any(path.is_symlink() for path in target.rglob("*")):
            target = self.bundle.with_suffix(".mlrun.zip")
            with zipfile.ZipFile(target, "w") as archive:
                for path in sorted(self.bundle.rglob("*")):
                    archive.write(path, path.relative_to(self.bundle).as_posix())
        found = verify_bundle(target, self.project / "allowed_signers", notebook=notebook, data=data)
        return not found.verified and "internal-error" not in {failure.code for failure in found.failures}

    def json(self, name: str, change: Callable[[Any], object]) -> None:
        """Change a JSON file of the bundle."""
        document = json.loads((self.bundle / name).read_bytes())
        change(document)
        (self.bundle / name).write_bytes(dump(document))

    def sign(self, key: KeyPair | None = None) -> None:
        """Sign everything anew, as a liar who owns a key would: the report is made to name the changed files."""
        report = self.bundle / layout.REPORT
        bare = re.sub(rb'\n<meta name="mlsec-[^>]*>', b"", report.read_bytes())
        files = {path.relative_to(self.bundle).as_posix(): path.read_bytes() for path in self.files}
        report.write_bytes(bind_report(files | {layout.REPORT: bare})[layout.REPORT])
        digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if layout.is_sealed(name)}
        digests[layout.REPORT] = hashlib.sha256(report.read_bytes()).hexdigest()
        with suppress(BundleError):
            (self.bundle / layout.CRATE).write_bytes(dump(crate(digests, files.__getitem__)))
        for name in layout.SEALS:
            (self.bundle / name).unlink(missing_ok=True)
        shutil.rmtree(self.bundle / layout.ATTESTATIONS)
        key = key or self.author
        write_members(self.bundle, key_members(key))
        with suppress(BundleError):  # our own signer refuses what has no one meaning: the statements are missing then
            sign_folder(self.bundle, open_key(key.path))

    def key(self, identity: str = "mallory@example.org") -> KeyPair:
        """Make another key."""
        algorithm = self.chance.choice(["ed25519", "p256"])
        return new_key(self.project / f"{self.chance.getrandbits(64)}.pem", identity, algorithm)

    def maybe_sign(self) -> None:
        """Let the liar own a key, or not."""
        if self.chance.random() < 0.5:
            self.sign()


def _flip(scene: Scene, path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[scene.chance.randrange(len(data))] ^= 1 << scene.chance.randrange(8)
    path.write_bytes(data)


def _cell(scene: Scene, document: Any) -> Any:
    return scene.chance.choice([cell for cell in document["cells"] if cell["cell_type"] == "code"])


def output_changed(scene: Scene) -> bool:
    """1. One byte of an output."""
    _flip(scene, scene.bundle / layout.EXECUTED)
    return scene.fails()


def source_changed(scene: Scene) -> bool:
    """2. A cell's source."""
    name = scene.chance.choice([layout.INPUT, layout.EXECUTED])
    scene.json(name, lambda nb: _cell(scene, nb).update(source=f"x = {scene.chance.random()}"))
    scene.maybe_sign()
    return scene.fails()


def cells_moved(scene: Scene) -> bool:
    """3. Cells in another order, one less, one more."""

    def change(document: Any) -> None:
        cells = document["cells"]
        way = scene.chance.randrange(3)
        if way == 0:
            cells.append(cells.pop(scene.chance.randrange(len(cells) - 1)))
        elif way == 1:
            cells.pop(scene.chance.randrange(len(cells)))
        else:
            cells.insert(scene.chance.randrange(len(cells)), {**cells[0], "id": "more"})

    scene.json(scene.chance.choice([layout.INPUT, layout.EXECUTED]), change)
    scene.maybe_sign()
    return scene.fails()


def metadata_hidden(scene: Scene) -> bool:
    """4. Metadata that nobody sees."""

    def change(document: Any) -> None:
        place = scene.chance.choice([document, _cell(scene, document)])
        place["metadata"][f"hidden-{scene.chance.randrange(100)}"] = scene.chance.random()

    scene.json(scene.chance.choice([layout.INPUT, layout.EXECUTED]), change)
    scene.maybe_sign()
    return scene.fails()


def parameters_changed(scene: Scene) -> bool:
    """5. A parameter in the record."""
    name = scene.chance.choice(["n", "name"])
    scene.json(layout.RUN, lambda run: run["parameters"][name].update(value=scene.chance.random()))
    scene.maybe_sign()
    return scene.fails()


def lock_changed(scene: Scene) -> bool:
    """6. A version or a hash in the lock."""
    path = scene.bundle / scene.chance.choice([layout.LOCK, layout.REQUIREMENTS])
    text = path.read_text()
    versions = list(re.finditer(r'(?m)(?:^version = "|^[\w.-]+==)([^"\s]+)', text))
    hit = scene.chance.choice(versions)
    path.write_text(text[: hit.start(1)] + "9.9.9" + text[hit.end(1) :])
    scene.maybe_sign()
    return scene.fails()


def sbom_entry_dropped(scene: Scene) -> bool:
    """7. A component that the SBOM no longer lists."""
    scene.json(layout.SBOM, lambda sbom: sbom["components"].pop(scene.chance.randrange(len(sbom["components"]))))
    scene.maybe_sign()
    return scene.fails()


def audit_swapped(scene: Scene) -> bool:
    """8. The audit, or its statement, of another run or another environment."""
    if scene.chance.random() < 0.5:
        name = f"{layout.ATTESTATIONS}audit{layout.ATTESTATION_SUFFIX}"
        shutil.copy(scene.other / name, scene.bundle / name)
    else:
        scene.json(layout.AUDIT, lambda audit: audit.update(verdict="clean", dependencies=[], skipped=[]))
        scene.maybe_sign()
    return scene.fails()


def advisories_relabelled(scene: Scene) -> bool:
    """9. Advisories with another date."""
    scene.json(layout.AUDIT, lambda audit: audit["advisories"].update(date=f"2026-11-{scene.chance.randrange(10, 28)}"))
    scene.maybe_sign()
    return scene.fails()


def checklist_ticked(scene: Scene) -> bool:
    """10. An item that passes now."""

    def change(checklist: Any) -> None:
        item = scene.chance.choice([item for item in checklist["items"] if item["status"] != "pass"])
        item["status"] = "pass"

    scene.json(layout.CHECKLIST, change)
    scene.maybe_sign()
    return scene.fails()


def file_added(scene: Scene) -> bool:
    """11. One more file, also where tools do not look."""
    folder = scene.chance.choice(["", ".git/", ".github/", "env/", "notebook/", "attestations/", "keys/", ".x/y/"])
    path = scene.bundle / f"{folder}{scene.chance.choice(['more.txt', '.hidden', '__init__.py', 'X.sigstore.json'])}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(scene.chance.randbytes(scene.chance.randrange(50)))
    return scene.fails()


def file_removed(scene: Scene) -> bool:
    """12. One file less."""
    scene.chance.choice(scene.files).unlink()
    return scene.fails()


def file_renamed(scene: Scene) -> bool:
    """13. Another name, other cases, other forms of Unicode."""
    path = scene.chance.choice(scene.files)
    way = scene.chance.randrange(3)
    if way == 0:
        path.rename(path.with_name(f"{scene.chance.randrange(1000)}{path.name}"))
    else:
        twin = path.name.upper() if way == 1 else path.name.replace("s", "\u017f").replace("e", "\uff45")
        shutil.copy(path, path.with_name(twin if twin != path.name else path.name.upper()))
    return scene.fails()


def link_out(scene: Scene) -> bool:
    """14. A symbolic or a hard link."""
    path = scene.chance.choice(scene.files)
    outside = scene.bundle.parent / f"outside-{scene.bundle.name}"
    shutil.copy(path, outside)
    if scene.chance.random() < 0.5:
        path.unlink()
        path.symlink_to(outside)
    else:
        os.link(path, scene.bundle.parent / f"hard-{scene.bundle.name}")
    return not verify_bundle(scene.bundle, scene.project / "allowed_signers").verified


def entries_doubled(scene: Scene) -> bool:
    """15. Entries that leave the folder, or are there twice; keys that are there twice."""
    if scene.chance.random() < 0.3:
        path = scene.bundle / scene.chance.choice([layout.RUN, layout.RESULTS, layout.AUDIT, layout.CHECKLIST])
        path.write_bytes(path.read_bytes().replace(b'"format"', b'"format": "x", "format"', 1))
        scene.maybe_sign()
        return scene.fails()
    target = scene.bundle.with_suffix(".mlrun.zip")
    publish(scene.bundle, target, overwrite=True)
    twice = scene.chance.choice(scene.files).relative_to(scene.bundle).as_posix()
    name = scene.chance.choice([f"../{twice}", f"/{twice}", twice, twice.upper(), f"./{twice}", f"a/../{twice}"])
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"x")
    return not verify_bundle(target, scene.project / "allowed_signers").verified


def made_executable(scene: Scene) -> bool:
    """16. A mode that lets a file be executed."""
    path = scene.chance.choice(scene.files)
    path.chmod(0o644 | scene.chance.choice([0o100, 0o010, 0o001, 0o111, 0o4000, 0o2000]))
    return not verify_bundle(scene.bundle, scene.project / "allowed_signers").verified


def other_key(scene: Scene) -> bool:
    """17. Another key, under the same name."""
    scene.sign(scene.key(scene.author.identity))
    return scene.fails()


def other_purpose(scene: Scene) -> bool:
    """18. The right key for another purpose: another namespace, another kind of statement."""
    key = open_key(scene.author.path)
    if scene.chance.random() < 0.5:
        sums = (scene.bundle / layout.SUMS).read_bytes()
        namespace = scene.chance.choice(["git", "file", "notebook-run@jupyter-mlsec ", "Notebook-run@jupyter-mlsec"])
        (scene.bundle / layout.SSH_SIGNATURE).write_text(key.sshsig(sums, namespace))
    else:
        path = scene.chance.choice(sorted((scene.bundle / layout.ATTESTATIONS).iterdir()))
        statement = dsse.read(path.read_bytes()).statement()
        kind = f"{statement['predicateType']}{scene.chance.choice(['/', 'x', '#'])}"
        path.write_bytes(dsse.seal(key, statement | {"predicateType": kind}))
    return scene.fails()


def revoked_key(scene: Scene) -> bool:
    """19. A key that was trusted, and is revoked."""
    key = scene.key()
    trust(scene.project, key.line, key.identity)
    revoke(scene.project, key.line)
    scene.sign(key)
    return scene.fails()


def expired_key(scene: Scene) -> bool:
    """20. A key that has expired, and a run that says it is older."""
    key = scene.key()
    end = datetime.now(UTC) - timedelta(days=scene.chance.randrange(1, 900))
    trust(scene.project, key.line, key.identity, end)
    if scene.chance.random() < 0.5:
        before = iso(end - timedelta(hours=1))
        scene.json(layout.RUN, lambda run: run.update(started=before, finished=before))
    scene.sign(key)
    return scene.fails()


def foreign_signer(scene: Scene) -> bool:
    """21. Somebody who may not sign runs in this project: in another role, or for other things."""
    key = scene.key("carol@example.org")
    trust(scene.project, key.line, key.identity)
    if scene.chance.random() < 0.5:
        (scene.project / "signers.toml").write_text('[roles]\nreviewer = ["carol@example.org"]\n')
    else:
        allowed = scene.project / "allowed_signers"
        lines = allowed.read_text().splitlines()
        lines[-1] = re.sub('namespaces="[^"]*"', 'namespaces="git,!notebook-run@*,*"', lines[-1])
        allowed.write_text("\n".join([*lines, ""]))
    scene.sign(key)
    return scene.fails()


def envelope_confused(scene: Scene) -> bool:
    """22. Another payload type, no signature, two signatures, shifted payloads."""
    path = scene.chance.choice(sorted((scene.bundle / layout.ATTESTATIONS).iterdir()))
    box = json.loads(path.read_bytes())
    envelope = box["dsseEnvelope"]
    way = scene.chance.randrange(4)
    if way == 0:
        envelope["payloadType"] = scene.chance.choice(["application/json", "", "application/vnd.in-toto+json;"])
        message = dsse.pre_authentication(envelope["payloadType"], base64.b64decode(envelope["payload"]))
        envelope["signatures"][0]["sig"] = base64.b64encode(open_key(scene.author.path).sign(message)).decode()
    elif way == 1:
        envelope["signatures"] = []
    elif way == 2:
        envelope["signatures"] *= 2
    else:
        payload = base64.b64decode(envelope["payload"])
        envelope["payload"] = base64.b64encode(payload + b" ").decode()
    path.write_bytes(json.dumps(box, indent=1, sort_keys=True).encode() + b"\n")
    return scene.fails()


def replayed(scene: Scene) -> bool:
    """23. An old run as one of the notebook of today; or any file of another run of the same signer."""
    if scene.chance.random() < 0.3:
        newer = scene.bundle.parent / "newer.ipynb"
        newer.write_bytes(scene.notebook.read_bytes().replace(b"total", f"total{scene.chance.randrange(99)}".encode()))
        return scene.fails(notebook=newer)
    names = [path.relative_to(scene.other) for path in scene.other.rglob("*") if path.is_file()]
    different = [name for name in names if (scene.other / name).read_bytes() != (scene.bundle / name).read_bytes()]
    name = scene.chance.choice(sorted(different))
    shutil.copy(scene.other / name, scene.bundle / name)
    return scene.fails()


def failure_hidden(scene: Scene) -> bool:
    """24. A run that failed or was killed, passed off as complete."""

    def change(run: Any) -> None:
        cell = scene.chance.choice(run["cells"])
        cell["state"] = scene.chance.choice(["failed", "not-run"])

    scene.json(layout.RUN, change)
    if scene.chance.random() < 0.5:
        run = json.loads((scene.bundle / layout.RUN).read_bytes())
        states = {cell["index"]: cell["state"] for cell in run["cells"]}
        scene.json(
            layout.RESULTS, lambda results: [cell.update(state=states[cell["index"]]) for cell in results["cells"]]
        )
    scene.maybe_sign()
    return scene.fails()


def outputs_made_up(scene: Scene) -> bool:
    """25. Outputs that no run gave, signed by a trusted author: only a second run shows it."""
    honest = json.loads((scene.bundle / layout.EXECUTED).read_bytes())
    liar = json.loads((scene.bundle / layout.EXECUTED).read_bytes())
    printing = [index for index, cell in code_cells(liar) if any("text" in output for output in cell["outputs"])]
    index = scene.chance.choice(printing)
    cell = liar["cells"][index]
    cell["outputs"][0]["text"] = f"accuracy {scene.chance.random()}\n"
    digests = {
        "raw": raw_digest(cell["outputs"]),
        "normalized": normalized_digest(cell["outputs"]),
        "numbers": numbers_digest(cell["outputs"]),
    }
    (scene.bundle / layout.EXECUTED).write_bytes(dump(liar))
    for name in (layout.RUN, layout.RESULTS):
        scene.json(name, lambda told: [each.update(digests) for each in told["cells"] if each["index"] == index])
    scene.json(
        layout.ASSESSMENT,
        lambda told: [each.update(digests) for each in told["run"]["cells"] if each["index"] == index],
    )
    scene.sign()
    found = verify_bundle(scene.bundle, scene.project / "allowed_signers")
    levels = {cell.index: cell.level for cell in compare(executed(honest), executed(liar), Tolerance())}
    return int(found.trust_level) <= 1 and levels[index] is Level.DIFFERENT


def secret_left(scene: Scene) -> bool:
    """26. A secret in a file that is about to be signed: it is refused."""
    secret = base64.b64encode(scene.chance.randbytes(18)).decode()
    files = {path.relative_to(scene.bundle).as_posix(): path.read_bytes() for path in scene.files}
    name = scene.chance.choice(sorted(files))
    spelling = scene.chance.choice(sorted(leaks.spellings(secret)))
    place = scene.chance.randrange(len(files[name]))
    files[name] = files[name][:place] + spelling + files[name][place:]
    try:
        leaks.refuse_known(files, [secret])
    except RefusedError:
        return True
    return False


def data_changed(scene: Scene) -> bool:
    """27. A data file that is not what it was."""
    folder = scene.bundle.parent / f"data-{scene.bundle.name}"
    folder.mkdir()
    shutil.copy(scene.notebook.parent / "data.csv", folder)
    if scene.chance.random() < 0.2:
        (folder / "data.csv").unlink()
    else:
        _flip(scene, folder / "data.csv")
    return scene.fails(data=folder)


def bundle_edited_later(scene: Scene) -> bool:
    """28. Code that edits the bundle once it is written."""
    path = scene.chance.choice(scene.files)
    way = scene.chance.randrange(4)
    if way == 0:
        _flip(scene, path)
    elif way == 1:
        path.write_bytes(path.read_bytes()[: scene.chance.randrange(path.stat().st_size)])
    elif way == 2:
        path.write_bytes(path.read_bytes() + scene.chance.randbytes(1))
    else:
        path.write_bytes(b"")
    return scene.fails()


CLASSES: tuple[Callable[[Scene], bool], ...] = (
    output_changed,
    source_changed,
    cells_moved,
    metadata_hidden,
    parameters_changed,
    lock_changed,
    sbom_entry_dropped,
    audit_swapped,
    advisories_relabelled,
    checklist_ticked,
    file_added,
    file_removed,
    file_renamed,
    link_out,
    entries_doubled,
    made_executable,
    other_key,
    other_purpose,
    revoked_key,
    expired_key,
    foreign_signer,
    envelope_confused,
    replayed,
    failure_hidden,
    outputs_made_up,
    secret_left,
    data_changed,
    bundle_edited_later,
)
