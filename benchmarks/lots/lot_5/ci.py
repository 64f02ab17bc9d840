"""Fifth lot: pipelines whose gate does not hold, that run what strangers wrote, or give keys away."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import COMMIT, DIGEST, project, spoilt

_GITHUB = f"""name: release
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
jobs:
  gate:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@{COMMIT}
      - uses: actions/setup-python@{COMMIT}
        with:
          python-version: "3.11"
      - run: pip install --require-hashes -r requirements.txt
      - run: mlsec scan .
      - run: mlsec verify bundles/latest
      - run: pytest -q
  deploy:
    needs: [gate]
    if: github.ref == 'refs/heads/main'
    runs-on: ubuntu-24.04
    environment: production
    steps:
      - uses: actions/checkout@{COMMIT}
      - run: ./deploy.sh
        env:
          TOKEN: ${{{{ secrets.DEPLOY_TOKEN }}}}
"""
_FILES = {
    "requirements.txt": f"pytest==9.0.1 \\\n    --hash=sha256:{DIGEST}\njupyter-mlsec==1.0.0 \\\n    --hash=sha256:{DIGEST}\n",
    "deploy.sh": "#!/bin/sh\nset -eu\n./bin/push-image\n",
}
_WHERE = ".github/workflows/release.yml"
_GITLAB = f"""image: python:3.11-slim@sha256:{DIGEST}
stages: [check, deploy]
gate:
  stage: check
  script:
    - pip install --require-hashes -r requirements.txt
    - mlsec scan .
    - mlsec verify bundles/latest
    - pytest -q
  allow_failure: false
publish:
  stage: deploy
  needs: [gate]
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
  script:
    - ./deploy.sh
"""

CASES: tuple[Case, ...] = (
    project(
        "github: tests and release, and no gate at all",
        "DEP-05",
        _WHERE,
        *spoilt(
            _GITHUB,
            "      - run: mlsec scan .\n      - run: mlsec verify bundles/latest\n      - run: pytest -q\n",
            "      - run: pytest -q\n",
        ),
        files=_FILES,
    ),
    project(
        "github: the gate may fail",
        "DEP-05",
        ".github/workflows/ml.yaml",
        *spoilt(_GITHUB, "      - run: mlsec scan .\n", "      - run: mlsec scan .\n        continue-on-error: true\n"),
        files=_FILES,
    ),
    project(
        "github: the deployment does not wait for the gate",
        "DEP-05",
        _WHERE,
        *spoilt(_GITHUB, "    needs: [gate]\n    if: github.ref", "    if: github.ref"),
        files=_FILES,
    ),
    project(
        "github: the gate only runs when somebody starts it by hand",
        "DEP-05",
        ".github/workflows/gate.yml",
        *spoilt(
            _GITHUB,
            "on:\n  push:\n    branches: [main]\n  pull_request:\n",
            "on:\n  workflow_dispatch:\n",
        ),
        files=_FILES,
    ),
    project(
        "github: a fork's code with the project's keys",
        "DEP-05",
        ".github/workflows/train-preview.yml",
        *spoilt(
            _GITHUB,
            "  pull_request:\n",
            "  pull_request_target:\n",
            f"""    steps:
      - uses: actions/checkout@{COMMIT}
      - uses: actions/setup-python@{COMMIT}
""",
            f"""    env:
      WANDB_API_KEY: ${{{{ secrets.WANDB_API_KEY }}}}
    steps:
      - uses: actions/checkout@{COMMIT}
        with:
          ref: ${{{{ github.event.pull_request.head.sha }}}}
      - uses: actions/setup-python@{COMMIT}
