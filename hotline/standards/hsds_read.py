"""HSDS 3 organisations as entries of the directory, from our own exports and from other people's.

Our attributes say it exactly. Without them the standard's own fields are read, as far as they can
be: what cannot be understood is told and left out, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import phonenumbers

from hotline.geo import Gazetteer
from hotline.standards import phrases
from hotline.standards.entries import Data, Entry, file_of, normal
from hotline.standards.hsds import ADULT, DAYS, SCHEME
from hotline.standards.terms import values_of
from hotline.words import Place

OTHER_KIND = "victim_services"
"""What an organisation is taken for when its data does not say."""
NATION = frozenset({"nation", "nationwide", "national", "united states", "usa", "us"})
FOR_THE_WHOLE = (
    "kind", "status", "read", "called", "page_date", "found", "owner", "backup", "notes",
)  # fmt: skip
"""What our attributes of an organization say once."""
SHORT = re.compile(r"#?\d{2,6}")
Organization = Mapping[str, Any]


@dataclass
class Reading:
    """The entries that were read, and what was not understood, a sentence each."""

    entries: list[Entry] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)
    """The ids of those that are no export of our own, and may leave much unsaid."""


def read_organizations(given: Iterable[Organization]) -> Reading:
    """The entries of HSDS organisations: one for each service."""
    reading = Reading()
    taken: dict[str, str] = {}
    for organization in given:
        services = organization.get("services") or []
        if not services:
            reading.unread.append(f"{_name(organization)}: it has no services")
        for service in services:
            reader = _Reader(organization, service, reading, several=len(services) > 1)
            try:
                entry = reader.entry()
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                reading.unread.append(f"{_name(organization)}: it is not HSDS ({error})")
                continue
            if entry is not None:
                _add(reading, taken, entry, str(service.get("id", "")))
                if reader.known_id is None:
                    reading.foreign.add(reading.entries[-1].id)
    return reading


def _add(reading: Reading, taken: dict[str, str], entry: Entry, service: str) -> None:
    """Two that would have one id are told apart by the beginning of the service's identifier."""
    if entry.id in taken:
        entry = Entry(f"{entry.id}_{service[:8]}", entry.file, entry.data)
    taken[entry.id] = service
    reading.entries.append(entry)


def _name(organization: Organization) -> str:
    return " ".join(str(organization.get("name") or "an organisation without a name").split())


