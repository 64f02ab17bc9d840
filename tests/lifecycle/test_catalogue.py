from __future__ import annotations

import json
import re
from collections import Counter
from importlib import resources

from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.model.checklist import Ground, Level, Risk, Stage

DATA = resources.files("jupyter_mlsec.lifecycle.catalogue")
ITEMS = catalogue().items


def test_there_are_62_items_in_the_order_of_a_life() -> None:
    assert len(ITEMS) == 62
    assert len({item.id for item in ITEMS}) == 62
    assert Counter(item.stage for item in ITEMS) == {
        Stage.GOVERNANCE: 9,
        Stage.COLLECTION: 7,
        Stage.PREPARATION: 7,
        Stage.TRAINING: 12,
        Stage.EVALUATION: 10,
        Stage.DEPLOYMENT: 7,
        Stage.MAINTENANCE: 6,
        Stage.RETIREMENT: 4,
    }
    assert list(dict.fromkeys(item.stage for item in ITEMS)) == list(Stage)


def test_levels_say_who_decides() -> None:
    assert Counter(item.level for item in ITEMS) == {Level.AUTO: 27, Level.SEMI: 28, Level.HUMAN: 7}


def test_every_item_is_complete() -> None:
    for item in ITEMS:
        assert re.fullmatch(r"[A-Z]{3}-\d\d", item.id)
        assert item.title.strip()
        assert item.auto.strip()
        assert item.human.strip()
        assert item.seeds
        assert item.binds
        assert item.ttl >= 0
        assert len({standard.split()[0] for standard in item.standards}) >= 5, item.id


def test_every_seed_statement_is_answered_by_items_that_say_so() -> None:
    lines = DATA.joinpath("seed_rows.tsv").read_text("utf-8").splitlines()
    rows = {line.split("\t")[0]: line.split("\t")[-1].split() for line in lines}
    assert len(rows) == 129
    by_id = {item.id: item for item in ITEMS}
    for row, ids in rows.items():
        assert ids
        for each in ids:
            assert row in by_id[each].seeds
    assert {(item.id, row) for item in ITEMS for row in item.seeds} == {
        (each, row) for row, ids in rows.items() for each in ids
    }


def test_every_standard_id_exists() -> None:
    known = json.loads(DATA.joinpath("standard_ids.json").read_text("utf-8"))
    unknown = []
    for item in ITEMS:
        for text in item.standards:
            standard, _, ref = text.partition(" ")
            if ref.removesuffix("?") not in known[standard]:
                unknown.append(text)
    assert unknown == []
    assert sum(len(item.standards) for item in ITEMS) >= 900


def test_profiles_ask_for_more_and_more() -> None:
    profiles = catalogue().profiles
    assert profiles["exploration"] < profiles["production"] < profiles["regulated"]
    assert {name: len(ids) for name, ids in profiles.items()} == {"exploration": 16, "production": 49, "regulated": 62}
    assert {item.level for item in ITEMS if item.id in profiles["exploration"]} == {Level.AUTO, Level.SEMI}


def test_weights_fall_with_risk() -> None:
    assert dict(catalogue().weights) == {Risk.CRITICAL: 10.0, Risk.HIGH: 7.5, Risk.MEDIUM: 5.0, Risk.LOW: 2.5}


def test_grounds_are_read_as_grounds() -> None:
    item = catalogue().item("PRE-05")
    assert item is not None
    assert item.binds == (Ground.DATA, Ground.NOTEBOOK, Ground.MODEL)
    assert catalogue().item("PRE-99") is None


def test_the_data_name_no_place_of_ours() -> None:
    for name in ("items.toml", "seed_rows.tsv", "standard_ids.json"):
        text = DATA.joinpath(name).read_text("utf-8")
        assert re.search(r"(?:^|[\s\"'])/(?:work|tmp|home)\b|\.py\b", text) is None
