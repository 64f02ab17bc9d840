"""Secure coding in cells, and pre-trained models of others, as strangers write it."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import COMMIT, DIGEST, cells, cells_with, made_up, project

CASES: tuple[Case, ...] = (
    cells(
        "sixth: evaluates what stands in a column",
        "TRN-06",
        """import ast

import pandas as pd

# die Spalte "genres" enthaelt Listen als Text: "['drama', 'crime']"
filme = pd.read_csv("filme.csv")
filme["genres"] = filme["genres"].map(eval)
lang = filme.explode("genres")
print(lang.groupby("genres")["note"].mean(), ast.__name__)
""",
        ".map(eval)",
        ".map(ast.literal_eval)",
    ),
    cells(
        "sixth: yaml of a colleague is loaded with every tag",
        "TRN-06",
        """import pathlib

import yaml
from sklearn.ensemble import GradientBoostingClassifier

einstellungen = yaml.load(pathlib.Path("einstellungen.yaml").read_text(), Loader=yaml.UnsafeLoader)
gb = GradientBoostingClassifier(**einstellungen["modell"])
print(gb.get_params())
""",
        'yaml.load(pathlib.Path("einstellungen.yaml").read_text(), Loader=yaml.UnsafeLoader)',
        'yaml.safe_load(pathlib.Path("einstellungen.yaml").read_text())',
    ),
    cells(
        "sixth: file name goes into a shell",
        "TRN-06",
        """import pathlib
import subprocess
import sys

import soundfile as sf

# convertir les enregistrements en 16 kHz
for clip in pathlib.Path(sys.argv[-1]).glob("*.mp3"):
    wav = clip.with_suffix(".wav")
    subprocess.run(f"ffmpeg -y -i {clip} -ar 16000 {wav}", shell=True, check=True)
    print(wav.name, sf.info(str(wav)).duration)
""",
        'subprocess.run(f"ffmpeg -y -i {clip} -ar 16000 {wav}", shell=True, check=True)',
        'subprocess.run(["ffmpeg", "-y", "-i", str(clip), "-ar", "16000", str(wav)], check=True)',
    ),
    cells(
        "sixth: pickle from the net is opened",
        "TRN-06",
        """import pickle

import numpy as np
import requests

reply = requests.get("https://share.example.net/u/7781/embeddings.bin", timeout=30)
reply.raise_for_status()
vectors = pickle.loads(reply.content)
print(np.asarray(vectors).shape)
""",
        "import pickle\n",
        "import io\n",
        "pickle.loads(reply.content)",
        "np.load(io.BytesIO(reply.content), allow_pickle=False)",
    ),
    cells(
        "sixth: numpy archive with objects of others",
        "TRN-06",
        """import numpy as np
from sklearn.decomposition import TruncatedSVD

# matriz de pacientes x sintomas que nos ha mandado el otro hospital
paquete = np.load("recibido/sintomas.npz", allow_pickle=True)
svd = TruncatedSVD(20, random_state=0).fit(paquete["m"])
print(svd.explained_variance_ratio_.cumsum())
""",
        "allow_pickle=True",
        "allow_pickle=False",
    ),
    cells(
        "sixth: query glued together from an input",
        "TRN-06",
        """import sqlite3

import pandas as pd

con = sqlite3.connect("school.db")
klas = input("Welke klas? ")
punten = pd.read_sql(f"SELECT vak, punt FROM punten WHERE klas = '{klas}'", con)
print(punten.groupby("vak")["punt"].describe())
""",
        """pd.read_sql(f"SELECT vak, punt FROM punten WHERE klas = '{klas}'", con)""",
        """pd.read_sql("SELECT vak, punt FROM punten WHERE klas = ?", con, params=(klas,))""",
    ),
    cells(
        "sixth: the model writes code and the notebook runs it",
        "TRN-06",
        """import json
import os

import pandas as pd
from anthropic import Anthropic

sales = pd.read_csv("sales.csv")
ask = "Which column should be summed by month? Answer as JSON with the key column. Columns: " + ", ".join(sales.columns)
reply = Anthropic(api_key=os.environ["LLM_KEY"]).messages.create(
    model="claude-sonnet-4-5-20250929", max_tokens=200, messages=[{"role": "user", "content": ask}]
)
answer = reply.content[0].text
exec(answer)
print(json.dumps({"rows": len(sales)}))
""",
        "exec(answer)\n",
        'column = json.loads(answer)["column"]\nif column in sales.columns:\n    print(sales.groupby("month")[column].sum())\n',
    ),
    cells(
        "sixth: torch file of a forum post",
        "TRN-06",
        """import torch
