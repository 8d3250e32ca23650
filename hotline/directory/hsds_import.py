"""HSDS 3 organizations as entries of the directory, from our own exports and from other people's.

Our attributes say it exactly. Without them the standard's own fields are read, as far as they can
be: what cannot be understood is reported and left out, never guessed. Every field that is looked at
has a row in the account of what was understood, changed and left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from hotline.directory import area_names, one_line, phone_numbers, schedules
from hotline.directory.entries import Data, Entry, file_of, normal
from hotline.directory.hsds_account import (
    CHANGED,
    LEFT_OUT,
    UNDERSTOOD,
    Row,
    left_over,
)
from hotline.directory.hsds_export import SCHEME
from hotline.directory.hsds_intake import intake_of
from hotline.directory.hsds_people import ages_of, interpreter_of, languages_of
from hotline.directory.hsds_terms import values_of
from hotline.directory.hsds_values import (
    first_of,
    flags_of,
    one_of,
    schedule_lines,
    schedule_words,
    short,
    slug,
    state_of,
    zone_of,
)

OTHER_KIND = "victim_services"
"""What an organization is taken for when its data does not say."""
FOR_THE_WHOLE = (
    "kind", "status", "read", "called", "confirmed", "page_date", "found", "owner", "backup",
    "notes",
)  # fmt: skip
"""What our attributes of an organization say once."""
Organization = Mapping[str, Any]


@dataclass
class Reading:
    """The entries that were read, an account of every value, and what was left out in sentences."""

    entries: list[Entry] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    account: list[Row] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)
    """The ids of those that are no export of our own, and may leave much unsaid."""


def read_organizations(
    given: Iterable[Organization], today: date | None = None, *, near_address: bool = False
) -> Reading:
    """The entries of HSDS organizations, one for each service; services on top are read too.

    ``today`` decides which schedules hold now. With ``near_address`` a service without an area is
    taken to serve the county or town of its address, which is noted. An organization that cannot
    be read costs only itself.
    """
    reading = Reading()
    day = today or datetime.now(UTC).date()
    taken: dict[str, str] = {}
    for organization in organizations_of(given):
        services = organization.get("services") or []
        if not isinstance(services, list) or not all(isinstance(one, dict) for one in services):
            reading.unread.append(f"{_name(organization)}: its services are no list of services")
            continue
        if own_id(organization) is None:
            reading.account += left_over(organization, _name(organization))
        if not services:
            reading.unread.append(f"{_name(organization)}: it has no services")
        for service in services:
            reader = _Reader(organization, service, reading, day, len(services) > 1, near_address)
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
    """Two that would have one id are distinguished by the beginning of the service's identifier."""
    if entry.id in taken:
        entry = Entry(f"{entry.id}_{service[:8]}", entry.file, entry.data)
    taken[entry.id] = service
    reading.entries.append(entry)


def _name(organization: Organization) -> str:
    return " ".join(str(organization.get("name") or "an organization without a name").split())


def own_id(organization: Organization) -> str | None:
    """The directory id of an export of our own."""
    for found in organization.get("organization_identifiers") or ():
        if isinstance(found, Mapping) and found.get("identifier_scheme") == SCHEME:
            return str(found["identifier"])
    return None


