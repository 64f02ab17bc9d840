"""A model card in Hugging Face's and skops' format, from what a notebook or bundle holds about one model."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.model.checklist import Evidence, Ground
from jupyter_mlsec.reports.dossier import Dossier
from jupyter_mlsec.reports.format import ReportFormat
from jupyter_mlsec.reports.model_card import CardSubject, model_card


def _render(dossiers: Sequence[Dossier]) -> str:
    dossier = dossiers[0]
    about = _evidence(dossier)
    name = _model(dossier, about)
    mine = tuple(each for each in about if each.subject == name)
    fields = next((each.fields for each in dossier.declarations if (each.topic, each.name) == ("model", name)), {})
    return model_card(
        CardSubject(
            name=name,
            library=fields.get("library", ""),
            kind=fields.get("kind", ""),
            dataset=dossier.assessment.path,
            fields=fields,
            datasets=tuple(each for each in dossier.declarations if each.topic == "dataset"),
            evidence=mine,
            checklist=dossier.assessment.checklist,
        )
    )


def _evidence(dossier: Dossier) -> tuple[Evidence, ...]:
    states = dossier.assessment.checklist.states
    return tuple(each for state in states for each in state.evidence if f"{Ground.MODEL}:{each.subject}" in each.binds)


def _model(dossier: Dossier, about: Sequence[Evidence]) -> str:
    names = sorted({each.subject for each in about})
    if dossier.model in names:
        return dossier.model
    if dossier.model or not names:
        what = f"the model {dossier.model!r}" if dossier.model else "a model"
        raise UsageError(f"there is no evidence about {what}", help="%mlsec model NAME --x X_test --y y_test")
    if len(names) > 1:
        raise UsageError(f"there are several models: {', '.join(names)}", help=f"add --model {names[0]}")
    return names[0]


FORMAT = ReportFormat(name="card", suffix=".md", about="a model card (Hugging Face, skops)", render=_render)