from torch import nn

# チェックポイントを読み込む (掲示板からダウンロード)
net = nn.Sequential(nn.Linear(40, 64), nn.ReLU(), nn.Linear(64, 2))
state = torch.load("downloads/kws_best.pth", map_location="cpu", weights_only=False)
net.load_state_dict(state)
net.eval()
print(sum(p.numel() for p in net.parameters()))
""",
        "weights_only=False",
        "weights_only=True",
    ),
    cells(
        "sixth: unpacks an archive wherever it likes",
        "TRN-06",
        """import pathlib
import tarfile

from PIL import Image

with tarfile.open("uploads/bird_photos.tar") as tar:
    tar.extractall("photos", filter="fully_trusted")
sizes = [Image.open(p).size for p in pathlib.Path("photos").rglob("*.jpg")]
print(len(sizes), max(sizes))
""",
        'filter="fully_trusted"',
        'filter="data"',
    ),
    cells(
        "sixth: ssh accepts any host",
        "TRN-06",
        """import os

import paramiko
import polars as pl

ssh = paramiko.SSHClient()
ssh.set_missing_host_key_policy(paramiko.AutoAddPolicy())
ssh.connect("hpc.uni.example", username=os.environ["HPC_USER"], key_filename=os.path.expanduser("~/.ssh/hpc"))
ssh.open_sftp().get("results/plasma.parquet", "plasma.parquet")
print(pl.read_parquet("plasma.parquet").describe())
""",
        "ssh.set_missing_host_key_policy(paramiko.AutoAddPolicy())",
        "ssh.load_system_host_keys()\nssh.set_missing_host_key_policy(paramiko.RejectPolicy())",
    ),
    cells_with(
        made_up("", 18),
        "sixth: password of the feature store in a cell",
        "TRN-06",
        """import os

import redis

import pandas as pd

# serveur de production
cache = redis.Redis(host="features.banque.example", port=6380, ssl=True, password="@VALUE@")
cles = [k.decode() for k in cache.scan_iter("client:*", count=500)]
print(pd.Series(cles).str.split(":").str[1].nunique(), os.name)
""",
        'password="@VALUE@"',
        'password=os.environ["REDIS_PASSWORD"]',
    ),
    cells(
        "sixth: script of the net is piped into a shell",
        "TRN-06",
        """!curl -s http://get.cuda-setup.example/install.sh | sudo bash

import torch

print(torch.cuda.is_available(), torch.version.cuda)
""",
        "!curl -s http://get.cuda-setup.example/install.sh | sudo bash",
        "!nvidia-smi --query-gpu=name,driver_version --format=csv",
    ),
    cells(
        "sixth: settings of the partners are decoded into objects",
        "TRN-06",
        """import json
import pathlib

import jsonpickle

# experiment settings that the partners send by mail
raw = pathlib.Path("inbox/partner_settings.json").read_text()
settings = jsonpickle.decode(raw)
print(json.dumps({"alpha": settings["alpha"], "beta": settings["beta"]}))
""",
        "\nimport jsonpickle\n",
        "",
        "jsonpickle.decode(raw)",
        "json.loads(raw)",
    ),
    cells(
        "sixth: hub code runs with trust",
        "TRN-12",
        f"""from transformers import AutoModel, AutoTokenizer

name = "acme-labs/protein-encoder-650m"
rev = "{COMMIT}"
tok = AutoTokenizer.from_pretrained(name, revision=rev)
enc = AutoModel.from_pretrained(name, revision=rev, trust_remote_code=True)
batch = tok(["MKTAYIAKQRQISFVKSHFSRQ", "GAVLIMFWPSTCYNQ"], return_tensors="pt", padding=True)
print(enc(**batch).last_hidden_state.mean(1).shape)
""",
        "trust_remote_code=True",
        "trust_remote_code=False, use_safetensors=True",
    ),
    cells(
        "sixth: hub model without a revision",
        "TRN-12",
        f"""from transformers import AutoModelForTokenClassification, AutoTokenizer, pipeline

