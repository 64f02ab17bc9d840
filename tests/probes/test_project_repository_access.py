from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
NOTHING = ("not-applicable", "Does not apply: no record in the project speaks of it.")


@pytest.mark.parametrize(
    "files",
    [
        {"team.yaml": "members:\n  - {user: a.ng, role: admin, status: left}\n"},
        {"k8s/role.yaml": "apiVersion: v1\nkind: Role\nsubjects:\n  - {name: all, role: admin}\n"},
        {"docs/repo.md": "# Repository\n\n| Folder | Role |\n|---|---|\n| public | edit |\n"},
        {"data/registry_access.csv": "user,permission,status\na,write,left\n"},
    ],
)
def test_what_is_no_list_of_rights(ask_project: Ask, files: dict[str, str]) -> None:
    assert ask_project("repository_access", files) == NOTHING


@pytest.mark.parametrize(
    "who", ["all-employees", "Everyone", "*", "alle Mitarbeiter", "tous les employés", "todos los usuarios", "全員"]
)
@pytest.mark.parametrize(("right", "status"), [("WRITE", "fail"), ("Maintainer", "fail"), ("READ", "pass")])
def test_everybody_in_many_words(ask_project: Ask, who: str, right: str, status: str) -> None:
    text = f'{{"registry": "models", "grants": [{{"principal": "{who}", "permission": "{right}"}}]}}'
    assert ask_project("repository_access", {"registry_access.json": text})[0] == status


def test_rights_that_were_taken_back(ask_project: Ask) -> None:
    text = "user,permission,left_on,revoked_on\nb.roy,admin,2026-02-01,2026-02-01\n"
    assert ask_project("repository_access", {"registry_access.csv": text})[0] == "pass"
    assert ask_project("repository_access", {"registry_access.csv": text.replace(",2026-02-01\n", ",\n")}) == (
        "fail",
        "The registers contradict themselves. registry_access.csv: somebody who left still has access.",
    )


@pytest.mark.parametrize("name", ["default_permission", "base_role", "'*'", "everyone", "Standardrolle"])
@pytest.mark.parametrize(("right", "status"), [("EDIT", "fail"), ("MANAGE", "fail"), ("READ", "not-applicable")])
def test_what_everybody_has_by_default(ask_project: Ask, name: str, right: str, status: str) -> None:
    text = f"server: mlflow\naccess:\n  {name}: {right}\n"
    assert ask_project("repository_access", {"hub/model_access.yaml": text})[0] == status


@pytest.mark.parametrize(("right", "status"), [("admin", "warn"), ("read", "pass")])
def test_an_account_of_several_people(ask_project: Ask, right: str, status: str) -> None:
    text = f"# Access to the model registry\n\n| Account | Rights | Note |\n|---|---|---|\n| ml | {right} | shared |\n"
    assert ask_project("repository_access", {"docs/access.md": text})[0] == status


def test_a_column_without_a_name_is_nobody(ask_project: Ask) -> None:
    text = "# Access to the model registry\n\n| | Rights |\n|---|---|\n| admins of the platform | admin |\n"
    assert ask_project("repository_access", {"docs/access.md": text}) == NOTHING
