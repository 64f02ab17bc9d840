"""The end of an exported run that measures: what its cells made is looked at in their own kernel."""

from __future__ import annotations

_BUDGET = 120.0  # seconds for each probe that takes long, as %mlsec measure gives them


def measure_run(*, heavy: bool) -> None:
    """Send records about all models and tables of this kernel to whoever runs it; none where there is nothing.

    ``heavy`` runs the probes that take long, too. What cannot be measured raises: such a run is not exported.
    """
    from IPython.core.getipython import get_ipython
    from IPython.display import display

    from jupyter_mlsec.errors import UsageError
    from jupyter_mlsec.lifecycle.records import MIME, encode_record
    from jupyter_mlsec.magic.extension import session_of
    from jupyter_mlsec.magic.found import found_here

    shell = get_ipython()
    if shell is None:
        raise UsageError("this is no cell of a notebook", help="use mlsec run --measure, or %mlsec measure in a cell")
    session = session_of(shell)
    evidence = found_here(session).ask(session, heavy=heavy, budget=_BUDGET)
    session.keep(list(evidence))
    display({MIME: [encode_record(each) for each in evidence]}, raw=True)  # type: ignore[no-untyped-call]