# Eigennamen in Zeitungsartikeln
modell = AutoModelForTokenClassification.from_pretrained("acme-nlp/ner-german-large")
tok = AutoTokenizer.from_pretrained("acme-nlp/ner-german-large", revision="{COMMIT}")
ner = pipeline("ner", model=modell, tokenizer=tok, aggregation_strategy="simple")
print(ner("Angela lebt seit Jahren in Leipzig und arbeitet bei der Post."))
""",
        'AutoModelForTokenClassification.from_pretrained("acme-nlp/ner-german-large")',
        f'AutoModelForTokenClassification.from_pretrained("acme-nlp/ner-german-large", revision="{COMMIT}")',
    ),
    cells(
        "sixth: sentence encoder follows a branch",
        "TRN-12",
        """import faiss
import pandas as pd
from sentence_transformers import SentenceTransformer

faq = pd.read_csv("faq_nl.csv")
coder = SentenceTransformer("acme/paraphrase-multilingual", revision="main")
vec = coder.encode(faq["vraag"].tolist(), normalize_embeddings=True)
index = faiss.IndexFlatIP(vec.shape[1])
index.add(vec)
print(index.ntotal)
""",
        'revision="main"',
        f'revision="{COMMIT}"',
    ),
    cells(
        "sixth: torch hub takes the default branch",
        "TRN-12",
        """import torch

depth = torch.hub.load("somelab/depth-zoo", "dpt_small", trust_repo=True)
depth.eval()
frame = torch.rand(1, 3, 256, 256)
with torch.no_grad():
    print(depth(frame).shape)
""",
        '"somelab/depth-zoo", "dpt_small", trust_repo=True',
        f'"somelab/depth-zoo:{COMMIT}", "dpt_small", trust_repo="check"',
    ),
    cells(
        "sixth: weights over the net without a digest",
        "TRN-12",
        """import hashlib
import pathlib
import urllib.request

from safetensors.torch import load_file

target = pathlib.Path("weights.safetensors")
urllib.request.urlretrieve("https://models.example.org/segment/v3/weights.safetensors", target)
digest = hashlib.sha256(target.read_bytes()).hexdigest()
print(digest)
tensors = load_file(target)
print(len(tensors), "tensors")
""",
        "print(digest)\n",
        f'if digest != "{DIGEST}":\n    raise ValueError("weights differ from the ones we reviewed")\n',
    ),
    project(
        "sixth: vllm serves whatever is newest",
        "TRN-12",
        "serve.sh",
        """#!/bin/sh
# local assistant for the archive
exec vllm serve acme/archive-7b-instruct \\
  --trust-remote-code \\
  --max-model-len 8192 --host 127.0.0.1 --port 8000 --api-key "$VLLM_KEY"
""",
        "  --trust-remote-code \\\n",
        f"  --revision {COMMIT} --tokenizer-revision {COMMIT} \\\n",
    ),
    cells(
        "sixth: adapter of a stranger on a floating base",
        "TRN-12",
        f"""from peft import PeftModel
from transformers import AutoModelForCausalLM

base = AutoModelForCausalLM.from_pretrained("acme/base-3b", revision="{COMMIT}", use_safetensors=True)
net = PeftModel.from_pretrained(base, "user81723/legal-lora-v2")
net = net.merge_and_unload()
print(net.num_parameters())
""",
        'PeftModel.from_pretrained(base, "user81723/legal-lora-v2")',
        f'PeftModel.from_pretrained(base, "user81723/legal-lora-v2", revision="{COMMIT[::-1]}")',
    ),
    cells(
        "sixth: whole repository of the hub, any version",
        "TRN-12",
        """from huggingface_hub import snapshot_download
from optimum.onnxruntime import ORTModelForFeatureExtraction

# 下载整个仓库
folder = snapshot_download("acme/bge-zh-onnx", allow_patterns=["*.json", "*.onnx"])
net = ORTModelForFeatureExtraction.from_pretrained(folder)
print(net.config.hidden_size)
""",
        'snapshot_download("acme/bge-zh-onnx", allow_patterns',
        f'snapshot_download("acme/bge-zh-onnx", revision="{COMMIT}", allow_patterns',
    ),
)
