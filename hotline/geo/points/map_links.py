"""What a map link points at: a point, an address in words, or nothing that can be read here.

Of the many places that a link may name, the pin counts: in a Google link it is ``!3d…!4d…``, not
the ``@…`` of the screen's middle; in Apple's it is ``ll`` or ``coordinate``, and ``q`` a label;
in Waze's ``ll``; in OpenStreetMap's ``mlat`` and ``mlon``, else the ``#map=`` of the screen; in
Bing's ``sp=point``, else ``cp``. Short links of the large sites lead nowhere without their maker.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, unquote_plus, urlsplit

from hotline.geo.points import location_codes

Point = tuple[float, float]

_NUMBER = r"[-+−–]?\d{1,3}(?:\.\d+)?"
_PAIR = re.compile(rf"\s*(?:loc:|ll\.|point\.)?({_NUMBER})\s*[,~_; ]\s*({_NUMBER})(?![\d.]*\w)")
_AT = re.compile(r"@(-?\d{1,2}\.\d+),(-?\d{1,3}\.\d+)")
_GOOGLE_PIN = re.compile(r"!8m2!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)")
_GOOGLE_MARK = re.compile(r"!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)")
_GOOGLE_EMBED = re.compile(r"!2d(-?\d+\.\d+)!3d(-?\d+\.\d+)")
_OSM_MAP = re.compile(r"(?:^|[#&])(?:map=)?\d{1,2}(?:\.\d+)?/(-?\d+\.\d+)/(-?\d+\.\d+)")
_PLUS_CODE = re.compile(r"(?i)\b([2-9CFGHJMPQRVWX]{8}\+[2-9CFGHJMPQRVWX]{2,4})\b")
_HASH = re.compile(r"/ul/h([0-9b-hjkmnp-z]{4,12})(?:$|[/?])")
PIN_KEYS = (
    "sp ll coordinate destination daddr to query q pin latlng cbll center cp sll near address "
    "where1 viewpoint map saddr".split()
)
"""What may hold the pin or the address, what counts most first."""
LABEL_BESIDE = frozenset({"ll", "coordinate", "pin"})
"""Beside one of these the words of ``q`` are a label, maybe of the reporter's own."""
SCREEN = frozenset({"center", "cp", "map", "near", "sll", "viewpoint"})
"""These tell what is on the screen, which is near the pin at best."""
SCREEN_METERS = 2_000.0
OPAQUE = (
    "maps.app.goo.gl",
    "goo.gl",
    "share.google",
    "maps.apple",
    "g.co",
    "w3w.co",
    "what3words.com",
    "bit.ly",
    "tinyurl.com",
    "t.co",
    "binged.it",
    "her.is",
)
"""Hosts whose links tell nothing by themselves."""
_MAPS = (
    "google.",
    "maps.apple.com",
    "waze.com",
    "openstreetmap.org",
    "osm.org",
    "bing.com",
    "osmand.net",
    "ge0.me",
    "comaps.at",
    "omaps.app",
    "here.com",
    "uber.com",
    "mapquest.com",
    "yandex.",
    "snapchat.com",
    "lyft.com",
    *OPAQUE,
)
_SCHEMES = frozenset("geo google.navigation comgooglemaps waze om uber lyft maps here".split())
LINK = re.compile(
    r"(?i)(?:\b(?:https?|comgooglemaps|waze|om|uber|lyft|maps)://|\bgeo:|\bgoogle\.navigation:"
    r"|\b(?:www\.)?(?:maps\.app\.goo\.gl|goo\.gl/maps|share\.google|maps\.google\.[a-z.]+|"
    r"(?:www\.)?google\.com/maps|maps\.apple(?:\.com)?|waze\.com/ul|osm\.org/go|w3w\.co|ge0\.me)"
    r"(?=[/?]))[^\s<>\"]+|(?<![\w/])(?:what3words\.com/|///)[a-z]{2,}\.[a-z]{2,}\.[a-z]{2,}\b"
)
"""A link, or what a phone makes of one without its scheme."""
_TRAILING = ".,;!?)]}'’”>"


@dataclass(frozen=True, slots=True)
class Target:
    """What a link points at. ``meters`` is how far off the point may be; ``words`` an address.

    ``opaque``: it is a map's link, and nothing in it can be read.
    """

    point: Point | None = None
    meters: float = 0.0
    words: str = ""
    opaque: bool = False


def trimmed(link: str) -> str:
    """A link without the punctuation of its sentence; a bracket that it opens stays."""
    while link and link[-1] in _TRAILING and not (link[-1] == ")" and "(" in link):
        link = link[:-1]
    return link


def target(link: str) -> Target | None:
    """What ``link`` points at, or ``None`` for a link of no map. Total: never fails."""
    link = link.replace("\\,", ",").replace("\\;", ";")
    if link.startswith("///"):
        return Target(opaque=True)  # three words, which only their maker can place
    if "://" not in link and link.partition(":")[0].lower() not in _SCHEMES:
        link = f"https://{link}"
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    if parts.scheme.lower() in {"geo", "google.navigation"}:
        return _geo(link.partition(":")[2])
    host = (parts.hostname or "" if "://" in link else "").lower().removeprefix("www.")
    is_map = parts.scheme.lower() in _SCHEMES or any(_is_of(host, name) for name in _MAPS)
    if not is_map or (_is_of(host, "google.") and not _is_google_map(host, parts.path)):
        return None
    query = {key.lower(): value for key, value in reversed(parse_qsl(parts.query))}
    found = _read(host, parts.path, query, parts.fragment, unquote(unquote(link)))
    return found or Target(opaque=True)


