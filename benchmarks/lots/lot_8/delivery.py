"""Eighth lot: gates that do not hold, releases nobody signed, and models nobody watches (DEP-05 to DEP-07)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import COMMIT, cells, project

CASES: tuple[Case, ...] = (
    project(
        "eighth: workflow that goes on whatever its scan says",
        "DEP-05",
        ".github/workflows/model.yml",
        """name: model
on:
  pull_request:
  push: {branches: [main]}
permissions: write-all
jobs:
  train-and-release:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@main
        with: {python-version: "3.12"}
      - run: pip install -r requirements.txt
      - name: security gate
        run: mlsec scan . || true
        continue-on-error: true
      - run: pytest -q || echo "tests are flaky"
      - run: python release.py
        if: always()
""",
        "permissions: write-all",
        "permissions: {contents: read}",
        "actions/checkout@v4",
        f"actions/checkout@{COMMIT}",
        "actions/setup-python@main",
        f"actions/setup-python@{'9e' * 20}",
        "pip install -r requirements.txt",
        "pip install --require-hashes -r requirements.lock",
        "mlsec scan . || true\n        continue-on-error: true",
        "mlsec scan .",
        'pytest -q || echo "tests are flaky"',
        "pytest -q",
        "        if: always()\n",
        "        if: github.ref == 'refs/heads/main'\n",
        files={
            "requirements.txt": "pandas\n",
            "requirements.lock": f"pandas==3.1.1 \\\n    --hash=sha256:{'2b' * 32}\n",
        },
    ),
    project(
        "eighth: GitLab pipeline that may fail every check and still deploys",
        "DEP-05",
        ".gitlab-ci.yml",
        f"""stages: [prüfen, bauen, ausrollen]
default:
  image: registry.stadtwerke.example/ml/python@sha256:{"6a" * 32}

notebooks-prüfen:
  stage: prüfen
  script:
    - mlsec scan notebooks/
  allow_failure: true

tests:
  stage: prüfen
  script:
    - pytest -q tests
  allow_failure: true
  when: manual

bauen:
  stage: bauen
  script:
    - docker build -t "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHA" .

ausrollen:
  stage: ausrollen
  script:
    - kubectl -n lastprognose rollout restart deployment/prognose
  needs: []
""",
        "    - mlsec scan notebooks/\n  allow_failure: true\n",
        "    - mlsec scan notebooks/\n",
        "    - pytest -q tests\n  allow_failure: true\n  when: manual\n",
        "    - pytest -q tests\n",
        "  needs: []\n",
        "  needs: [notebooks-prüfen, tests, bauen]\n  rules:\n    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n",
    ),
    project(
        "eighth: release manifest from a dirty tree with nothing signed",
        "DEP-06",
        "release/manifest.json",
        f"""{{
  "release": "queue-time 2.4.0", "date": "2026-11-06",
  "store": "https://artifacts.airport.example/queue-time/2.4.0/",
  "notebook": {{"path": "train.ipynb", "sha256": null, "git_commit": "{"7b" * 20}", "git_dirty": true}},
  "parameters": {{}},
  "environment_lock": null,
  "data_lock": null,
  "model": {{"path": "queue_time.skops", "sha256": null, "signature": null}},
  "report": null,
  "provenance": null,
  "approved_by": null
}}
""",
        '"sha256": null, "git_commit"',
        f'"sha256": "{"11" * 32}", "git_commit"',
        '"git_dirty": true',
        '"git_dirty": false',
        '"parameters": {}',
        f'"parameters": {{"file": "params.yaml", "sha256": "{"22" * 32}"}}',
        '"environment_lock": null',
        f'"environment_lock": {{"file": "requirements.lock", "sha256": "{"33" * 32}"}}',
        '"data_lock": null',
        f'"data_lock": {{"file": "data.lock", "sha256": "{"44" * 32}"}}',
        '"sha256": null, "signature": null',
        f'"sha256": "{"55" * 32}", "signature": "queue_time.skops.sigstore.json"',
        '"report": null',
        f'"report": {{"file": "report.json", "sha256": "{"66" * 32}", "signature": "report.json.sigstore.json"}}',
        '"provenance": null',
        '"provenance": {"file": "provenance.intoto.jsonl", "predicate": "https://slsa.dev/provenance/v1", "builder": "https://github.com/actions/runner"}',
        '"approved_by": null',
        '"approved_by": "R. Castellano, 2026-11-06"',
    ),
    project(
        "eighth: release job that uploads weights from somebody's laptop run",
        "DEP-06",
        ".github/workflows/release.yml",
        f"""name: release
on:
  push: {{tags: ["v*"]}}
