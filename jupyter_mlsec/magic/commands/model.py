"""``%mlsec model NAME``: evidence about a fitted model in this kernel."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.magic.evidence import bindings, show_evidence
from jupyter_mlsec.magic.names import names
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.model.checklist import Ground

if TYPE_CHECKING:
    from jupyter_mlsec.magic.shown import Shown


@click.command("model")
@click.argument("name")
@click.option("--x", "x_name", required=True, metavar="NAME", help="Held-out rows.")
@click.option("--y", "y_name", required=True, metavar="NAME", help="Their answers.")
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
    x_name: str,
    y_name: str,
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
    from jupyter_mlsec.magic.limits import limits
    from jupyter_mlsec.magic.open_tables import no_longer_open
    from jupyter_mlsec.magic.progress import telling
    from jupyter_mlsec.measure import measure_model

    session.catch_up()
    title = f"Evidence about {name}"
    rows, answers = session.moments.fitted_on(name, session.shell.user_ns)
    x_train = x_train or rows
    if x_train == rows:  # answers belong to their rows
        y_train = y_train or answers
    if x_train:
        title += f" (fitted on {' and '.join(filter(None, (x_train, y_train)))})"
    session.moments.asked(name, x_name)
    growing = Growing(session, title)
    with telling(heavy=heavy) as progress:
        measured = measure_model(
            session.value(name),
            x=session.value(x_name),
            y=session.value(y_name),
            x_train=session.value(x_train) if x_train else None,
            y_train=session.value(y_train) if y_train else None,
            groups=groups,
            controlled=controlled,
            personal=personal,
            limits=limits(session),
            name=name,
            history=session.moments.history(x_train) if x_train else None,
            sources=session.moments.sources(filter(None, (x_train, y_train)), session.shell.user_ns),
            fitted_otherwise=session.moments.fitted_otherwise(name, (x_train, y_train), session.shell.user_ns),
            heavy=heavy,
            budget=budget,
            binds=bindings(session, Ground.MODEL, name, x=x_name, y=y_name, x_train=x_train, y_train=y_train),
            progress=progress,
            heard=growing.heard,
        )
    evidence = (*measured.evidence, *no_longer_open(session, datetime.now(UTC)))
    return growing.whole(show_evidence(session, title, evidence))
