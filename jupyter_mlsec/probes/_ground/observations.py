"""How a probe answers: honest words for "not evidence", and a quiet room in which foreign code may run."""

from __future__ import annotations

import contextlib
import functools
import io
import random
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from jupyter_mlsec.errors import MlsecError
from jupyter_mlsec.model.checklist import Measurement, Observation, Status

SubjectT = TypeVar("SubjectT")


class NotEvidenceError(MlsecError):
    """What was asked cannot be shown on this subject; the message says why, without any data value."""


class UndeclaredError(NotEvidenceError):
    """Nobody has said yet what is needed to look: the message says what is missing, the help how to say it."""


class NotApplicableError(NotEvidenceError):
    """What the probe measures does not exist for this kind of subject; the message says why."""


def not_evidence(why: str, *, next_step: str = "", measurements: tuple[Measurement, ...] = ()) -> Observation:
    """Return the answer of a probe that could not look, or could not show that it would have seen a problem."""
    return Observation(
        status=Status.ERROR, summary=f"Not evidence: {why}.", next_step=next_step, measurements=measurements
    )


def to_declare(what: str, next_step: str, *, measurements: tuple[Measurement, ...] = ()) -> Observation:
    """Return the answer of a probe that waits for a person's declaration."""
    return Observation(status=Status.OPEN, summary=f"{what}.", next_step=next_step, measurements=measurements)


def not_applicable(why: str) -> Observation:
    """Return the answer of a probe that has nothing to say about this kind of subject."""
    return Observation(status=Status.NOT_APPLICABLE, summary=f"Does not apply: {why}.")


def guarded(run: Callable[[SubjectT], Observation]) -> Callable[[SubjectT], Observation]:
    """Make a probe's ``run`` quiet, repeatable and safe to call on any object a person may have in the kernel.

    Warnings and prints of the person's model stay inside, the global random state is put back, OpenMP is held to one
    thread (it spins on small machines), and an exception becomes "not evidence" that names its type only: messages of
    foreign exceptions quote data.
    """

    @functools.wraps(run)
    def quiet_run(subject: SubjectT) -> Observation:
        try:
            with _quiet():
                return run(subject)
        except NotApplicableError as error:
            return not_applicable(error.message)
        except UndeclaredError as error:
            return to_declare(error.message[0].upper() + error.message[1:], " ".join(error.help))
        except MlsecError as error:
            return not_evidence(error.message.rstrip("."), next_step=" ".join(error.help))
        except ModuleNotFoundError as error:
            name = (error.name or "a library").partition(".")[0]
            return not_evidence(f"{name} is not installed in this kernel", next_step=f"Install {name} and try again.")
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a person's model may raise anything at all
            return not_evidence(f"the subject could not be worked with ({type(error).__name__})")

    return quiet_run


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    sink = io.StringIO()
    state = random.getstate()
    with contextlib.ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(contextlib.redirect_stdout(sink))
        stack.enter_context(contextlib.redirect_stderr(sink))
        stack.enter_context(_kept_numpy_state())
        stack.enter_context(_one_thread())
        try:
            yield
        finally:
            random.setstate(state)


@contextlib.contextmanager
def _kept_numpy_state() -> Iterator[None]:
    """Put numpy's global random state and error handling back; subjects that need it have imported numpy already."""
    if "numpy" not in sys.modules:
        yield
        return
    import numpy as np

    state = np.random.get_state()  # noqa: NPY002 - the person's global state is what must be kept
    try:
        with np.errstate(all="ignore"):
            yield
    finally:
        np.random.set_state(state)  # noqa: NPY002 - see above


def _one_thread() -> contextlib.AbstractContextManager[object]:
    try:
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]
    except ModuleNotFoundError:
        return contextlib.nullcontext()
    limits: contextlib.AbstractContextManager[object] = threadpool_limits(limits=1)
    return limits


def count(number: int, thing: str, things: str = "") -> str:
    """Return "1 column", "3 columns"."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def verb(number: int, one: str, more: str) -> str:
    """Return the form of a verb that belongs to a number of things."""
    return one if number == 1 else more


def listed(names: Iterable[str], *, most: int = 5) -> str:
    """Return names as words: "a, b and 3 more"."""
    names = list(names)
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def interval(measurement: Measurement) -> str:
    """Return "0.942 [0.921, 0.960]"."""
    text = f"{measurement.value:.3g}" if abs(measurement.value) >= 1000 else f"{measurement.value:.3f}"  # noqa: PLR2004 - digits
    if measurement.low is None or measurement.high is None:
        return text
    return f"{text} [{measurement.low:.3f}, {measurement.high:.3f}]"