""",
        ),
        files=_FILES,
    ),
    project(
        "github: a branch's name inside a script",
        "DEP-05",
        _WHERE,
        *spoilt(
            _GITHUB,
            "      - run: pytest -q\n",
            '      - run: pytest -q\n      - run: echo "checked ${{ github.head_ref }} - ${{ github.event.pull_request.title }}" >> report.txt\n',
        ),
        files=_FILES,
    ),
    project(
        "github: somebody's action at its branch, with write access to all",
        "DEP-05",
        _WHERE,
        *spoilt(
            _GITHUB,
            "permissions:\n  contents: read\n",
            "permissions: write-all\n",
            "      - run: ./deploy.sh\n",
            "      - uses: quick-ship/model-deployer@main\n      - run: ./deploy.sh\n",
        ),
        files=_FILES,
    ),
    project(
        "github: the key is printed in the log",
        "DEP-05",
        _WHERE,
        *spoilt(
            _GITHUB,
            "      - run: ./deploy.sh\n",
            '      - run: |\n          echo "deploying with $TOKEN" | rev\n          ./deploy.sh\n',
        ),
        files=_FILES,
    ),
    project(
        "gitlab: the gate is allowed to fail",
        "DEP-05",
        ".gitlab-ci.yml",
        *spoilt(_GITLAB, "allow_failure: false", "allow_failure: true"),
        files=_FILES,
    ),
    project(
        "gitlab: a script from the web, run as it comes",
        "DEP-05",
        ".gitlab-ci.yml",
        *spoilt(
            _GITLAB,
            "    - pytest -q\n",
            "    - curl -sSL https://ci-tools.example/bootstrap.sh | bash -s -- --fast\n    - pytest -q\n",
        ),
        files=_FILES,
    ),
    project(
        "gitlab: all variables in the log",
        "DEP-05",
        ".gitlab-ci.yml",
        *spoilt(_GITLAB, "  script:\n    - ./deploy.sh\n", "  script:\n    - printenv | sort\n    - ./deploy.sh\n"),
        files=_FILES,
    ),
    project(
        "jenkins: whatever the gate says, the build goes on",
        "DEP-05",
        "Jenkinsfile",
        """pipeline {
  agent { docker { image 'registry.werk.example/ci-python@sha256:DIGEST' } }
  stages {
    stage('Abhaengigkeiten') {
      steps { sh 'pip install --require-hashes -r requirements.txt' }
    }
    stage('Pruefung') {
      steps {
        sh 'mlsec scan . || true'
        sh 'mlsec verify bundles/latest || true'
        sh 'pytest -q'
      }
    }
    stage('Auslieferung') {
      when { branch 'main' }
      steps { sh './deploy.sh' }
    }
  }
}
""".replace("DIGEST", DIGEST),
        "sh 'mlsec scan . || true'",
        "sh 'mlsec scan .'",
        "sh 'mlsec verify bundles/latest || true'",
        "sh 'mlsec verify bundles/latest'",
        files=_FILES,
    ),
    project(
        "azure: continueOnError around the gate",
        "DEP-05",
        "azure-pipelines.yml",
        """trigger:
  branches: {include: [main]}
pr:
  branches: {include: ['*']}
pool: {vmImage: ubuntu-24.04}
stages:
  - stage: verificacao
    jobs:
      - job: gate
        steps:
          - script: pip install --require-hashes -r requirements.txt
          - script: mlsec scan . && mlsec verify bundles/latest
            displayName: Verificar notebooks
            continueOnError: true
          - script: pytest -q
  - stage: entrega
    dependsOn: verificacao
    condition: and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/main'))
    jobs:
      - job: publicar
        steps:
          - script: ./deploy.sh
""",
        "continueOnError: true",
        "continueOnError: false",
        files=_FILES,
    ),
    project(
        "circleci: the gate never says no",
        "DEP-05",
        ".circleci/config.yml",
        """version: 2.1
jobs:
  gate:
    docker:
      - image: cimg/python:3.11.14@sha256:DIGEST
    steps:
      - checkout
      - run: pip install --require-hashes -r requirements.txt
      - run:
          name: checks
          command: |
            set +e
            mlsec scan .
            mlsec verify bundles/latest
            pytest -q
            exit 0
  deploy:
    docker:
      - image: cimg/base:2025.10@sha256:DIGEST
    steps:
      - checkout
      - run: ./deploy.sh
workflows:
  release:
    jobs:
      - gate
      - deploy:
          requires: [gate]
          filters: {branches: {only: main}}
""".replace("DIGEST", DIGEST),
        "            set +e\n",
        "            set -e\n",
        "            pytest -q\n            exit 0\n",
        "            pytest -q\n",
        files=_FILES,
    ),
)
