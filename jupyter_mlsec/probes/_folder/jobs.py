"""Jobs of a pipeline and what each waits for, whatever service it is for; and jobs that bring something to users."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from jupyter_mlsec.probes._folder.pipelines import Pipeline, Step, steps_of
from jupyter_mlsec.probes._folder.structured import everything

_DEPLOYS = re.compile(
    r"\b(?:docker|podman|buildah|crane|skopeo)\s+(?:buildx\s+build\b[^\n]*--push|push\b|copy\b)|\bkubectl\s+(?:\S+\s+)*?(?:apply|set\s+image|replace|patch|rollout\s+restart)\b"
    r"|\bhelm\s+(?:upgrade|install)\b|\b(?:terraform|tofu|terragrunt)\s+apply\b|\bpulumi\s+up\b|\b(?:cdk|sam|serverless|sls|modal|bentoml|fly|flyctl|vercel|eb|copilot)\s+deploy\b"
    r"|\btwine\s+upload\b|\b(?:uv|poetry|hatch|flit|pdm|npm|cargo)\s+publish\b|\baws\s+(?:lambda\s+update-function-code|ecs\s+update-service|sagemaker\s+(?:create|update)-endpoint\S*)"
    r"|\bgcloud\s+(?:\S+\s+)*deploy\b|\baz\s+(?:webapp|functionapp|containerapp|ml\s+online-(?:deployment|endpoint))\b[^\n]*\b(?:create|update|up|deploy\w*)\b"
    r"|\bargocd\s+app\s+sync\b|\bskaffold\s+run\b|\bgit\s+push\s+heroku\b|\b(?:huggingface-cli|hf)\s+upload\b|\bdatabricks\s+bundle\s+deploy\b|\boc\s+(?:apply|rollout)\b"
    r"|(?:^|[\s;&/])(?:deploy|release|publish|roll[-_]?out|ship|promote|push[-_](?:image|model)|upload[-_]model|ausrollen|ausliefern|desplegar|deployer|publier|publicar|implanta\w*)(?:[-_]\w+)*\.(?:sh|py|ps1|bash)\b"
    r"|(?:^|[\s;&(])(?:make|just|task|invoke|inv)\s+(?:-\S+\s+)*(?:deploy|release|publish|ship|rollout|promote)\b|(?:^|[\s;&])\.?/?(?:bin/)?(?:deploy|release|publish)(?=\s|$)",
    re.MULTILINE,
)
_ACTIONS = re.compile(
    r"gh-action-pypi-publish|ecs-deploy|webapps-deploy|functions-action|k8s-deploy|deploy-cloudrun|deploy-appengine|deploy-cloud-functions"
    r"|action-gh-release|kubectl-action|helm-deploy|sagemaker-deploy|flyctl-actions|serverless/github-action|HelmDeploy|AzureWebApp|KubernetesManifest"
)
_OTHER = re.compile(
    r"\b(?:docs?|pages|mkdocs|sphinx|coverage|codecov|report|preview|staging|review|dry[-_]run)\b|--dry-run",
    re.IGNORECASE,
)
_STARTS = re.compile(r"always\(\)|!\s*cancelled\(\)|succeededOrFailed\(\)|\bfailed\(\)|\bfailure\(\)", re.IGNORECASE)
_MINDS = re.compile(
    r"result\s*(?:==|!=|,)|\.result\b|success\(\)|\bsucceeded\(|!\s*failure\(\)|outcome\s*==", re.IGNORECASE
)


@dataclass(slots=True)
class Job:
    """One job. ``after`` are the jobs that it waits for; ``regardless``: whatever became of them.

    ``steps`` are in their order; ``deploys`` is where it first brings something to users: which step, and where in it.
    """

    name: str
    steps: list[Step]
    after: set[str] = field(default_factory=set)
    regardless: bool = False
    deploys: tuple[int, int] | None = None


def job_of(name: str, body: Any, pipeline: Pipeline, *, marked: bool = False) -> Job:  # noqa: ANN401 - of a stranger
    """Return a job with its steps; ``marked``: the service is told that it deploys."""
    job = Job(name, list(steps_of(body, pipeline.place)))
    pushes = any(key == "push" and value is True for key, value in everything(body))
    for place, step in enumerate(job.steps):
        command = _DEPLOYS.search(step.text)
        action = _ACTIONS.search(step.uses) or (pushes and "build-push" in step.uses)
        if (action or command) and not is_other(f"{step.text} {step.uses}"):
            job.deploys = (place, command.start() if command is not None else 0)
            break
    if job.deploys is None and marked and job.steps and not is_other(name):
        job.deploys = (len(job.steps), 0)
    return job


def is_other(text: str) -> bool:
    """Tell whether what is brought somewhere is no model, or where it is brought to are no users."""
    return _OTHER.search(text) is not None


def names_in(value: Any) -> set[str]:  # noqa: ANN401 - of a stranger
    """Return the jobs that a setting names: a name, a list of names, or a list of mappings with one."""
    found = value if isinstance(value, list) else [value]
    return {
        str(each.get("job", each.get("name", each.get("step", "")))) if isinstance(each, dict) else str(each)
        for each in found
        if each not in (None, "")
    }


def is_regardless(condition: Any) -> bool:  # noqa: ANN401 - of a stranger
    text = str(condition)
    return _STARTS.search(text) is not None and _MINDS.search(text) is None
