"""What is sent to a model and what it answers, as a project declares it; and attacks on it that try nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
ROUTE = "from fastapi import FastAPI\napp = FastAPI()\n@app.post('/p')\ndef p(x: float):\n    return "


def test_contracts_are_free_or_hold_a_request_to_something(ask_project: Ask) -> None:
    head = '{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"'
    said = [
        ask_project("loose_contracts", {"contracts/request.json": text})
        for text in ("{}", f"{head}}}", f'{head}, "properties": {{"x": {{"type": "number"}}}}}}')
    ]
    assert said == [
        ("not-applicable", "Does not apply: no contract of requests lies in the project."),
        ("fail", "Every request keeps the contract in contracts/request.json: it says nothing of fields."),
        ("pass", "1 contract that hold a request to types."),
    ]


SCHEMA = (
    '{"$schema": "https://json-schema.org/draft/2020-12/schema",'
    ' "properties": {"age": %s, "pay": %s, "job": {"enum": []}}}'
)
API = (
    "openapi: 3.1.0\npaths: {/predict: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/c'}}}}}}}\n"
    "c: {type: object, properties: {rows: {type: array, items: {properties: {a: %s, b: %s}}}}}\n"
)
FRAME = "schema_type: dataframe\ncolumns:\n  a: {dtype: float64, checks: %s}\n  b: {dtype: int64, checks: %s}\n"
TABLE = '{"fields": [{"name": "a", "type": "number"%s}, {"name": "b", "type": "integer"%s}]}'


@pytest.mark.parametrize(
    ("name", "text", "free", "bound"),
    [
        ("contracts/request.json", SCHEMA, '{"type": "number"}', '{"type": "number", "minimum": 0}'),
        ("contracts/request.json", SCHEMA, '{"type": ["integer", "null"]}', '{"type": "integer", "maximum": 9}'),
        ("openapi.yaml", API, "{type: number, format: double}", "{type: number, maximum: 9}"),
        ("contracts/request.yaml", FRAME, "null", "{in_range: {min_value: 0, max_value: 9}}"),
        ("schemas/input.json", TABLE, ', "constraints": {"required": true}', ', "constraints": {"minimum": 0}'),
    ],
)  # fmt: skip
def test_contracts_with_types_and_without_bounds(ask_project: Ask, name: str, text: str, free: str, bound: str) -> None:
    said = ("warn", f"The fields in {name} have types but no bounds.")
    assert ask_project("loose_contracts", {name: text % (free, free)}) == said
    assert ask_project("loose_contracts", {name: text % (free, bound)}) == (
        "pass",
        "1 contract that hold a request to types.",
    )


def test_what_answers_is_no_contract_of_requests(ask_project: Ask) -> None:
    text = '{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "title": "Response"}'
    assert ask_project("loose_contracts", {"contracts/response.json": text})[0] == "not-applicable"


def test_scores_are_given_away_or_not(ask_project: Ask) -> None:
    said = [
        ask_project("exposed_scores", {"app.py": text})
        for text in (
            "x = 1\n",
            f"{ROUTE}model.predict_proba([[x]]).tolist()\n",
            f"from slowapi import Limiter\nlimiter = Limiter('9000000/minute')\n{ROUTE}model.predict_proba([[x]])\n",
            f"{ROUTE}int(model.predict_proba([[x]]).argmax())\n",
        )
    ]
    assert said == [
        ("not-applicable", "Does not apply: no route of the project asks a model."),
        ("warn", "p answers with all scores of the model, and no limit on questions is seen."),
        ("fail", "p answers with all scores of the model, under a limit that stops nobody."),
        ("pass", "1 route that ask a model, none gives all of its scores away without a limit."),
    ]


def test_attacks_are_tried_or_not(ask_project: Ask) -> None:
    said = [
        ask_project("red_team_settings", {"garak.yaml": f"plugins:\n  probe_spec: {probes}\n"} if probes else {})
        for probes in ("", "none", "dan")
    ]
    assert said == [
        ("not-applicable", "Does not apply: the project has no settings of a tool that attacks a model."),
        ("fail", "Attacks that try nothing. garak.yaml: no probe is chosen."),
        ("pass", "1 file with attacks that are tried."),
    ]
