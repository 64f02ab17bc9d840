"""Scripts of a Jenkinsfile: what stands around each, and how deep."""

from __future__ import annotations

from jupyter_mlsec.probes._folder.groovy import groovy_order, groovy_steps


def test_a_stage_that_never_runs_is_told_from_the_next_one() -> None:
    text = """pipeline { stages {
      stage('a') { when { expression { false } } steps { sh 'one' } }
      stage('b') { steps { sh 'two'; sh 'three' } }
      stage('c') { steps { sh 'four' } when { expression { return false } } }
    } }"""
    assert list(groovy_steps(text)) == [
        ("one", False, True), ("two", False, False), ("three", False, False), ("four", False, False),
    ]  # fmt: skip


def test_a_block_around_a_script_says_that_its_failure_stops_nothing() -> None:
    text = "stage('a') { catchError { sh 'one' } sh 'two' }"
    assert list(groovy_steps(text)) == [("one", True, False), ("two", False, False)]


def test_blocks_that_are_deeper_than_any_pipeline_end_where_they_end() -> None:
    text = "stage('a') { " + "x { " * 500 + "sh 'deep' " + "} " * 500 + "catchError { sh 'caught' } }"
    assert list(groovy_steps(text)) == [("deep", False, False), ("caught", True, False)]
    branches = list(groovy_order("parallel { a { sh 'one' } b { sh 'two' } }"))
    assert [(script, len(each)) for script, each in branches] == [("one", 1), ("two", 1)]
    assert branches[0][1] != branches[1][1]