@dataclass
class _Reader:
    organization: Organization
    service: Mapping[str, Any]
    reading: Reading
    several: bool

    @property
    def name(self) -> str:
        own = " ".join(str(self.service.get("name") or "").split())
        whole = _name(self.organization)
        return f"{whole}: {own}" if self.several and own and own != whole else whole

    def _tell(self, what: str) -> None:
        self.reading.unread.append(f"{self.name}: {what}")

    def entry(self) -> Entry | None:
        whole, said = values_of(self.organization), values_of(self.service)
        area = self._area()
        if not area:
            self._tell("no place of its service area is known, so it is left out")
            return None
        of = whole.get("of", [_state(area)])[0]
        data = {
            "name": self.name,
            **_first(whole, FOR_THE_WHOLE),
            "sources": whole.get("source", self._sources()),
            "area": area,
            "does": said.get("does", []),
            "types": said.get("type", []),
            "roles": said.get("role", []),
            "consent": said.get("consent", []),
            "languages": self._languages(),
            "ages": _one(said, "ages", self._ages()),
            **_flags(whole, "immigration"),
            **self._interpreter(said),
            **_first(said, ("zone",)),
            "hours": self._hours(said, area),
            "acknowledge": dict(line.split(" ", 1) for line in said.get("acknowledge", ())),
            "contacts": self._contacts(),
        }
        defaults = {"kind": OTHER_KIND, "status": "unverified", "owner": "coordinator"}
        agency_id = self.known_id or f"{of.lower()}_{slug(self.name)}"
        return Entry(agency_id, file_of(of), normal(defaults | data))

    @property
    def known_id(self) -> str | None:
        """The id of an export of our own, in which every value stands as it is."""
        for found in self.organization.get("organization_identifiers") or ():
            if found.get("identifier_scheme") == SCHEME:
                return str(found["identifier"])
        return None

    # What HSDS has fields for --------------------------------------------------------------------

    def _sources(self) -> list[str]:
        if self.known_id:
            return []
        return [url for url in (self.organization.get("website"), self.service.get("url")) if url]

    def _ages(self) -> str | None:
        if self.known_id:
            return None
        least, most = self.service.get("minimum_age"), self.service.get("maximum_age")
        if most not in (None, "") and float(most) < ADULT:
            return "minors"
        return "adults" if least not in (None, "") and float(least) >= ADULT else None

    def _interpreter(self, said: Mapping[str, list[str]]) -> dict[str, bool]:
        if "interpreter" in said or self.known_id:
            return _flags(said, "interpreter")
        return {"interpreter": True} if self.service.get("interpretation_services") else {}

    def _languages(self) -> list[str]:
        codes = [str(lang.get("code") or "") for lang in self.service.get("languages") or ()]
        for code in codes:
            if not re.fullmatch(r"[a-z]{2,3}", code):
                self._tell(f"the language {code!r} is not a code of two or three letters")
        return [code for code in codes if re.fullmatch(r"[a-z]{2,3}", code)]

    def _area(self) -> dict[str, Any]:
        lines: list[str] = []
        for given in self.service.get("service_areas") or ():
            said = values_of(given).get("area")
            line = said[0] if said else place_line(given)
            if line is None:
                what = given.get("name") or given.get("description") or given.get("extent")
                self._tell(f"the service area {what!r} is not a state, county or city")
            else:
                lines.append(line)
        return phrases.read_area(list(dict.fromkeys(lines)))

    # Hours ---------------------------------------------------------------------------------------

    def _hours(self, said: Mapping[str, list[str]], area: Data) -> Any:
        if "hours" in said:
            return said["hours"][0]
        schedules = [one for one in self.service.get("schedules") or () if one.get("opens_at")]
        by_day = [schedule_lines(schedule) for schedule in schedules]
        spans = [line for lines in by_day for line in lines]
        if not all(by_day):
            self._tell("some of its schedules are not by day of the week, and are left out")
        if not spans:
            return None
        known = values_of(schedules[0])
        if spans == ["mo-su 00:00-24:00"] and not known:
            return "always"
        zone = _one(known, "zone", _zone(area))
        if zone is None:
            self._tell("its hours have no time zone, and are left out")
            return None
        return {"zone": zone, "open": spans, "holidays": _one(known, "holidays", None)}

    # Contact points ------------------------------------------------------------------------------

    def _contacts(self) -> list[dict[str, Any]]:
        found: list[tuple[int, dict[str, Any]]] = []
        for phone in self._all("phones"):
            found += self._point(phone, *self._number(phone))
        for contact in self._all("contacts"):
            if contact.get("email"):
                found += self._point(contact, "email", str(contact["email"]))
        for place in self.organization.get("locations") or ():
            if place.get("location_type") == "virtual":
                found += self._point(place, "web", str(place.get("url") or place.get("name")))
        if self.known_id:
            return [point for _, point in sorted(found, key=lambda item: item[0])]
        for channel, address in (
            ("email", self.service.get("email") or self.organization.get("email")),
            ("web", self.service.get("url") or self.organization.get("website")),
        ):
            if address and all(point["address"] != address for _, point in found):
                found += self._point({}, channel, str(address))
        return [point for _, point in sorted(found, key=lambda item: item[0])]

    def _all(self, kind: str) -> list[Mapping[str, Any]]:
        return [*(self.service.get(kind) or ()), *(self.organization.get(kind) or ())]

    def _number(self, phone: Mapping[str, Any]) -> tuple[str, str]:
        channel = "sms" if str(phone.get("type")).lower() in {"text", "sms"} else "phone"
        said = str(phone.get("number") or "").strip()
        if values_of(phone).get("channel") or SHORT.fullmatch(said):
            return channel, said
        try:
            number = phonenumbers.parse(said, "US")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            self._tell(f"{said!r} is not a telephone number, and is left out")
            return channel, ""
        return channel, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def _point(
        self, thing: Mapping[str, Any], channel: str, address: str
    ) -> list[tuple[int, dict[str, Any]]]:
        """The point with its place in the order; those of others come after ours."""
        if not address:
            return []
        said = values_of(thing)
        position = int(said.pop("position", ["999"])[0])
        point = {"channel": channel, "purpose": "public_line", "address": address}
        if not said and thing.get("description"):
            point["note"] = str(thing["description"])
        exact = {name: phrases.read_contact_value(name, value[0]) for name, value in said.items()}
        return [(position, {**point, **exact})]


