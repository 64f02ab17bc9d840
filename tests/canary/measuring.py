"""A person's whole session over data full of planted values, in a process that may open no socket and start nothing.

``python measuring.py SEED OUT`` works in the folder OUT/project, writes everything that came out of it into OUT/said,
and the list of what it tried to reach into OUT/attempts.json. Not a test: tests/canary/test_values.py runs it.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import warnings
from contextlib import redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

REACHING = (
    "socket.__new__",
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
    "socket.getnameinfo",
    "socket.sendto",
    "socket.sendmsg",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "os.forkpty",
    "os.startfile",
    "pty.spawn",
    "urllib.Request",
    "http.client.connect",
    "ftplib.connect",
    "smtplib.connect",
    "webbrowser.open",
)


class Watch:
    """Denies what reaches out of the process, and remembers it; remembers every file that is written."""

    def __init__(self, own: Path) -> None:
        self.attempts: list[tuple[str, str]] = []
        self.doing = ""
        self.written: set[str] = set()
        self.gone: dict[str, bytes] = {}
        self.own = str(own)
        self.is_on = False

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.is_on:
            return
        if event in REACHING:
            self.attempts.append((self.doing, event))
            raise PermissionError(event)
        if event == "open" and isinstance(arguments[0], (str, bytes)) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
            self.written.add(os.fsdecode(arguments[0]))
        elif event in {"os.remove", "os.rename", "os.truncate"} and isinstance(arguments[0], (str, bytes, os.PathLike)):
            self.keep(os.fsdecode(arguments[0]))

    def keep(self, name: str) -> None:
        path = Path(name)
        self.is_on = False
        if path.is_file() and path.suffix != ".ipynb" and "copy.ipynb" not in name and not name.startswith(self.own):
            self.gone[f"{name} {len(self.gone)}"] = path.read_bytes()
        self.is_on = True


# The cell that builds tables and models from the values that stand in ``PLANTED``.
FRAMES = """
import numpy as np, pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
V = PLANTED
rows = 400
rng = np.random.default_rng(0)
def column(kind):
    return np.resize(np.array(V[kind], dtype=object), rows)
y = np.where(rng.random(rows) < 0.5, V["label"][0], V["label"][1])
df = pd.DataFrame({
    "customer": column("word"), "name": column("name"), "email": column("email"), "id": column("upper"),
    "remark": column("quoted"), "town": column("foreign"), "file": column("path"),
    "tags": [[text, {"inner": text}] for text in column("nested")],
    "account": column("account"), "number": column("number").astype(np.int64),
    "fraction": column("fraction").astype(float),
    "born": pd.to_datetime(pd.Series(column("date"))).to_numpy(),
    "class": pd.Categorical(column("category")), "group": column("group"), "y": y,
    "amount": rng.normal(size=rows) + (y == V["label"][0]), "age": rng.integers(18, 90, rows),
}, index=pd.Index(np.resize(np.array(V["index"], dtype=object), rows), name="key"))
wide = pd.DataFrame(rng.normal(size=(rows, len(V["header"]))), columns=V["header"])
wide["y"] = y
wide.iloc[:90, 0] = np.nan
wide[V["header"][1]] = -1.0
wide[V["header"][2]] = (wide["y"] == V["label"][0]) * 1.0
wide[V["header"][3]] = column("email")
wide[V["number"][0]] = column("name")
wide[V["account"][0]] = np.inf
wide["spread"] = [[text] for text in column("nested")]
train, test = df.iloc[:250], df.iloc[250:]
features = ["amount", "age", "group", "class"]
X_train, X_test = train[features], test[features]
y_train, y_test = train["y"], test["y"]
encode = ColumnTransformer([("c", OneHotEncoder(handle_unknown="ignore"), ["group", "class"])], remainder="passthrough")
clf = make_pipeline(encode, RandomForestClassifier(20, random_state=0)).fit(X_train, y_train)
texts_train, texts_test = train["name"] + " " + train["customer"], test["name"] + " " + test["customer"]
words = make_pipeline(TfidfVectorizer(), RandomForestClassifier(10, random_state=0)).fit(texts_train, y_train)
class Loud(Exception):
    pass
class Rude:
    classes_ = clf.classes_
    def predict(self, x):
        print(x); import warnings; warnings.warn(str(x)); raise Loud(f"bad rows: {x!r}")
    predict_proba = predict
    def __repr__(self):
        return V["word"][0]
