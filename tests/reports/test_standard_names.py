"""Every standard that the catalogue maps to has a name that a person knows."""

from __future__ import annotations

from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.reports.standard_names import named_references, split_reference, standard_name


def test_every_standard_of_the_catalogue_has_a_name() -> None:
    mapped = {split_reference(reference)[0] for item in catalogue().items for reference in item.standards}
    assert {standard for standard in mapped if standard_name(standard) == standard} == set()


def test_a_mapping_by_judgement_is_the_same_id() -> None:
    assert split_reference("ai_rmf GOVERN 1.3?") == split_reference("ai_rmf GOVERN 1.3") == ("ai_rmf", "GOVERN 1.3")


def test_ids_of_one_standard_stand_together_once_each() -> None:
    assert named_references(["ssdf PO.1", "atlas AML.T0010", "ssdf PS.2?", "ssdf PO.1?"]) == [
        "NIST SSDF PO.1, PS.2",
        "MITRE ATLAS AML.T0010",
    ]
    assert named_references([]) == []
