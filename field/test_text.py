"""What libraries for text save: tokenizers, sentence embeddings, topics, taggers, pipelines of spaCy."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"

import spacy
import tokenizers
import transformers
from gensim import corpora, models
from nltk import ConditionalFreqDist, FreqDist
from nltk.classify import DecisionTreeClassifier, NaiveBayesClassifier
from nltk.stem import PorterStemmer
from nltk.tag import BigramTagger, UnigramTagger
from sentence_transformers import SentenceTransformer
from sentence_transformers.models import Pooling, Transformer

from field.conftest import CLEAN, Seen

Look = Callable[[Path], Seen]
SENTENCES = [["a", "b", "c"], ["a", "c", "d"], ["e", "a"]] * 5
WORDS = {"[UNK]": 0, "[PAD]": 1, "[CLS]": 2, "[SEP]": 3, "[MASK]": 4, "a": 5, "b": 6}
SMALL = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in {".json", ".safetensors", ".bin", ".jinja"})


def fast() -> Any:
    inner = tokenizers.Tokenizer(tokenizers.models.WordPiece(WORDS, unk_token="[UNK]"))  # noqa: S106 - a word
    inner.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    named = {f"{name}_token": f"[{name.upper()}]" for name in ("unk", "pad", "cls", "sep", "mask")}
    return transformers.PreTrainedTokenizerFast(tokenizer_object=inner, model_max_length=32, **named)


def slow(folder: Path) -> dict[str, Any]:
    (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    (folder / "vocab.json").write_text('{"<unk>": 0, "a": 1, "b": 2, "<|endoftext|>": 3}', encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n", encoding="utf-8")
    pair = (str(folder / "vocab.json"), str(folder / "merges.txt"))
    return {
        "bert": transformers.BertTokenizer(str(folder / "vocab.txt")),
        "gpt2": transformers.GPT2Tokenizer(*pair),
        "ctrl": transformers.CTRLTokenizer(*pair),
        "canine": transformers.CanineTokenizer(),
        "byt5": transformers.ByT5Tokenizer(),
    }


def topics() -> dict[str, Any]:
    words = corpora.Dictionary(SENTENCES)
    bags = [words.doc2bow(sentence) for sentence in SENTENCES]
    tagged = [models.doc2vec.TaggedDocument(sentence, [index]) for index, sentence in enumerate(SENTENCES)]
    return {
        "words": models.Word2Vec(SENTENCES, vector_size=5, min_count=1),
        "dictionary": words,
        "bags": bags,
        "lda": models.LdaModel(bags, 2, words),
        "lsi": models.LsiModel(bags, 2, words),
        "tfidf": models.TfidfModel(bags),
        "nmf": models.Nmf(bags, 2, id2word=words),
        "documents": models.Doc2Vec(tagged, vector_size=4, min_count=1),
        "parts of words": models.FastText(SENTENCES, vector_size=4, min_count=1, bucket=50),
        "phrases": models.Phrases(SENTENCES),
    }


def taggers() -> dict[str, Any]:
    examples = [({"a": 1}, "x"), ({"a": 2}, "y")] * 4
    tagged = [[("a", "N"), ("b", "V")]] * 5
    return {
        "bayes": NaiveBayesClassifier.train(examples),
        "tree": DecisionTreeClassifier.train(examples),
        "bigrams": BigramTagger(tagged, backoff=UnigramTagger(tagged)),
        "counts": [FreqDist("abc"), ConditionalFreqDist([("a", "b")]), PorterStemmer()],
    }


def test_saved_tokenizers_are_clean(look: Look, tmp_path: Path) -> None:
    tokenizer = fast()
    tokenizer.chat_template = "{% for m in messages %}{{ m['role'] + ': ' + m['content'] }}{% endfor %}"
    tokenizer.save_pretrained(tmp_path / "fast")
    for name, saved in slow(tmp_path).items():
        saved.save_pretrained(tmp_path / name)
    assert {path: look(path) for path in files(tmp_path)} == dict.fromkeys(files(tmp_path), CLEAN)


def test_pickled_tokenizers_are_clean(look: Look, tmp_path: Path) -> None:
    for name, thing in {"fast": fast(), "inner": fast().backend_tokenizer, **slow(tmp_path)}.items():
        path = tmp_path / f"{name}.pkl"
        path.write_bytes(pickle.dumps(thing))
        assert look(path) == CLEAN, name


def test_models_are_clean(look: Look, tmp_path: Path) -> None:
    config = transformers.BertConfig(vocab_size=20, **SMALL)
    transformers.BertForSequenceClassification(config).save_pretrained(tmp_path / "model")
    transformers.BertModel(config).save_pretrained(tmp_path / "base")
    fast().save_pretrained(tmp_path / "base")
    parts = [Transformer(str(tmp_path / "base")), Pooling(16)]
    SentenceTransformer(modules=parts, device="cpu").save(str(tmp_path / "sentences"))
    assert {path: look(path) for path in files(tmp_path)} == dict.fromkeys(files(tmp_path), CLEAN)


def test_pickled_topics_are_clean(look: Look, tmp_path: Path) -> None:
    seen = {}
    for name, thing in topics().items():
        path = tmp_path / "model.pkl"
        path.write_bytes(pickle.dumps(thing))
        seen[name] = look(path)
    assert seen == dict.fromkeys(seen, CLEAN)


def test_taggers_of_nltk_are_asked_about(look: Look, tmp_path: Path) -> None:
    for thing in taggers().values():
        (tmp_path / "model.pkl").write_bytes(pickle.dumps(thing))
        found, problems = look(tmp_path / "model.pkl")
        assert {rule for rule, _ in found} == {"unvetted-pickle-import"}
        assert problems == ()


def test_spacys_objects_are_asked_about(look: Look, tmp_path: Path) -> None:
    """They hold functions as pickles inside the pickle, which nobody can vet by name."""
    language = spacy.blank("en")
    language.add_pipe("sentencizer")
    for thing in (language, language("A word."), language.vocab):
        (tmp_path / "thing.pkl").write_bytes(pickle.dumps(thing))
        found, problems = look(tmp_path / "thing.pkl")
        assert {rule for rule, _ in found} == {"unvetted-pickle-import"}
        assert problems == ()