def _is_of(host: str, name: str) -> bool:
    if name.endswith("."):
        return host.startswith(name) or f".{name}" in host
    return host == name or host.endswith(f".{name}")


def _is_google_map(host: str, path: str) -> bool:
    return host.startswith("maps.") or path.startswith("/maps")


def _read(
    host: str, path: str, query: Mapping[str, str], fragment: str, link: str
) -> Target | None:
    """The first of a link's parts that tells where it points."""
    coded = _coded(host, path, query, link)
    if coded is not None:
        return Target(coded)
    point, meters, words = _queried(query)
    words = words or _path_words(path)
    if point is None:
        point, meters = _in_path(path)
    if point is None:
        seen = _OSM_MAP.search(fragment) or _AT.search(link)
        point = (float(seen[1]), float(seen[2])) if seen else None
        meters = SCREEN_METERS
    return Target(point, meters, words) if point or words else None


def _coded(host: str, path: str, query: Mapping[str, str], link: str) -> Point | None:
    """A pin that a site writes in its own way."""
    for pattern in (_GOOGLE_PIN, _GOOGLE_MARK):
        marks = pattern.findall(link)
        if marks:
            return float(marks[-1][0]), float(marks[-1][1])
    embedded = _GOOGLE_EMBED.search(link)
    if embedded:
        return float(embedded[2]), float(embedded[1])
    pairs = (("mlat", "mlon"), ("lat", "lon"), ("lat", "lng"), ("latitude", "longitude"))
    named = {key.replace("]", "").split("[")[-1]: value for key, value in query.items()}
    for one, other in pairs:
        point = _pair(f"{named.get(one, '')},{named.get(other, '')}")
        if point:
            return point
    plus = _PLUS_CODE.search(link.replace(" ", "+"))
    return location_codes.plus_code(plus[1]) if plus else _short_code(host, path, link)


def _short_code(host: str, path: str, link: str) -> Point | None:
    """The point in a short link that holds it as a code of the site's own."""
    parts = [part for part in path.split("/") if part]
    hashed = _HASH.search(path)
    if hashed:
        return location_codes.geohash(hashed[1])
    if "/go/" in path and host in {"osm.org", "openstreetmap.org"}:
        return location_codes.quad_tiles(parts[-1])
    if link.lower().startswith("om://"):
        return location_codes.ge0(link[5:15])
    return (
        location_codes.ge0(parts[0])
        if host in {"ge0.me", "comaps.at", "omaps.app"} and parts
        else None
    )


def _queried(query: Mapping[str, str]) -> tuple[Point | None, float, str]:
    """The pin, how far off it may be, and the words of a link's query."""
    given = {key: unquote_plus(query[key]) for key in PIN_KEYS if query.get(key)}
    pairs = {key: pair for key, value in given.items() if (pair := _pair(value)) is not None}
    labeled = not LABEL_BESIDE.isdisjoint(pairs)
    words = [
        _clean(value)
        for key, value in given.items()
        if key not in pairs and not (key == "q" and labeled) and any(map(str.isalpha, value))
    ]
    first = next(iter(pairs), "")
    meters = SCREEN_METERS if first in SCREEN else 0.0
    return pairs.get(first), meters, words[0] if words else ""


def _in_path(path: str) -> tuple[Point | None, float]:
    """The last pair of numbers that is a part of the path: a destination comes last."""
    for part in reversed(path.split("/")):
        pair = None if part.startswith("@") else _pair(unquote_plus(part))
        if pair:
            return pair, 0.0
    return None, 0.0


def _path_words(path: str) -> str:
    """The address or name in a path such as ``/maps/place/NAME/@…`` or ``/maps/dir/A/B``."""
    parts = [part for part in path.split("/") if part]
    for name in ("place", "search", "dir"):
        if name in parts:
            rest = parts[parts.index(name) + 1 :]
            given = [p for p in rest if not p.startswith(("@", "data=", "am=")) and "!" not in p]
            words = [_clean(unquote_plus(p)) for p in given if not _pair(unquote_plus(p))]
            worded = [w for w in words if any(c.isalpha() for c in w)]
            return worded[-1] if worded else ""
    return ""


def _clean(words: str) -> str:
    """Words of a link as they are said, without a plus code or a second encoding."""
    said = unquote_plus(words).replace("\n", ", ")
    return " ".join(_PLUS_CODE.sub(" ", said).split())[:200]


def _geo(rest: str) -> Target:
    """A ``geo:`` link: ``LAT,LON[,ALT][;crs=…][;u=METERS][?q=LAT,LON(label) or words]``."""
    where, _, query = unquote(rest).lstrip("/").partition("?")
    numbers, *options = where.split(";")
    asked = dict(parse_qsl(query)).get("q", "")
    if numbers.startswith("q="):
        numbers, asked = "", unquote_plus(numbers[2:])
    point = _pair(asked) or _pair(numbers)
    words = "" if _pair(asked) else _clean(asked)
    if point == (0.0, 0.0) or (words and point and not any(point)):
        point = None
    away = next((option[2:] for option in options if option.startswith("u=")), "")
    meters = float(away) if away.replace(".", "", 1).isdigit() else 0.0
    return Target(point, meters, words, opaque=point is None and not words)


def _pair(value: str) -> Point | None:
    """Latitude and longitude that begin ``value``, one of them at least with a fraction."""
    match = _PAIR.match(value)
    if match is None or "." not in match[0]:
        return None
    lat, lon = (float(n.replace("−", "-").replace("–", "-")) for n in match.groups())
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None