def _first(said: Mapping[str, list[str]], names: Iterable[str]) -> dict[str, str]:
    return {name: said[name][0] for name in names if said.get(name)}


def _one(said: Mapping[str, list[str]], name: str, otherwise: str | None) -> str | None:
    return said[name][0] if said.get(name) else otherwise


def _flags(said: Mapping[str, list[str]], name: str) -> dict[str, bool]:
    return {name: said[name][0] == "yes"} if name in said else {}


def slug(name: str) -> str:
    """A name as an id: ``Laredo Safe House`` is ``laredo_safe_house``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "_".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("_") or "unnamed"


def schedule_lines(schedule: Mapping[str, Any]) -> list[str]:
    """A weekly schedule as ``mo-fr 08:30-17:00``, a line a run of days; none if not weekly."""
    days = [day for day in str(schedule.get("byday") or "").lower().split(",") if day in DAYS]
    opens, closes = str(schedule.get("opens_at"))[:5], str(schedule.get("closes_at"))[:5]
    if schedule.get("freq") not in (None, "", "WEEKLY") or not days or len(closes) != 5:
        return []
    last_minute = closes == "23:59" and not values_of(schedule)  # others' way to say midnight
    closes = "24:00" if closes == "00:00" or last_minute else closes
    runs: list[list[str]] = []
    for day in days:
        follows = runs and (DAYS.index(runs[-1][-1]) + 1) % 7 == DAYS.index(day)
        if follows:
            runs[-1].append(day)
        else:
            runs.append([day])
    named = [run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    return [f"{name} {opens}-{closes}" for name in named]


# Places ------------------------------------------------------------------------------------------


def place_line(given: Mapping[str, Any]) -> str | None:
    """A service area of somebody else's as a line of ours; ``None`` when it is not understood."""
    for said in (given.get("extent"), given.get("name"), given.get("description")):
        line = _understood(" ".join(str(said or "").split()))
        if line:
            return line
    return None


def _understood(said: str) -> str | None:
    places = Gazetteer.load()
    if said.lower() in NATION:
        return "nation"
    state = next(
        (
            one
            for one in places.states.values()
            if said.lower() in {one.code.lower(), one.name.lower()}
        ),
        None,
    )
    if state is not None:
        return f"state {state.code}"
    county = places.county(said) if said.isdigit() else None
    name, _, code = said.rpartition(", ")
    if county is None and name:
        county = next((one for one in places.counties_of(code) if one.full_name == name), None)
    if county is not None:
        return f"county {county.fips} {county.name}, {county.state}"
    if places.zip(said):
        return f"zip {said}"
    city = places.city(name, code) if name else None
    return f"city {city.name}, {city.state}" if city else None


def _state(area: Data) -> str:
    """The one state that an area lies in, or US."""
    places = Gazetteer.load()
    codes = set(area.get("states", ()))
    codes |= {item.rpartition(", ")[2] for item in area.get("cities", ())}
    for item in area.get("counties", ()):
        county = places.county(item[:5])
        codes |= {county.state} if county else set()
    for code in area.get("zips", ()):
        found = places.zip(code)
        codes |= {places.counties[found.fips].state} if found else set()
    return codes.pop() if len(codes) == 1 and not area.get("nation") else "US"


def _zone(area: Data) -> str | None:
    """The zone of the first place of an area, when it lies in one state."""
    state = _state(area)
    if state == "US":
        return None
    counties = area.get("counties", ())
    fips = counties[0][:5] if counties else None
    return Gazetteer.load().time_zone(Place(state=state, fips=fips, confidence=1.0))