@dataclass
class _Reader:
    organization: Organization
    service: Mapping[str, Any]
    reading: Reading
    today: date
    several: bool
    near_address: bool

    @property
    def name(self) -> str:
        own = " ".join(str(self.service.get("name") or "").split())
        whole = _name(self.organization)
        return f"{whole}: {own}" if self.several and own and own != whole else whole

    def _tell(self, what: str, name: str = "entry", given: Any = "") -> None:
        self.reading.unread.append(f"{self.name}: {what}")
        self._note(name, given, LEFT_OUT, what)

    def _note(self, name: str, given: Any, became: str, why: str = "") -> None:
        if self.known_id is None:
            self.reading.account.append(Row(self.name, name, short(given), became, why))

    def entry(self) -> Entry | None:
        whole, said = values_of(self.organization), values_of(self.service)
        area = self._area()
        if not area:
            home = self._home()
            offer = f"; its address is in {home}, which you can give as its area" if home else ""
            self._tell(f"no place of its service area is known, so it is left out{offer}")
            return None
        of = whole.get("of", [state_of(area)])[0]
        data = {
            "name": self.name,
            **first_of(whole, FOR_THE_WHOLE),
            "sources": whole.get("source", self._sources()),
            "area": area,
            "does": said.get("does", []),
            "types": said.get("type", []),
            "roles": said.get("role", []),
            "consent": said.get("consent", []),
            **self._people(said),
            **flags_of(whole, "immigration"),
            **first_of(said, ("zone",)),
            **self._intake(),
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
        return own_id(self.organization)

    # What HSDS has fields for --------------------------------------------------------------------

    def _sources(self) -> list[str]:
        if self.known_id:
            return []
        return [url for url in (self.organization.get("website"), self.service.get("url")) if url]

    def _people(self, said: Mapping[str, list[str]]) -> dict[str, Any]:
        """Ages, languages and interpreters: exactly as we wrote them, or as others say it."""
        if self.known_id:
            codes = [str(one.get("code") or "") for one in self.service.get("languages") or ()]
            flags = flags_of(said, "interpreter")
            return {"languages": codes, "ages": one_of(said, "ages", None), **flags}
        (ages, first), (codes, second) = ages_of(self.service), languages_of(self.service)
        interpreted, third = interpreter_of(self.service)
        for name, given, became, why in (*first, *second, *third):
            if became == LEFT_OUT:
                self._tell(why, name, given)
            else:
                self._note(name, given, became, why)
        return {"languages": codes, "ages": ages} | ({"interpreter": True} if interpreted else {})

    def _intake(self) -> dict[str, Any]:
        found, notes = intake_of(self.service, own=self.known_id is not None)
        for name, given, why in notes:
            if why:
                self._tell(f"{name} {given!r} is left out: {why}", name, given)
            else:
                self._note(name, given, UNDERSTOOD)
        return found

    def _area(self) -> dict[str, Any]:
        lines: list[str] = []
        for given in self.service.get("service_areas") or ():
            said = values_of(given).get("area")
            place = (
                area_names.Place((said[0],)) if said else area_names.read(given, self._home()[-2:])
            )
            written = given.get("name") or given.get("service_area") or given.get("extent")
            if not place.lines:
                what = f"the service area {written!r} is not a state, county, city or ZIP code"
                self._tell(what, "area", written)
            else:
                self._note("area", written, CHANGED if place.changed else UNDERSTOOD, place.changed)
            lines += place.lines
        if not lines and self.near_address and self.known_id is None:
            lines = self._around_address()
        return one_line.read_area(list(dict.fromkeys(lines)))

    def _around_address(self) -> list[str]:
        """The county or town of its address, because whoever imports said so."""
        for place in self._places():
            for address in place.get("addresses") or place.get("physical_addresses") or ():
                state = area_names.state_code(str(address.get("state_province") or ""))
                county, city = address.get("county"), address.get("city")
                for said in (f"{county} County" if county else "", city or ""):
                    found = area_names.understood(f"{said}, {state}") if said and state else None
                    if found and found.lines:
                        self._note("area", f"{said}, {state}", CHANGED, "taken from its address")
                        return list(found.lines)
        return []

    # Hours ---------------------------------------------------------------------------------------

    def _hours(self, said: Mapping[str, list[str]], area: Data) -> Any:
        if "hours" in said:
            return said["hours"][0]
        listed = self._schedules()
        spans: list[str] = []
        for schedule in listed:
            found = self._weekly(schedule)
            written = schedule_words(schedule)
            if found.why_not:
                self._tell(f"the hours {written!r} are left out: {found.why_not}", "hours", written)
            else:
                became = CHANGED if found.changed else UNDERSTOOD
                self._note("hours", written, became, found.changed)
            spans += found.lines
        spans = spans if self.known_id else list(dict.fromkeys(spans))
        if not spans:
            return None
        known = values_of(listed[0])
        if schedules.never_closes(spans) and not known:
            return "always"
        zone = one_of(known, "zone", zone_of(area))
        if zone is None:
            self._tell("its hours have no time zone, and are left out", "hours", ", ".join(spans))
            return None
        return {"zone": zone, "open": spans, "holidays": one_of(known, "holidays", None)}

    def _weekly(self, schedule: Mapping[str, Any]) -> schedules.Schedule:
        if self.known_id is None:
            return schedules.read(schedule, self.today)
        lines = tuple(schedule_lines(schedule))
        return schedules.Schedule(lines, "" if lines else "it is not by day of the week")

    def _schedules(self) -> list[Mapping[str, Any]]:
        """Those of the service, else of the one place where it is given."""
        own = list(self.service.get("schedules") or self.service.get("regular_schedules") or ())
        if own or self.known_id:
            return own
        places = [place for place in self._places() if place.get("schedules")]
        if len(places) > 1:
            self._tell("its places have hours of their own, which are left out", "hours")
        return list(places[0]["schedules"]) if len(places) == 1 else []

    def _places(self) -> list[Mapping[str, Any]]:
        """Where the service is given: links to places, and the places themselves."""
        links = list(self.service.get("service_at_locations") or ())
        linked = [link["location"] for link in links if isinstance(link.get("location"), Mapping)]
        return [*links, *linked, *(self.organization.get("locations") or ())]

    def _home(self) -> str:
        """Town and state of its address, such as ``Laredo, TX``; empty when there is none."""
        for place in self._places():
            for address in place.get("addresses") or place.get("physical_addresses") or ():
                state = area_names.state_code(str(address.get("state_province") or ""))
                if state:
                    return f"{address.get('city') or 'its town'}, {state}"
        return ""

    # Contact points ------------------------------------------------------------------------------

    def _contacts(self) -> list[dict[str, Any]]:
        found: list[tuple[int, dict[str, Any]]] = []
        seen: set[tuple[str, str]] = set()
        for phone in self._phones():
            for channel, address, extension in self._numbers(phone):
                if self.known_id or (address, extension) not in seen:
                    seen.add((address, extension))
                    more = {"extension": extension} if extension else {}
                    found += self._point(phone, channel, address, more)
        for contact in self._all("contacts"):
            if contact.get("email"):
                found += self._point(contact, "email", str(contact["email"]))
        for place in self.organization.get("locations") or ():
            if place.get("location_type") == "virtual":
                found += self._point(place, "web", str(place.get("url") or place.get("name")))
        if self.known_id:
            return [point for _, point in sorted(found, key=lambda item: item[0])]
        for channel, said_address in (
            ("email", self.service.get("email") or self.organization.get("email")),
            ("web", self.service.get("url") or self.organization.get("website")),
        ):
            if said_address and all(p["address"] != said_address for _, p in found):
                found += self._point({}, channel, str(said_address))
        return [point for _, point in sorted(found, key=lambda item: item[0])]

    def _all(self, kind: str) -> list[Mapping[str, Any]]:
        return [*(self.service.get(kind) or ()), *(self.organization.get(kind) or ())]

    def _phones(self) -> list[Mapping[str, Any]]:
        """Every phone, wherever it hangs: service, organization, contacts, places."""
        if self.known_id:
            return self._all("phones")
        hangs = [*self._all("contacts"), *self._places()]
        hangs += [contact for place in self._places() for contact in place.get("contacts") or ()]
        return [
            *self._all("phones"),
            *(phone for one in hangs for phone in one.get("phones") or ()),
        ]

    def _numbers(self, phone: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
        """Channel, address and extension of each number of a phone."""
        written = phone.get("number")
        if values_of(phone).get("channel"):
            yield "phone", str(written or "").strip(), ""
            return
        for number in phone_numbers.read(phone):
            if number.why_not:
                why = f"the number {written!r} is left out: {number.why_not}"
                self._tell(why, "phone", written)
                continue
            self._note("phone", written, CHANGED if number.changed else UNDERSTOOD, number.changed)
            yield number.channel, number.address, number.extension

    def _point(
        self,
        thing: Mapping[str, Any],
        channel: str,
        address: str,
        more: Mapping[str, str] | None = None,
    ) -> list[tuple[int, dict[str, Any]]]:
        """The point with its place in the order; those of others come after ours."""
        if not address:
            return []
        said = values_of(thing)
        position = int(said.pop("position", ["999"])[0])
        point = {"channel": channel, "purpose": "public_line", "address": address, **(more or {})}
        if not said and thing.get("description"):
            point["note"] = str(thing["description"])
        exact = {name: one_line.read_contact_value(name, value[0]) for name, value in said.items()}
        return [(position, {**point, **exact})]


def organizations_of(given: Iterable[Organization]) -> Iterator[Organization]:
    """Organizations with their services; a service on top, as APIs give it, is put into its own."""
    for one in given:
        owner = one.get("organization")
        if isinstance(owner, Mapping) and "services" not in one:
            service = {key: value for key, value in one.items() if key != "organization"}
            yield {**owner, "services": [service]}
        else:
            yield one
