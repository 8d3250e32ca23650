"""A place's counties put right by the county in which its point lies.

Post offices serve towns across a county line, so that a ZIP code's county may not be the town's.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from hotline.geo.points.boundaries import Boundaries

BORDER_KM = 2.0
"""A place whose point is nearer to a county's border may lie in both counties, a large one also
from farther off."""

WHOLLY_IN = {
    ("AK", "fairbanks"): "02090",
    ("CO", "broomfield"): "08014",
    ("GA", "duluth"): "13135",
    ("GA", "dunwoody"): "13089",
    ("IA", "urbandale"): "19153",
    ("MD", "laurel"): "24033",
    ("MN", "white bear lake"): "27123",
    ("NY", "troy"): "36083",
}
"""Towns that lie in one county, whatever their post codes do."""


def by_point(
    where: tuple[float, float],
    radius: float,
    fips: list[str],
    share: float,
    known: Container[str],
) -> tuple[list[str], float]:
    """A place's counties, the main one first, and its share of that one.

    ``fips`` and ``share`` are those by ZIP codes; ``radius`` is the place's own, in km. Well inside
    a county the point decides; with a border within the radius the place lies partly in both.
    """
    near = Boundaries.load().at(*where, max(BORDER_KM, radius) * 1000).counties
    inside = [code for code in near if code in known and code[:2] == fips[0][:2]]
    if inside[:1] != list(near[:1]) or not inside or _agrees(inside, fips):
        return fips, share
    county = [inside[0], *(code for code in fips if code != inside[0])]
    return (county, min(share, 0.5)) if fips[0] in near else (county, 1.0)


def _agrees(near: Sequence[str], fips: Sequence[str]) -> bool:
    """Whether the ZIP codes' counties say the same, or cannot be distinguished from it."""
    return near[0] == fips[0] or (near[0] in fips and fips[0] in near)
