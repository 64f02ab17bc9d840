"""Seventh lot: gates of the build that do not close (DEP-05)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import COMMIT, DIGEST, project, project_with

CASES: tuple[Case, ...] = (
    project_with(
        COMMIT,
        "seventh: github workflow that goes on after the model checks",
        "DEP-05",
        ".github/workflows/model.yml",
        """name: model
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  checks:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@@VALUE@
      - uses: actions/setup-python@@VALUE@
        with: {python-version: "3.12"}
      - run: pip install --require-hashes -r requirements.lock
      - name: notebook, data and model checks
        run: |
          python -m jupyter_mlsec check notebooks/train.ipynb
          pytest -q tests/
          pip-audit -r requirements.lock
        continue-on-error: true
  publish:
    needs: checks
    if: github.ref == 'refs/heads/main'
    runs-on: ubuntu-24.04
    environment: production
    steps:
      - uses: actions/checkout@@VALUE@
      - run: make publish-model
""",
        "        continue-on-error: true\n",
        "",
    ),
    project(
        "seventh: gitlab pipeline where the quality gate may fail",
        "DEP-05",
        ".gitlab-ci.yml",
        f"""image: registry.stadtwerke.example/ml/ci@sha256:{DIGEST}

stages: [pruefen, bauen, freigeben]

datenpruefung:
  stage: pruefen
  script:
    - great_expectations checkpoint run lastgang_taeglich
    - pytest -q tests
    - python -m jupyter_mlsec check notebooks/lastprognose.ipynb
  allow_failure: true
  artifacts:
    when: always
    paths: [berichte/]

paket:
  stage: bauen
  script:
    - dvc repro
    - python -m build --wheel

uebergabe:
  stage: freigeben
  needs: [datenpruefung, paket]
  rules:
    - if: $CI_COMMIT_TAG
  script: [./freigabe.sh]
""",
        "  allow_failure: true\n",
        "  allow_failure: false\n",
    ),
    project(
        "seventh: jenkins stages that answer true to every finding",
        "DEP-05",
        "Jenkinsfile",
        """pipeline {
  agent { label 'gpu-linux' }
  options { timeout(time: 2, unit: 'HOURS'); disableConcurrentBuilds() }
  stages {
    stage('Install') {
      steps { sh 'pip install --require-hashes -r requirements.lock' }
    }
    stage('Gate') {
      steps {
        sh 'pytest -q tests || true'
        sh 'pip-audit -r requirements.lock || true'
        sh 'python -m jupyter_mlsec check notebooks/*.ipynb || true'
      }
    }
    stage('Release') {
      when { branch 'main' }
      steps { sh './scripts/push_model.sh' }
    }
  }
  post { always { archiveArtifacts artifacts: 'reports/**' } }
}
""",
        "pytest -q tests || true",
        "pytest -q tests",
        "requirements.lock || true",
        "requirements.lock",
        "notebooks/*.ipynb || true",
        "notebooks/*.ipynb",
    ),
    project(
        "seventh: azure pipeline that deploys whether the tests passed or not",
        "DEP-05",
        "azure-pipelines.yml",
        """trigger:
  branches: {include: [main]}
pool: {vmImage: ubuntu-24.04}
stages:
  - stage: Verify
    jobs:
      - job: verify
        steps:
          - task: UsePythonVersion@0
            inputs: {versionSpec: "3.12"}
          - script: |
              set -e
              pip install --require-hashes -r requirements.lock
              pytest -q tests/model tests/data
              python -m jupyter_mlsec check notebooks/underwriting.ipynb
              pip-audit -r requirements.lock
            displayName: model, data and dependency checks
  - stage: Deploy
    dependsOn: Verify
    condition: always()
    jobs:
      - deployment: endpoint
        environment: underwriting-prod
        strategy:
          runOnce:
            deploy:
              steps:
                - script: az ml online-deployment update --file deploy/green.yml --workspace-name uw-prod
                  displayName: roll out
""",
        "    condition: always()\n",
        "    condition: succeeded()\n",
    ),
    project(
        "seventh: circleci release that does not wait for the evaluation",
        "DEP-05",
        ".circleci/config.yml",
        f"""version: 2.1
executors:
  py:
    docker:
      - image: cimg/python@sha256:{DIGEST}
jobs:
  evaluate:
    executor: py
    steps:
      - checkout
      - run: pip install --require-hashes -r requirements.lock
      - run: pytest -q tests
      - run: python -m jupyter_mlsec check notebooks/rank.ipynb
      - run: python -m evaluation.compare --limits limits.yaml
  release:
    executor: py
    steps:
      - checkout
      - run: ./release.sh
workflows:
  main:
    jobs:
      - evaluate
      - release:
          filters: {{branches: {{only: main}}}}
""",
        "          filters: {branches: {only: main}}\n",
        "          requires: [evaluate]\n          filters: {branches: {only: main}}\n",
    ),
)
