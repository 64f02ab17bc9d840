"""Monitoring that something starts, that nothing starts, and programs that watch nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
AIRFLOW = "from airflow import DAG\nfrom scipy.stats import ks_2samp\nwith DAG('d', %s) as d:\n    check()\n"
DECORATED = "from airflow.sdk import dag\n@dag(%s)\ndef population_drift():\n    pass\n"
PREFECT = "from prefect import flow\n@flow\ndef drift():\n    pass\ndrift.serve(name='d'%s)\n"
DAGSTER = (
    "from dagster import ScheduleDefinition, DefaultScheduleStatus\n"
    "ScheduleDefinition(job=drift, cron_schedule='0 5 * * *', default_status=DefaultScheduleStatus.%s)\n"
)
DATABRICKS = (
    "from databricks.sdk.service.jobs import CronSchedule, PauseStatus\n"
    "drift = CronSchedule('x', pause_status=PauseStatus.%s)\n"
)
CRON_JOB = (
    "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: drift-check}\nspec: {schedule: '0 5 * * *', suspend: %s}\n"
)
WORKFLOW = "name: drift\non: %s\njobs: {a: {runs-on: x, steps: [{run: python drift.py}]}}\n"
TERRAFORM = (
    'resource "aws_scheduler_schedule" "a" {\n  name = "drift"\n'
    '  schedule_expression = "rate(1 day)"\n  state = "%s"\n}\n'
)


@pytest.mark.parametrize(
    ("name", "text", "off", "on"),
    [
        ("dags/d.py", AIRFLOW, "schedule=None", "schedule='@daily'"),
        ("dags/d.py", AIRFLOW, "schedule_interval='@once'", "schedule_interval='0 5 * * *'"),
        ("dags/d.py", DECORATED, "schedule='@daily', is_paused_upon_creation=True", "schedule='@daily'"),
        ("flows/d.py", PREFECT, "", ", cron='0 5 * * *'"),
        ("flows/d.py", PREFECT, ", interval=3600, paused=True", ", interval=3600"),
        ("defs.py", DAGSTER, "STOPPED", "RUNNING"),
        ("jobs.py", DATABRICKS, "PAUSED", "UNPAUSED"),
        ("k8s/c.yaml", CRON_JOB, "true", "false"),
        (".github/workflows/w.yml", WORKFLOW, "{workflow_dispatch: {}}", "{schedule: [{cron: '0 5 * * *'}]}"),
        (
            ".github/workflows/w.yml",
            WORKFLOW,
            "{schedule: [{cron: '0 5 30 2 *'}]}",
            "{schedule: [{cron: '0 5 1 * *'}]}",
        ),
        ("main.tf", TERRAFORM, "DISABLED", "ENABLED"),
        ("crontab", "%s python drift.py\n", "# 0 5 * * *", "0 5 * * *"),
    ],
)
def test_monitoring_is_started_or_not(ask_project: Ask, name: str, text: str, off: str, on: str) -> None:
    assert ask_project("unstarted_monitoring", {name: text % off}) == (
        "warn",
        f"Nothing starts the monitoring in {name}.",
    )
    assert ask_project("unstarted_monitoring", {name: text % on}) == (
        "pass",
        "1 schedule of monitoring, each in force.",
    )


def test_a_program_that_another_one_starts(ask_project: Ask) -> None:
    other = (
        "from airflow import DAG\nwith DAG('all', schedule='@daily'):\n    TriggerDagRunOperator(trigger_dag_id='d')\n"
    )
    files = {"dags/d.py": AIRFLOW % "schedule=None", "dags/all.py": other}
    assert ask_project("unstarted_monitoring", files)[0] == "pass"


def test_what_is_switched_off(ask_project: Ask) -> None:
    code = "import sagemaker\nmonitor = drift()\nmonitor.stop_monitoring_schedule()\n"
    assert ask_project("unstarted_monitoring", {"m.py": code})[0] == "warn"
    assert ask_project("unstarted_monitoring", {"m.py": code + "predictor.delete_endpoint()\n"})[0] == "not-applicable"


@pytest.mark.parametrize(
    "files",
    [
        {"dags/train.py": "from airflow import DAG\nDAG('t', schedule=None)\nEarlyStopping(monitor='loss')\n"},
        {".github/workflows/w.yml": WORKFLOW.replace("drift", "docs") % "{workflow_dispatch: {}}"},
        {"drift.py": "print(1)\n"},
    ],
)
def test_what_watches_nothing(ask_project: Ask, files: dict[str, str]) -> None:
    said = ("not-applicable", "Does not apply: nothing in the project watches a model at times.")
    assert ask_project("unstarted_monitoring", files) == said
