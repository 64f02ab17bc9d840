"""Questions about models: the names of a fitted model and of the rows that judge it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mlsec.magic.evidence import bindings
from jupyter_mlsec.model.checklist import Ground

if TYPE_CHECKING:
    from jupyter_mlsec.lifecycle.collect import Heard, Progress
    from jupyter_mlsec.magic.session import Session
    from jupyter_mlsec.model.checklist import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelQuestion:
    """The names of a model, of held-out rows and their answers, and of those that it was fitted on; no values.

    ``groups``, ``controlled`` and ``personal`` are names of columns.
    """

    name: str
    x: str
    y: str
    x_train: str | None
    y_train: str | None
    groups: tuple[str, ...] = ()
    controlled: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()

    @property
    def fitted_on(self) -> str:
        """Return what the model was fitted on, in words; empty where nobody knows."""
        return " and ".join(filter(None, (self.x_train, self.y_train)))

    def ask(
        self,
        session: Session,
        *,
        heavy: bool,
        budget: float | None,
        progress: Progress | None = None,
        heard: Heard | None = None,
    ) -> tuple[Evidence, ...]:
        """Measure the model as it is now. UsageError where a variable is gone."""
        from jupyter_mlsec.magic.limits import limits
        from jupyter_mlsec.measure import measure_model

        namespace, moments = session.shell.user_ns, session.moments
        tables = {"x": self.x, "y": self.y, "x_train": self.x_train, "y_train": self.y_train}
        moments.asked(self.name, self.x)
        values = {role: session.value(path) if path else None for role, path in tables.items()}
        return measure_model(
            session.value(self.name),
            **values,
            groups=self.groups,
            controlled=self.controlled,
            personal=self.personal,
            limits=limits(session),
            name=self.name,
            history=moments.history(self.x_train, namespace) if self.x_train else None,
            sources=moments.sources(filter(None, (self.x_train, self.y_train)), namespace),
            fitted_otherwise=moments.fitted_otherwise(self.name, (self.x_train, self.y_train), namespace),
            heavy=heavy,
            budget=budget,
            binds=bindings(session, Ground.MODEL, self.name, **tables),
            progress=progress,
            heard=heard,
        ).evidence