permissions: {{contents: write}}
jobs:
  release:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@{COMMIT}
      - name: fetch the weights that Bo trained last night
        run: curl -sSfO https://share.bo-laptop.example/weights.safetensors
      - name: publish
        env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
        run: gh release create "$GITHUB_REF_NAME" weights.safetensors
""",
        "permissions: {contents: write}",
        "permissions: {contents: write, id-token: write, attestations: write}",
        """      - name: fetch the weights that Bo trained last night
        run: curl -sSfO https://share.bo-laptop.example/weights.safetensors
""",
        f"""      - run: pip install --require-hashes -r requirements.lock
      - run: sha256sum --check data.lock
      - run: mlsec run train.ipynb --sign
      - run: sha256sum weights.safetensors train.mlrun requirements.lock data.lock > SHA256SUMS
      - uses: actions/attest-build-provenance@{"c3" * 20}
        with: {{subject-checksums: SHA256SUMS}}
      - uses: sigstore/cosign-installer@{"d1" * 20}
      - run: cosign sign-blob --yes --bundle weights.safetensors.sigstore.json weights.safetensors
""",
        '"$GITHUB_REF_NAME" weights.safetensors\n',
        '"$GITHUB_REF_NAME" weights.safetensors weights.safetensors.sigstore.json train.mlrun SHA256SUMS\n',
    ),
    project(
        "eighth: monitoring plan of a ferry forecast with everything switched off",
        "DEP-07",
        "monitoring/plan.yaml",
        """model: ferry-boarding
owner: ""
baseline:
  file: null
  frozen_on: null
drift:
  enabled: false
  tests: []
  schedule: never
performance:
  metric: mae
  threshold: null
alerts:
  channel: none
  respond_within: null
last_measurement: null
""",
        'owner: ""',
        "owner: Eilidh Munro",
        "  file: null\n  frozen_on: null\n",
        "  file: monitoring/baseline.json\n  frozen_on: 2026-09-01\n",
        "  enabled: false\n  tests: []\n  schedule: never\n",
        "  enabled: true\n  tests: [{name: psi, limit: 0.2}, {name: ks, alpha: 0.01, correction: holm}]\n  schedule: daily at 04:00\n",
        "threshold: null",
        "threshold: 14.0",
        "  channel: none\n  respond_within: null\n",
        "  channel: ops-ferries@caledonia.example\n  respond_within: 4h\n",
        "last_measurement: null",
        "last_measurement: {date: 2026-11-20, max_psi: 0.07, ks_rejected: 0, mae: 11.2}",
        files={
            "monitoring/baseline.json": '{"rows": 20140, "features": {"passengers": {"deciles": [12, 40, 66, 91, 120, 160, 214, 280, 371]}}, "mae": 10.9}\n'
        },
    ),
    cells(
        "eighth: drift report that holds the live batch against itself",
        "DEP-07",
        """import pandas as pd
from scipy.stats import ks_2samp

produzione = pd.read_parquet("live/2026-11-20.parquet")
riferimento = produzione
colonne = ["importo", "ora", "distanza", "eta_carta"]
prove = {c: ks_2samp(riferimento[c], produzione[c]).pvalue for c in colonne}
spostate = [c for c, p in prove.items() if p < 0.01 / len(colonne)]
print("colonne spostate", spostate)
""",
        "riferimento = produzione\n",
        'riferimento = pd.read_parquet("monitoraggio/base_2026-09.parquet")\n',
        'print("colonne spostate", spostate)\n',
        """print("colonne spostate", spostate)
psi = {}
for c in colonne:
    quote = riferimento[c].quantile([i / 10 for i in range(1, 10)]).to_list()
    tagli = [float("-inf"), *sorted(set(quote)), float("inf")]
    prima = pd.cut(riferimento[c], tagli).value_counts(normalize=True, sort=False).clip(1e-4)
    ora = pd.cut(produzione[c], tagli).value_counts(normalize=True, sort=False).clip(1e-4)
    psi[c] = ((ora - prima) * np.log(ora / prima)).sum()
if spostate or max(psi.values()) > 0.2:
    requests.post(os.environ["ALLARME_URL"], json={"modello": "frodi", "psi": psi, "colonne": spostate}, timeout=10)
""",
        "import pandas as pd\nfrom scipy",
        "import os\nimport numpy as np\nimport pandas as pd\nimport requests\nfrom scipy",
        files={
            "monitoraggio/piano.yaml": "modello: frodi\nresponsabile: Elena Marchetti\ncanale: allarmi-frodi@banca.example\nsoglie: {psi: 0.2, ks_alpha: 0.01}\nrisposta_entro: 2h\nfrequenza: ogni notte\n"
        },
    ),
)
