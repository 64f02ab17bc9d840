"""Asking a person in a terminal for what opens a key: nothing is shown, and nothing of it goes to stdout."""

from __future__ import annotations

import click


def ask(question: str) -> str:
    """Return what was typed."""
    answer: str = click.prompt(question.rstrip(": "), hide_input=True, err=True)
    return answer
