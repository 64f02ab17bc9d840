"""One fault is one vulnerability, however many databases describe it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jupyter_mlsec.environment.vulnerabilities import merged
from jupyter_mlsec.model.audit import Vulnerability


def test_records_that_share_an_alias_are_joined() -> None:
    ghsa = Vulnerability(id="GHSA-1", aliases=("CVE-1",), summary="From GHSA", fix_versions=("1.1",))
    pysec = Vulnerability(id="PYSEC-1", aliases=("CVE-1",), fix_versions=("1.1", "2.1"))
    other = Vulnerability(id="GHSA-2", summary="Another")
    assert merged([ghsa, other, pysec]) == (
        other,
        Vulnerability(id="PYSEC-1", aliases=("CVE-1", "GHSA-1"), summary="From GHSA", fix_versions=("1.1", "2.1")),
    )


def test_an_alias_can_be_the_better_name() -> None:
    [one] = merged([Vulnerability(id="GHSA-1", aliases=("CVE-1", "PYSEC-1"))])
    assert (one.id, one.aliases) == ("PYSEC-1", ("CVE-1", "GHSA-1"))


def test_chains_of_aliases_are_followed() -> None:
    chain = [
        Vulnerability(id="A", aliases=("B",)),
        Vulnerability(id="C", aliases=("D",)),
        Vulnerability(id="B", aliases=("C",)),
    ]
    assert [(one.id, one.aliases) for one in merged(chain)] == [("A", ("B", "C", "D"))]


IDS = st.sampled_from(["PYSEC-1", "CVE-1", "CVE-2", "GHSA-1", "GHSA-2", "X-1"])
FOUND = st.lists(
    st.builds(lambda one, more: Vulnerability(id=one, aliases=tuple(more)), IDS, st.lists(IDS, max_size=2))
)


@given(found=FOUND, data=st.data())
def test_the_order_of_records_does_not_matter_and_no_id_is_lost(
    found: list[Vulnerability], data: st.DataObject
) -> None:
    result = merged(found)
    assert [(one.id, one.aliases) for one in merged(data.draw(st.permutations(found)))] == [
        (one.id, one.aliases) for one in result
    ]
    names = [name for one in result for name in (one.id, *one.aliases)]
    assert sorted(names) == sorted({name for one in found for name in (one.id, *one.aliases)})