rude = Rude()
class PrivacyEngine:
    accountant = property(lambda self: 1 / 0)
    note = V["word"][1]
    def __repr__(self):
        return V["word"][2]
engine = PrivacyEngine()
"""


MODEL = "%mlsec model clf --x X_test --y y_test --x-train X_train --y-train y_train"
DATA = (
    "%mlsec data df --target y --groups group --entities email --time born --quasi-identifiers group,class,age "
    "--sensitive y --train train --test test --reference train --freeze"
)
MEASURE = (
    "%mlsec guard warn",
    "%mlsec declare dataset df source=https://data.example/x licence=CC-BY-4.0",
    "%mlsec limits accuracy>=0.9 missing:age<=5% max:amount<=0",
    DATA,
    "%mlsec data wide --target y --freeze",
    "%mlsec data wide --target y --train wide --test wide --reference wide",
    "%mlsec drift test --reference train",
    f"{MODEL} --groups group --personal group --heavy --budget 2",
    "%mlsec model words --x texts_test --y y_test --x-train texts_train --y-train y_train --heavy --budget 1",
    "%mlsec model rude --x X_test --y y_test --x-train X_train --y-train y_train",
    '%mlsec answer GOV-06 "Reports go to the address in SECURITY.md, within two days." --as Ana',
    "%mlsec scan",
    "%mlsec status",
    "%mlsec checklist",
    "%mlsec card clf",
    "%mlsec plan",
    "%mlsec data nosuch",
    "%mlsec data df --target nosuch",
    "%mlsec model clf --x y_test --y X_test",
    "%mlsec model clf --x df --y tags",
    "%mlsec delete df",
)


def main() -> None:
    """Do it all."""
    seed, out = sys.argv[1], Path(sys.argv[2]).resolve()
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from tests.value_canaries import planted

    (out / "said").mkdir(parents=True)
    project, temporary = out / "project", out / "tmp"
    project.mkdir()
    temporary.mkdir()
    os.environ |= {"TMPDIR": str(temporary), "MLSEC_CONFIG_DIR": str(out / "own"), "MLSEC_DATA_DIR": str(out / "data")}
    os.environ |= {"IPYTHONDIR": str(out / "ipython"), "HOME": str(out), "OMP_NUM_THREADS": "1"}
    os.chdir(project)
    values = planted(Random(seed))
    watch = Watch(out / "said")
    sys.addaudithook(watch.hear)
    session = Session(watch, out, {kind: [value.text for value in each] for kind, each in values.items()})
    session.work()
    (out / "attempts.json").write_text(json.dumps(watch.attempts))


class Session:
    """A kernel's shell, with everything that comes out of it laid open."""

    def __init__(self, watch: Watch, out: Path, values: dict[str, list[str]]) -> None:
        self.watch, self.out, self.values = watch, out, values
        self.count = 0

    def say(self, name: str, data: str | bytes) -> None:
        """Keep one thing that came out."""
        self.watch.is_on = False
        self.count += 1
        safe = "".join(letter if letter.isalnum() else "-" for letter in name)[:60]
        content = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
        (self.out / "said" / f"{self.count:03} {safe}").write_bytes(content)

    def work(self) -> None:
        """Play the session."""
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        logged, settings = StringIO(), Config()
        logging.basicConfig(stream=logged, level=logging.DEBUG, force=True)
        settings.HistoryManager.enabled = False
        shell: Any = InteractiveShell.instance(config=settings, colors="nocolor")
        shell.user_ns["PLANTED"] = self.values
        self._notebook()
        warnings.simplefilter("always")
        messages = _listen()
        for source in ("%load_ext jupyter_mlsec", FRAMES):
            shell.run_cell(source, store_history=True).raise_error()
        for source in MEASURE:
            self._run(shell, source)
        self._reports(shell)
        self._outside()
        self.say("comm messages", repr(messages))
        self.say("log", logged.getvalue())
        for name, data in self.watch.gone.items():
            self.say(f"gone {name}", data)
        kept = {path for path in self.out.rglob("*") if path.is_file() and "said" not in path.parts}
        written = {Path(name).resolve() for name in self.watch.written}
        for path in sorted(path for path in kept | written if path.is_file()):
            if path.name not in MINE and "ipython" not in path.parts:
                self.say(f"file {path.name}", path.read_bytes())

    def _notebook(self) -> None:
        """Save a notebook whose own outputs show values, as people's do: nothing of ours may quote them."""
        both = list(zip(self.values["shown"], self.values["email"], strict=False))
        shown = "".join(f"<tr><td>{text}</td><td>{other}</td></tr>" for text, other in both)
        word = self.values["word"]
        outputs = [
            {"output_type": "stream", "name": "stdout", "text": "\n".join(self.values["shown"])},
            {"output_type": "display_data", "metadata": {}, "data": {"text/html": f"<table>{shown}</table>"}},
            {"output_type": "error", "ename": "E", "evalue": word[0], "traceback": word[1:2]},
        ]
        sources = ["import pandas as pd\ndf = pd.read_csv('people.csv')\ndf.head()", *MEASURE]
        cells = [
            {
                "cell_type": "code",
                "id": f"c{place}",
                "metadata": {},
                "execution_count": place,
                "source": source,
                "outputs": outputs * (place == 0),
            }
            for place, source in enumerate(sources)
        ]
        Path("train.ipynb").write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
        Path("people.csv").write_text("customer,mail\n" + "".join(f"{one},{other}\n" for one, other in both))
        Path("mlsec.toml").write_text('[checklist]\nprofile = "regulated"\nauthor = "Ana"\n')
        os.environ["JPY_SESSION_NAME"] = str(Path("train.ipynb").resolve())

    def _run(self, shell: Any, source: str) -> Any:
        out = StringIO()
        self.watch.doing = " ".join(source.split()[:2])
        with redirect_stdout(out), redirect_stderr(out):
            self.watch.is_on = True
            result = shell.run_cell(source, store_history=True)
            value = result.result
            forms = _forms(value)
            self.watch.is_on = False
        raised = repr(result.error_in_exec or result.error_before_exec or "")
        self.say(source, f"{out.getvalue()}\n{forms}\n{raised}")
        return value

    def _reports(self, shell: Any) -> None:
        from jupyter_mlsec.reports.format import formats

        for name in formats():
            self._run(shell, f"%mlsec report --format {name} -o out.{name} --model clf")

    def _outside(self) -> None:
        """Do what a terminal does with the same folder."""
        from jupyter_mlsec.cli.main import main

        for words in (
            ["scan", ".", "--format", "json"],
            ["scan", ".", "--format", "sarif"],
            ["scan", "train.ipynb"],
            ["checklist", "train.ipynb", "--format", "json"],
            ["checklist", "train.ipynb"],
            ["report", "train.ipynb", "-o", "page.html"],
            ["report", "train.ipynb", "--format", "json", "-o", "page.json"],
            ["redact", "train.ipynb", "-o", "copy.ipynb"],
            ["trail", "verify", "--format", "json"],
            ["scan", "nosuch.ipynb"],
            ["verify", "train.ipynb"],
            ["advisories", "update"],
        ):
            said = StringIO()
            sys.argv = ["mlsec", *words]
            self.watch.doing = " ".join(["mlsec", *words[:2]])
            with redirect_stdout(said), redirect_stderr(said):
                self.watch.is_on = True
                with suppress(SystemExit):
                    main()
                self.watch.is_on = False
            if words[0] != "redact":
                self.say(" ".join(words), said.getvalue())


# The person's own files, and a copy of one from which secrets are taken, not the person's data.
MINE = frozenset({"train.ipynb", "people.csv", "copy.ipynb"})


def _forms(value: Any) -> str:
    bundle = value._repr_mimebundle_() if hasattr(value, "_repr_mimebundle_") else {}
    state = value.get_state() if hasattr(value, "get_state") else {}
    return f"{value!r}\n{value}\n{bundle}\n{state}\n{getattr(value, 'value', '')!r}\n{getattr(value, 'records', '')!r}"


def _listen() -> list[object]:
    """Hear what widgets send to a front end."""
    import comm
    from comm.base_comm import BaseComm

    heard: list[object] = []

    class Heard(BaseComm):
        def publish_msg(self, *arguments: object, **more: object) -> None:
            heard.append((arguments, more))

    comm.create_comm = Heard
    return heard


if __name__ == "__main__":
    main()
