"""The made-up company: its colleagues, its customers and whom it knows there. Pure values, the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

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


_EUROPE = """
Hotel Seewinkel|Lindau; Gasthof Zum Kranich|Passau; Studio Lavendelblau|Leipzig; Kletterhalle Nordkante|Kiel;
Fährlinie Halligwind|Husum; Café Morgenstund|Weimar; Schwimmschule Wasserfloh|Kassel; Museum Kupferhof|Goslar;
Radverleih Speichenspiel|Freiburg; Thermenhaus Quellmond|Bad Ems; Weingut Rebenruh|Deidesheim; Skihütte Gratblick|Lech;
Boulderwerk Fingerloch|Köln; Bistro Grünspecht|Mainz; Hofladen Erdreich|Lüneburg; Yogaloft Atempause|Hamburg;
Escape Room Kabinett 9|Berlin; Kino Lichtermeer|Dresden; Surfschule Dünenkante|Sylt; Restaurant Halbmast|Rostock;
Seilbahn Wolkentritt|Innsbruck; Chocolaterie Mirabel|Basel; Salon Haarzeit|Zürich; Hostel Ankerplatz|Bremen;
Brewpub The Tin Otter|Dublin; Ferry Company Holm Sound|Kirkwall; Spa Juniper & Salt|Bath; Bookshop Paper Lantern|York;
Atelier Petit Granit|Liège; Trattoria Due Lanterne|Bolzano; Canal Tours Zilvergracht|Utrecht;
Gym Iron Heron|Rotterdam; Gallery North Attic|Malmö
"""
_CHINA = """
云麓山居|杭州; 拾光美学沙龙|上海; 鲸落轮渡|厦门; 小满餐厅|苏州; 青屿民宿|舟山; 跃动岛健身|上海; 纸飞机书店|南京; 北坡滑雪场|张家口;
半亩茶馆|成都; 知微博物馆|西安; 潮汐冲浪俱乐部|万宁; 暖灯日料|宁波; 木棉酒店|广州; 橙子游泳学校|无锡; 星野露营地|安吉; 老巷火锅|重庆;
飞檐攀岩馆|武汉; 一苇剧场|北京; 桂花里客栈|桂林; 慢城单车|大理; 松果亲子乐园|青岛; 雾里咖啡|昆明; 蓝鲸水族馆|大连
"""
_TAIWAN = """
山嵐旅宿|台中; 日光瑜珈|台北; 巷口小食堂|台南; 海線單車|花蓮; 木質感髮廊|新竹; 港灣渡輪|香港
"""
_EUROPEAN_GIVEN = """
Anna Ben Clara David Elif Finn Greta Henrik Ida Jan Katja Lars Mia Nils Olivia Paul Rosa Sven Tilda Uwe Vera Wim Yara
Zoe Aoife Callum Emre Freya Giulia Hugo Ines Jakub Kirsten Luca Maeve Noah Pia Rune Sofia Tom
"""
_EUROPEAN_FAMILY = """
Ackert Bergmoor Claasen Dornfeld Eskildsen Fennwick Gruber Harmsen Isenberg Jessen Kolbe Lindqvist Mertens Nolte
Oddsson Petersdorf Quast Rothmaler Steenbeck Tannhof Uhlig Vandermeer Wiesinger Zielke Albright Brannigan Corso Delacroix
Ferro Galloway Hartigan Ivarsson Janssens Keller Lombardi Moreau Novak Osterkamp Pryce Winterfeld
"""
_CHINESE_FAMILY = {
    "cn": "王wang 李li 张zhang 刘liu 陈chen 杨yang 赵zhao 黄huang 吴wu 徐xu 孙sun 胡hu 朱zhu 高gao 何he 郭guo 马ma 罗luo",
    "tw": "陳chen 林lin 黃huang 張chang 李lee 王wang 吳wu 劉liu 蔡tsai 楊yang 許hsu 鄭cheng",
}
_CHINESE_GIVEN = {
    "cn": "雨桐yutong 子涵zihan 明轩mingxuan 思远siyuan 佳怡jiayi 浩然haoran 晓彤xiaotong 文博wenbo 静雯jingwen 志强zhiqiang"
    " 丽娜lina 建国jianguo 梦洁mengjie 天佑tianyou 雪晴xueqing 俊杰junjie 春燕chunyan 永康yongkang 若琳ruolin 一凡yifan",
    "tw": "怡君yijun 志豪zhihao 雅婷yating 冠宇guanyu 淑芬shufen 家豪jiahao 佩珊peishan 宗翰zonghan 欣怡xinyi 柏翰bohan",
}
_ROLES = ("buyer", "buyer", "user", "user", "user", "user", "user", "payer", "payer", "partner", "referrer")


def customers(rng: Random) -> list[Customer]:
    """The customer companies, in the order of their keys."""
    found = []
    for region, names in (("eu", _EUROPE), ("cn", _CHINA), ("tw", _TAIWAN)):
        for name, city in (entry.strip().split("|") for entry in names.replace("\n", " ").split(";")):
            number = len(found) + 1
            product = TERMINAL if number % 2 else BOOKING
            found.append(
                Customer(
                    key=f"MB-{1000 + 7 * number}",
                    name=name,
                    region=region,
                    product=product,
                    city=city,
                    revenue=None if number % 17 == 0 else _revenue(rng),
                    renews_in=None if number % 19 == 0 else _renewal(rng, number),
                    owner=_owner(region, number),
                )
            )
    return found


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
    found: list[Person] = []
    taken: set[str] = set()
    for company in companies:
        for _ in range(min(22, max(3, round(rng.gauss(10, 4))))):
            name, local = _name(rng, company.region)
            address = f"{local}@{company.key.lower()}.example"
            if address in taken:
                continue
            taken.add(address)
            number = len(found) + 1
            found.append(
                Person(
                    customer=company,
                    name=name,
                    email=None if number % 97 == 0 else address,
                    key=f"P-{2000 + 3 * number}",
                    role=rng.choice(_ROLES),
                    language=_language(rng, company.region),
                    known_for=27 if rng.random() < 0.9 else rng.randint(1, 26),
                )
            )
    return found


def _language(rng: Random, region: str) -> str:
    # Some people in Shanghai would rather read English.
    return "en" if region == "cn" and rng.random() < 0.06 else LANGUAGES[region]


def _name(rng: Random, region: str) -> tuple[str, str]:
    """A name, and how it is written in an address."""
    if region == "eu":
        given, family = rng.choice(_EUROPEAN_GIVEN.split()), rng.choice(_EUROPEAN_FAMILY.split())
        return f"{given} {family}", f"{given}.{family}".lower()
    family, given = (rng.choice(names[region].split()) for names in (_CHINESE_FAMILY, _CHINESE_GIVEN))
    return _han(family) + _han(given), f"{_latin(given)}.{_latin(family)}"


def _han(entry: str) -> str:
    return "".join(c for c in entry if not c.isascii())


def _latin(entry: str) -> str:
    return "".join(c for c in entry if c.isascii())
