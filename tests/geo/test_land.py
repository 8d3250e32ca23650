"""Whether a story is set on tribal land or on a military base, in English and Spanish."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.geo.land import Land, land_in

TRIBAL = """
she is sold on the Navajo Nation | a man on the Pine Ridge reservation trades girls for meth
my cousin on the rez is being sold | girls at a house on tribal land
Rosebud reservation, in Mission
on the Crow reservation in Montana we work for nothing | we live in tribal housing and he sells her
Choctaw Nation of Oklahoma | tribal police did nothing | in Indian country nobody comes
en la reserva indígena tienen a mi hermana | en la reserva Tohono O'odham | la reserva navajo
vivo en una reservación india y me obligan | en tierras tribales | la policía tribal no hizo nada
en la nación navajo venden a una niña | Zuni Pueblo | the San Carlos Apache
"""
BASES = """
Forced to dance on base at Camp Lejeune | girls are sold in army barracks
a marine at Camp Pendleton
a sergeant at Ft. Hood keeps her passport | the naval base in Norfolk | Joint Base Lewis-McChord
the contractor at Andersen Air Force Base | near the military base | in military housing
Travis AFB
en la base militar | en la base naval de San Diego | una base aérea en Texas | dentro de la base
el cuartel militar | un soldado en Fort Bliss | en la base del ejército | en Fort Buchanan
"""
NEITHER = """
we have a reservation at a hotel in Tulsa | he made a reservation for two girls
cancel the rez please
the reservation number is 44 | on the reservation form | Fort Worth Texas | a fort in the woods
the base of the mountain | first base coach | her base pay is nothing | on the base of what he said
they live in barracks behind the field | hizo una reservación de hotel | en la base de datos
en la base de la montaña | a base de golpes | tengo reservas de comida | he is a navy veteran
the army of workers | a nation of immigrants | my based friend | pueblo de Ponce
"""


def each(several: str) -> list[str]:
    return [one.strip() for row in several.strip().splitlines() for one in row.split(" | ")]


@pytest.mark.parametrize("words", each(TRIBAL))
def test_tribal_land_is_known_as_such(words: str) -> None:
    assert land_in(words) is Land.TRIBAL


@pytest.mark.parametrize("words", each(BASES))
def test_a_military_base_is_known_as_such(words: str) -> None:
    assert land_in(words) not in {None, Land.TRIBAL}


@pytest.mark.parametrize("words", each(NEITHER))
def test_what_only_sounds_like_it_is_neither(words: str) -> None:
    assert land_in(words) is None


@pytest.mark.parametrize(
    ("words", "state", "land"),
    [
        ("Fort Lee", "VA", Land.ARMY), ("Fort Lee", "NJ", None), ("Fort Bragg", "NC", Land.ARMY),
        ("Fort Bragg", "CA", None), ("Camp Lejeune", "NC", Land.NAVY),
        ("Tinker AFB", "OK", Land.AIR),
        ("Joint Base San Antonio", "TX", Land.BASE), ("Red Lake", "MN", Land.TRIBAL),
        ("Red Lake", "TX", None), ("on the rez near Red Lake", "TX", Land.TRIBAL),
    ],
)  # fmt: skip
def test_a_name_counts_in_its_own_state_only(words: str, state: str, land: Land | None) -> None:
    assert land_in(words, state) is land


@given(st.text(max_size=200), st.sampled_from(["NC", "AZ", None]))
def test_whatever_is_said_is_read_without_fault(words: str, state: str | None) -> None:
    assert land_in(words, state) in {None, *Land}
    assert land_in(f"{words} . on tribal land", state) is not None
