"""The processes behind the routes: they come back after they were ended, and no job is waited for without end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest

from jupyter_mlsec.server.workers import MAX_WAITING, Busy, Job, Lane, WorkerFailed

RULES = Job({"task": "rule", "name": "unsafe-pickle-load"})


@pytest.fixture
def lane() -> Iterator[Lane]:
    made = Lane(timeout=60)
    yield made
    made.stop()


def test_a_process_that_was_killed_is_started_anew(lane: Lane) -> None:
    async def killed_between() -> list[int]:
        first = await lane.do(RULES)
        assert lane._process is not None
        lane._process.kill()
        lane._process.wait()
        return [first[0], (await lane.do(RULES))[0]]

    assert asyncio.run(killed_between()) == [200, 200]


def test_a_job_that_takes_too_long_is_given_up_and_the_next_one_is_done() -> None:
    async def both() -> int:
        lane = Lane(timeout=0.001)
        try:
            with pytest.raises(WorkerFailed, match=r"^the check took longer than 0\.001 s$"):
                await lane.do(RULES)
            lane._timeout = 60
            return (await lane.do(RULES))[0]
        finally:
            lane.stop()

    assert asyncio.run(both()) == 200


def test_jobs_beyond_the_limit_are_refused_at_once(lane: Lane) -> None:
    async def many() -> list[object]:
        return list(await asyncio.gather(*(lane.do(RULES) for _ in range(MAX_WAITING + 2)), return_exceptions=True))

    answers = asyncio.run(many())
    assert [isinstance(answer, Busy) for answer in answers] == [False] * MAX_WAITING + [True] * 2


def test_a_fault_in_a_task_is_named_without_its_words(lane: Lane) -> None:
    status, body = asyncio.run(lane.do(Job({"task": "rule"})))  # the name is missing
    assert status == 500
    assert json.loads(body) == {
        "message": "looking at the notebook failed (KeyError)",
        "help": "this is a bug of jupyter-mlsec: please report it",
    }


def test_a_job_that_nobody_waits_for_is_not_started_and_one_that_has_begun_keeps_its_answer(
    lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("unsafe-pickle-load", "unsafe-torch-load", "unsafe-yaml-load", "unsafe-joblib-load")
    jobs = [Job({"task": "rule", "name": name}) for name in names]
    begun: list[Job] = []

    async def some_go_away() -> list[object]:
        loop, started, ask = asyncio.get_running_loop(), asyncio.Event(), lane._ask

        def noted(job: Job) -> tuple[int, bytes]:
            begun.append(job)
            loop.call_soon_threadsafe(started.set)
            return ask(job)

        monkeypatch.setattr(lane, "_ask", noted)
        waiting = [asyncio.ensure_future(lane.do(job)) for job in jobs]
        await started.wait()
        waiting[0].cancel()  # it has begun
        waiting[2].cancel()  # it has not
        return list(await asyncio.gather(*waiting, return_exceptions=True))

    answers = asyncio.run(some_go_away())
    assert [isinstance(one, asyncio.CancelledError) for one in answers] == [True, False, True, False]
    assert begun == [jobs[0], jobs[1], jobs[3]]
    told = [json.loads(one[1])["name"] for one in answers if isinstance(one, tuple)]
    assert told == ["unsafe-torch-load", "unsafe-joblib-load"]
