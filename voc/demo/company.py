"""The made-up company: its colleagues, its customers and whom it knows there. Pure values, the same for a seed."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from voc.demo import words

#: Addresses of colleagues end in it; no such domain can exist (RFC 2606).
DOMAIN = "mirabrook.example"

BOOKING, TERMINAL = "booking", "terminal"
#: Product -> what its customers' segment is called.
SEGMENTS = {BOOKING: "Booking", TERMINAL: "Terminals"}
#: Region -> zone in which its customers live.
ZONES = {"eu": "Europe/Berlin", "cn": "Asia/Shanghai", "tw": "Asia/Taipei"}
LANGUAGES = {"eu": "en", "cn": "zh_Hans", "tw": "zh_Hant"}


@dataclass(frozen=True)
class Colleague:
    """Somebody who works there."""

    key: str
    name: str
    role: str
    team: str
    language: str
    zone: str


COLLEAGUES = (
    Colleague("jonas", "Jonas Brandt", "owner", "Berlin", "en", "Europe/Berlin"),
    Colleague("marta", "Marta Feld", "agent", "Berlin", "en", "Europe/Berlin"),
    Colleague("carla", "Carla Reinholt", "reader", "Berlin", "en", "Europe/Berlin"),
    Colleague("qiming", "周启明", "agent", "Shanghai", "zh_Hans", "Asia/Shanghai"),
    Colleague("ruoxi", "林若溪", "analyst", "Shanghai", "zh_Hans", "Asia/Shanghai"),
)


@dataclass(frozen=True)
class Customer:
    """A customer company."""

    key: str
    name: str
    region: str
    product: str
    city: str
    #: Yearly, in the workspace's currency; None where nobody has told us.
    revenue: int | None
    #: Days from the Monday of the current week.
    renews_in: int | None
    #: Key of the colleague who looks after it; None where it is whoever's turn.
    owner: str | None


@dataclass(frozen=True)
class Person:
    """Somebody at a customer."""

    customer: Customer
    name: str
    email: str | None
    key: str
    role: str
    language: str
    #: Weeks before the current one in which we came to know them.
    known_for: int


_ROLES = ("buyer", "buyer", "user", "user", "user", "user", "user", "payer", "payer", "partner", "referrer")


def customers(rng: Random) -> list[Customer]:
    """The customer companies, in the order of their keys."""
    named = [(region, name, city) for region in ZONES for name, city in words.names("customers", region)]
    rng.shuffle(named)
    return [_customer(rng, number, *each) for number, each in enumerate(named, start=1)]


def _customer(rng: Random, number: int, region: str, name: str, city: str) -> Customer:
    return Customer(
        key=f"MB-{1000 + 7 * number}",
        name=name,
        region=region,
        product=TERMINAL if number % 2 else BOOKING,
        city=city,
        revenue=None if number % 17 == 0 else _revenue(rng),
        renews_in=None if number % 19 == 0 else _renewal(rng, number),
        owner=_owner(region, number),
    )


def _revenue(rng: Random) -> int:
    # A few large ones carry most of it, as everywhere.
    return int(round(rng.lognormvariate(9.6, 0.9), -2))


def _renewal(rng: Random, number: int) -> int:
    return rng.randint(6, 88) if number % 4 == 0 else rng.randint(95, 360)


def _owner(region: str, number: int) -> str | None:
    if number % 5 == 0:
        return None
    if region == "eu":
        return "jonas" if number % 7 == 0 else "marta"
    return "qiming"


def people(rng: Random, companies: list[Customer]) -> list[Person]:
    """Whom we know at these companies; addresses and keys differ."""
    found: dict[str, Person] = {}
    for company in companies:
        for _ in range(min(22, max(3, round(rng.gauss(10, 4))))):
            person = _person(rng, company, len(found) + 1)
            # Two of one name at one company would share an address.
            found.setdefault(f"{company.key} {person.name}", person)
    return list(found.values())


def _person(rng: Random, company: Customer, number: int) -> Person:
    (given, given_latin), (family, family_latin) = (
        rng.choice(words.names(kind, company.region)) for kind in ("given", "family")
    )
    address = f"{given_latin}.{family_latin}@{company.key.lower()}.example"
    return Person(
        customer=company,
        name=f"{given} {family}" if company.region == "eu" else family + given,
        email=None if number % 97 == 0 else address,
        key=f"P-{2000 + 3 * number}",
        role=rng.choice(_ROLES),
        language=_language(rng, company.region),
        # The business grows: a good third came within the half year.
        known_for=27 if rng.random() < 0.62 else rng.randint(1, 26),
    )


def _language(rng: Random, region: str) -> str:
    # Some people in Shanghai would rather read English.
    return "en" if region == "cn" and rng.random() < 0.06 else LANGUAGES[region]
