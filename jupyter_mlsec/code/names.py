"""Qualified names: one spelling for things that libraries offer under several."""

from __future__ import annotations

import builtins

BUILTINS = frozenset(dir(builtins)) | {"unicode", "raw_input", "execfile", "reload", "get_ipython"}
LIMIT = 300  # characters of a derived name that are kept

_SAME = {
    "cPickle": "pickle",
    "_pickle": "pickle",
    "pickle5": "pickle",
    "six.moves.cPickle": "pickle",
    "pickle._load": "pickle.load",
    "pickle._loads": "pickle.loads",
    "pickle._Unpickler": "pickle.Unpickler",
    "future.moves.pickle": "pickle",
    "sklearn.externals.joblib": "joblib",
    "sklearn.utils._joblib": "joblib",
    "joblib.numpy_pickle": "joblib",
    "tensorflow.keras": "keras",
    "tensorflow.python.keras": "keras",
    "tensorflow.compat.v1": "tensorflow",
    "tensorflow.compat.v2": "tensorflow",
    "tf_keras": "keras",
    "keras.api": "keras",
    "keras.src": "keras",
    "pytorch_lightning": "lightning",
    "lightning.pytorch": "lightning",
    "lightning_fabric": "lightning",
    "numpy.lib.npyio": "numpy",
    "numpy.lib._npyio_impl": "numpy",
    "pandas.io.pickle": "pandas",
    "pandas.io.pytables": "pandas",
    "pandas.io.api": "pandas",
    "torch.serialization.load": "torch.load",
    "yaml.loader": "yaml",
    "dill._dill": "dill",
    "posix": "os",
    "nt": "os",
    "__builtin__": "builtins",
    "__builtins__": "builtins",
    "urllib2": "urllib.request",
    "urllib.urlopen": "urllib.request.urlopen",
    "urllib.urlretrieve": "urllib.request.urlretrieve",
    "six.moves.urllib": "urllib",
    "six.moves.builtins": "builtins",
    "builtins.raw_input": "builtins.input",
    "IPython.get_ipython": "builtins.get_ipython",
    "IPython.core.getipython.get_ipython": "builtins.get_ipython",
    "commands": "subprocess",
    "sklearn.externals.six.moves.cPickle": "pickle",
    "distutils.log": "distutils.log",
}

# What a name means in nearly every notebook when the cell that binds it is missing or broken.
CONVENTIONS = {
    "np": "numpy",
    "pd": "pandas",
    "tf": "tensorflow",
    "plt": "matplotlib.pyplot",
    "sm": "statsmodels.api",
    "pl": "lightning",
    **{
        name: name
        for name in [
            "numpy",
            "pandas",
            "tensorflow",
            "torch",
            "keras",
            "pickle",
            "dill",
            "cloudpickle",
            "joblib",
            "yaml",
            "mlflow",
            "marshal",
            "shelve",
            "jsonpickle",
            "requests",
            "urllib",
            "subprocess",
            "os",
            "importlib",
            "skops",
            "transformers",
            "datasets",
            "builtins",
            "sys",
            "sympy",
            "shlex",
            "ctypes",
            "codecs",
            "zlib",
            "base64",
            "openai",
            "anthropic",
            "timm",
            "diffusers",
            "peft",
            "httpx",
            "aiohttp",
            "functools",
            "operator",
            "gensim",
            "ray",
            "torchvision",
            "huggingface_hub",
        ]
    },
    "__builtins__": "builtins",
    "load_learner": "fastai.learner.load_learner",
    "untar_data": "fastai.data.external.untar_data",
    "YOLO": "ultralytics.YOLO",
    "partial": "functools.partial",
    "import_module": "importlib.import_module",
    "read_pickle": "pandas.read_pickle",
    "urlopen": "urllib.request.urlopen",
}


def canonical(name: str) -> str:
    """Return the one spelling of a name, prefix by prefix: ``tensorflow.keras.models`` -> ``keras.models``."""
    parts = name.split(".")
    current = ""
    for part in parts:
        current = f"{current}.{part}" if current else part
        current = _SAME.get(current, current)
    return current


def member(name: str, attribute: str) -> str:
    """Return the name of an attribute of ``name``, itself canonical."""
    full = f"{name}.{attribute}"
    return _SAME.get(full, full)[:LIMIT]
