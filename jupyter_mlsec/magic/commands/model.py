"""``%mlsec model NAME``: evidence about a fitted model in this kernel."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.magic.evidence import show_evidence
from jupyter_mlsec.magic.names import names
from jupyter_mlsec.magic.session import Session

if TYPE_CHECKING:
    from jupyter_mlsec.magic.shown import Shown


@click.command("model")
@click.argument("name")
@click.option("--x", "x_name", metavar="NAME", help="Held-out rows.")
@click.option("--y", "y_name", metavar="NAME", help="Their answers.")
@click.option(
    "--x-train",
    metavar="NAME",
    help="The rows that the model was fitted on.  [default: those of the fit that this kernel saw]",
)
@click.option("--y-train", metavar="NAME", help="Their answers.  [default: as for --x-train]")
@click.option("--groups", callback=names, help="Columns of X whose groups must be treated alike.")
@click.option("--controlled", callback=names, help="Features that an attacker can set.  [default: all]")
@click.option("--personal", callback=names, help="Features with personal data, guessed by attribute inference.")
@click.option("--heavy", is_flag=True, help="Run the probes that take long, too.")
@click.option("--budget", type=float, default=120.0, show_default=True, help="Seconds for each probe that takes long.")
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    session: Session,
    name: str,
    x_name: str | None,
    y_name: str | None,
    x_train: str | None,
    y_train: str | None,
    groups: tuple[str, ...],
    controlled: tuple[str, ...],
    personal: tuple[str, ...],
    *,
    heavy: bool,
    budget: float,
) -> Shown:
    """Measure the model NAME: performance, calibration, robustness, attacks, privacy, fairness, explanation."""
    from jupyter_mlsec.magic.growing import Growing
    from jupyter_mlsec.magic.model_questions import ModelQuestion
    from jupyter_mlsec.magic.open_tables import no_longer_open
    from jupyter_mlsec.magic.progress import telling

    session.catch_up()
    if x_name is None or y_name is None:
        raise UsageError("which rows judge it? name held-out rows and their answers", help=_judged_on(session, name))
    rows, answers = session.moments.fitted_on(name, session.shell.user_ns)
    x_train = x_train or rows
    question = ModelQuestion(
        name=name,
        x=x_name,
        y=y_name,
        x_train=x_train,
        y_train=y_train or (answers if x_train == rows else None),  # answers belong to their rows
        groups=groups,
        controlled=controlled,
        personal=personal,
    )
    title = f"Evidence about {name}" + (f" (fitted on {question.fitted_on})" if question.fitted_on else "")
    growing = Growing(session, title)
    with telling(heavy=heavy) as progress:
        measured = question.ask(session, heavy=heavy, budget=budget, progress=progress, heard=growing.heard)
    evidence = (*measured, *no_longer_open(session, datetime.now(UTC)))
    return growing.whole(show_evidence(session, title, evidence))


def _judged_on(session: Session, name: str) -> str:
    """Return the line to type, with the names that people give held-out rows, where this kernel has them."""
    usual = ("test", "val", "valid", "holdout", "held_out")
    pairs = ((f"{x}_{part}", f"y_{part}") for x in ("X", "x") for part in usual)
    found = (pair for pair in pairs if all(each in session.shell.user_ns for each in pair))
    x, y = next(found, ("X_TEST", "Y_TEST"))
    return f"%mlsec model {name} --x {x} --y {y}"
