"""Names of columns say what they hold of people, in several languages and spellings, and names of things do not."""

from __future__ import annotations

import pytest

from jupyter_mlsec.probes._tables.personal_names import kind_of_name


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ("jahrgang, Geburtstag, annee_naissance, ano_nacimiento, geboortejaar, YOB", "date of birth"),
        ("altersgruppe, tranche_age, fascia_eta, idade, leeftijd", "age"),
        ("wohnort, Landkreis, ville, code_postal, municipio, citta, woonplaats", "place of living"),
        (
            "Staatsangehörigkeit, staatsangehoerigkeit, geburtsland, cittadinanza, pays_de_naissance, mother_tongue",
            "origin",
        ),
        ("anzahl_kinder, familienstand, nb_enfants, estado_civil, haushaltsgroesse, siblings", "family"),
        ("beruf, nettoeinkommen, salaire, profesion, stipendio, escolaridade", "work and money"),
        ("Straße, strasse, Anschrift, domicilio", "postal address"),
        ("tel, Rufnummer, celular", "telephone number"),
        ("Geburtsname, kontoinhaber, next_of_kin", "person's name"),
    ],
)
def test_names_that_speak_of_people(names: str, kind: str) -> None:
    told = {name: kind_of_name(name) for name in names.split(", ")}
    assert {name: found and found.kind for name, found in told.items()} == dict.fromkeys(told, kind)


@pytest.mark.parametrize("name", ["blue", "queue", "value", "sort", "noise", "due_days", "true_label", "petal_width"])
def test_names_that_speak_of_things(name: str) -> None:
    assert kind_of_name(name) is None
