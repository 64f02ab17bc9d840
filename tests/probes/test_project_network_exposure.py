from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"app.py": "uvicorn.run(app, host='0.0.0.0')"}, ("warn", "app.py listens on every interface.")),
        ({"compose.yml": "ports:\n  - 8888:8888\n"}, ("warn", "compose.yml listens on every interface.")),
        ({"s.yml": "kind: Service\nspec:\n  type: NodePort\n"}, ("warn", "s.yml listens on every interface.")),
        ({"k8s/d.yml": "kind: Deployment\n"}, ("fail", "k8s/d.yml runs without a network policy.")),
        (
            {"k8s/d.yml": "kind: Deployment\n", "k8s/n.yml": "kind: NetworkPolicy\n"},
            ("pass", "k8s/n.yml restricts k8s/d.yml."),
        ),
        (
            {"compose.yml": "ports:\n  - 127.0.0.1:8888:8888\n"},
            ("open", "Nothing in the project says how its network is divided."),
        ),
        ({}, ("open", "Nothing in the project says how its network is divided.")),
    ],
)
def test_exposure(ask_project: Ask, files: dict[str, str], said: tuple[str, str]) -> None:
    assert ask_project("network_exposure", files) == said


def test_a_cell_that_listens_on_every_interface(ask_project: Ask) -> None:
    cell = "!mlflow models serve -m m --host 0.0.0.0"
    assert ask_project("network_exposure", {}, cell) == ("warn", "the notebook listens on every interface.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("compose.yaml", 'a:\n  ports: ["5432:5432"]\n'),
        ("gunicorn.conf.py", "bind = '0.0.0.0:8000'\n"),
        ("run.sh", "gunicorn -b 0.0.0.0:80 app:app\n"),
        ("Procfile", "web: mlflow models serve -h 0.0.0.0\n"),
        ("serve/config.properties", "inference_address=http://0.0.0.0:8080\n"),
        ("main.tf", 'ingress {\n  cidr_blocks = ["0.0.0.0/0"]\n}\n'),
        ("main.tf", 'resource "google_compute_firewall" "a" {\n  source_ranges = ["0.0.0.0/0"]\n}\n'),
    ],
)
def test_doors_in_other_words(ask_project: Callable[..., tuple[str, str]], name: str, text: str) -> None:
    assert ask_project("network_exposure", {name: text}) == ("warn", f"{name} listens on every interface.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("compose.yaml", 'a:\n  ports: ["127.0.0.1:5432:5432"]\n'),
        ("gunicorn.conf.py", "bind = '127.0.0.1:8000'\n"),
        ("main.tf", 'egress {\n  cidr_blocks = ["0.0.0.0/0"]\n}\ningress {\n  cidr_blocks = ["10.0.0.0/8"]\n}\n'),
    ],
)
def test_doors_to_one_room(ask_project: Callable[..., tuple[str, str]], name: str, text: str) -> None:
    assert ask_project("network_exposure", {name: text})[0] == "open"


NET = "is reached from the internet"
TUNNEL = "goes around the firewall through a tunnel"
AZURE = "from azure.ai.ml.entities import ManagedOnlineEndpoint, Workspace\n"
WORLD = "IpPermissions=[{'FromPort': 22, 'IpRanges': [{'CidrIp': '%s'}]}]"


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        (AZURE + "e = ManagedOnlineEndpoint(name='a', public_network_access='enabled')", NET),
        (AZURE + "on = 'Enabled'\nWorkspace(name='a', public_network_access=on)", NET),
        (
            "from azure.ai.ml import entities as e\ne.ManagedOnlineDeployment(egress_public_network_access='enabled')",
            "reaches the whole internet",
        ),
        (
            f"import boto3\nec2 = boto3.client('ec2')\nec2.authorize_security_group_ingress({WORLD % '0.0.0.0/0'})",
            NET,
        ),
        ("import boto3\nboto3.client('rds').create_db_instance(PubliclyAccessible=True)", NET),
        (
            "import boto3\nboto3.client('sagemaker').create_model(EnableNetworkIsolation=False)",
            "reaches the whole internet",
        ),
        (
            "from kubernetes import client\nclient.V1ServiceSpec(type='LoadBalancer')",
            "is reached from outside the cluster",
        ),
        ("import gradio as gr\ngr.Interface(f, 'text', 'text').launch(share=True)", TUNNEL),
        ("from pyngrok import ngrok\nngrok.connect(8000)", TUNNEL),
        ("!ufw disable", "takes the firewall down"),
        ("!systemctl stop suricata", "takes the firewall down"),
        ("!kubectl delete networkpolicy deny-all", "opens the cluster"),
        ("!gcloud compute firewall-rules create a --allow tcp:8080 --source-ranges 0.0.0.0/0", "lets the world in"),
        ("!az network nsg rule create -n a --source-address-prefixes '*' --access Allow", "lets the world in"),
        (
            "!az ml online-endpoint update -n a --set public_network_access=enabled",
            NET,
        ),
    ],
)  # fmt: skip
def test_what_programs_and_command_lines_open(ask_project: Ask, cell: str, what: str) -> None:
    assert ask_project("network_exposure", {}, cell) == ("warn", f"The network has an open side: the notebook {what}.")


@pytest.mark.parametrize(
    "cell",
    [
        AZURE + "e = ManagedOnlineEndpoint(name='a', public_network_access='disabled')",
        AZURE + "e = ManagedOnlineEndpoint(name='a', public_network_access=setting)",
        f"import boto3\nec2 = boto3.client('ec2')\nec2.authorize_security_group_ingress({WORLD % '10.1.0.0/16'})",
        "import boto3\nboto3.client('sagemaker').create_model(EnableNetworkIsolation=True)",
        "from kubernetes import client\nclient.V1ServiceSpec(type='ClusterIP')",
        "import gradio as gr\ngr.Interface(f, 'text', 'text').launch()",
        "!ufw default deny incoming\n!ufw default allow outgoing",
        "!systemctl restart suricata",
        "!gcloud compute firewall-rules create a --allow tcp:8080 --source-ranges 10.0.0.0/8",
        "!az network nsg rule create -n a --source-address-prefixes '*' --access Deny",
    ],
)
def test_what_stays_shut(ask_project: Ask, cell: str) -> None:
    assert ask_project("network_exposure", {}, cell)[0] == "open"


def test_an_endpoint_in_a_file(ask_project: Ask) -> None:
    text = "$schema: https://a/managedOnlineDeployment.schema.json\negress_public_network_access: %s\n"
    assert ask_project("network_exposure", {"blue.yml": text % "enabled"})[0] == "warn"
    assert ask_project("network_exposure", {"blue.yml": text % "disabled"})[0] == "open"
