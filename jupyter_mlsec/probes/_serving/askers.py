"""What of a service asks a model: by the names of methods, by what holds a model, by the module that it is from."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field

from jupyter_mlsec.probes._serving.expressions import last_name
from jupyter_mlsec.probes._serving.modules import Function
from jupyter_mlsec.probes._serving.services import Service
from jupyter_mlsec.probes._serving.vocabulary import names_a_model

_ASKS = re.compile(
    r"\b\w*(?:predict|infer|classif|klassifi|clasific|score_samples|decision_function|kneighbors|forward|generate|transcribe|embed"
    r"|vorhersag|prognos|predic|predire|prever|bewert)\w*\b|\b(?:model|modell|modele|modelo|modello|pipeline|pipe|clf|net|netz|estimator|regressor|scorer|booster|session|llm|chain)\b"
    r"|模型|モデル|予測|预测",
    re.IGNORECASE,
)
_LOADS = re.compile(
    r"(?:\w+\.)*(?:InferenceSession|Booster|XGBClassifier|XGBRegressor|CatBoost\w*|load_learner|load_model\w*|from_pretrained"
    r"|Interpreter|compile_model|SentenceTransformer|SavedModel|load_from_checkpoint|get_model|loadModel|InferenceClient)"
    r"|(?:joblib|pickle|cloudpickle|dill|skops\.io|torch|torch\.jit|tensorflow\.saved_model|tensorflow\.lite|spacy|fasttext"
    r"|mlflow\.\w+|onnx|treelite|pycaret\.\w+|h2o|bentoml\.\w+)\.(?:load|loads|load_model|get)"
    r"|transformers\.pipeline|ultralytics\.YOLO"
)


_last: tuple[Service, Asker] | None = None  # the routes of one service are looked at in a row


def asker_of(service: Service) -> Asker:
    """Return what answers for a service; it is made once for routes that follow each other."""
    global _last  # noqa: PLW0603 - a cache of one; replacing the pair is atomic
    last = _last
    if last is None or last[0] is not service:
        last = _last = (service, Asker(service))
    return last[1]


@dataclass(slots=True, eq=False)
class Asker:
    """Answers for one service whether a piece of its code asks a model."""

    service: Service
    held: frozenset[str] = field(init=False)
    taken: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Look once at what the service keeps models in, and what it takes over from modules that answer."""
        self.taken = frozenset(_taken(self.service.tree))
        self.held = frozenset(self._held())

    def asks(self, node: ast.AST) -> bool:
        """Tell whether a statement or expression asks a model by itself."""
        return _ASKS.search(ast.unparse(node)) is not None or any(
            self._answers(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)
        )

    def body_asks(self, node: Function) -> bool:
        """Tell whether what a function does asks a model; what it is called and given says nothing."""
        return self.asks(ast.Module(body=list(node.body), type_ignores=[]))

    def _answers(self, function: ast.expr) -> bool:
        """Tell whether a call is of a model, or of a method of one: ``net(x)``, ``self.net.run(…)``."""
        while True:
            match function:
                case ast.Name(id=name):
                    return name in self.held or name in self.taken
                case ast.Attribute(attr=name, value=value):
                    if name in self.held:
                        return True
                    function = value
                case ast.Subscript(value=value):
                    function = value
                case _:
                    return False

    def _held(self) -> list[str]:
        names = {id(call.node): call.name for call in self.service.program.calls}
        found = []
        for node in ast.walk(self.service.tree):
            value = getattr(node, "value", None)
            if not isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr)) or not isinstance(value, ast.Call):
                continue
            name = names.get(id(value)) or ast.unparse(value.func)
            made = last_name(value.func) in self.taken and last_name(value.func)[:1].isupper()
            if made or _LOADS.fullmatch(name.removeprefix("?.")):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                found += [last_name(each) for each in targets]
        return [each for each in found if each]


def _taken(tree: ast.Module) -> list[str]:
    """Return the names that a program takes from modules of the project that are named after a model."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            module = (node.module or "").rpartition(".")[2]
            if names_a_model(module):
                found += [each.asname or each.name for each in node.names]
            elif node.level and not node.module:
                found += [each.asname or each.name for each in node.names if names_a_model(each.name)]
        elif isinstance(node, ast.Import):
            found += [
                each.asname or each.name for each in node.names if "." not in each.name and names_a_model(each.name)
            ]
    return found
