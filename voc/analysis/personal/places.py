"""Where somebody lives: a street with its number, a flat, a postbox, a postcode that stands for a few houses."""

import re

from voc.analysis.personal import chinese_places
from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import CAPITAL, DIGIT, FOUR, UNIT, A, Rule, Span, Z

_TYPES = (
    "Street|St|Str|Road|Rd|Avenue|Ave|Av|Lane|Ln|Drive|Dr|Drv|Boulevard|Blvd|Court|Ct|Place|Pl|Square|Sq|Terrace|Ter"
    "|Terr"
    "|Way|Close|Cl|Crescent|Cres|Gardens?|Gdns|Gdn|Grove|Grv|Mews|Hill|Row|Walk|Parade|Pde|Highway|Hwy|Parkway|Pkwy"
    "|Circle|Cir|Circuit|Cct|Trail|Trl|Quay|Wharf|Park|Green|Rise|View|Broadway|Alley|Path|Pike|Loop|Plaza|Esplanade"
    "|Expressway|Freeway|Fwy|Route|Rte|Turnpike|Tpke|Bend|Ridge|Run|Pass|Point|Pt|Cove|Crossing|Landing|Vale|Meadows?"
    "|Fields?|Croft|Drove|Gate|Yard|Wynd|Brae|Bank|Side|Common|End|Heights|Hts|Mount|Spinney|Copse|Dale|Nook|Link"
    "|Promenade|Causeway|Cross|Main|Marg|Nagar|Colony|Sector|Phase|Enclave|Layout|Chowk|Vihar|Puram|Bagh|Salai|Peth"
    "|Gali|Galli|Path|Bazaar|Bazar|Extension|Extn|Estate|Crest|Reach|Strand|Embankment|Bypass"
)
_UNIT_WORD = (
    r"(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Fl|Room|Rm|Block|Blk|Tower|Bldg|Building|House No|H\.?No|Plot|Door"
    r"|Shop|Villa|Lot|Bungalow|Penthouse|Studio|Dock|Warehouse|Pier|Hangar|Wing|Level|No|#)"
)
_FLAT = (
    rf"(?:(?:{_UNIT_WORD}|apt|apto|apartment|suite|unit|flat|block|room"
    r")\.?\s?(?=[A-Za-z]{0,2}-?\d|[A-Z]\b)[A-Za-z0-9/-]{1,8}|\d{1,3}/F|\d{1,3}(?:st|nd|rd|th)\s(?i:floor)"
    r"|(?i:ground|first|second|third|fourth|top|basement)\s(?i:floor|flat))"
)
_UK_CODE = r"(?:GIR|[A-PR-UWYZ][A-HK-Y]?\d[0-9A-HJKMNP-Y]?)\s?\d[ABD-HJLNP-UW-Z]{2}"
_CA_CODE = r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\s?\d[ABCEGHJ-NPRSTV-Z]\d"
_STATE = (
    r"(?:AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MI|MN|MO|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY"
    r"|OH|OK|OR"
    r"|PA|RI|SC|SD|TN|TX|UT|VA|VT|WA|WI|WV|WY)"
)
_WORD = r"[A-ZÀ-ÞŁŚŻŹČŠŽĐŐŘĆŇĎŤŮŰĞİŞȘȚĂĒĪŪĶĻŅĢ][A-Za-zÀ-ɏ'.-]{0,24}"
#: A town, perhaps with its district: Leeds, St. Albans, Dublin 14, London NW3, Nether Wallop.
#: A word that is no unit with its number: else a chain could be read in as many ways as it has parts.
_NO_UNIT = rf"(?!{_UNIT_WORD}\.?\s?\d)"
_TOWN = (
    rf"{_NO_UNIT}{_WORD}(?:[ -](?:{_NO_UNIT}{_WORD}|on|upon|le|la|de|of|the|under|in|by|am|an|do|da"
    rf"|sur)){{0,4}}(?:\s(?:\d{{1,2}}|[A-Z]{{1,2}}\d{{1,2}}[A-Z]?))?(?![A-Za-z0-9])"
)
_CODE = (
    rf"(?:{_UK_CODE}|{_CA_CODE}|(?:{_STATE}|[A-Z]{{2,3}})\.?,?\s\d{{4,6}}(?:-\d{{4}})?|[A-Z]\d[0-9W]\s?[A-Z0-9]{{4}}"
    r"|-[ ]?\d{6}|\d{5}-\d{3,4}|\d{3}-\d{4}|\d{2}-\d{3}|\d{3}\s\d{2,3}|\d{4}\s[A-Z]{2}|[A-Z]{1,2}-\d{4,5}|\d{4,6})"
)
#: What follows a street: parts that commas or lines divide, up to a postcode; or a postcode and a town.
_TAIL = (
    rf"(?:,?\s{_FLAT})?(?:,?\sSingapore\s\d{{6}}(?!\d)|"
    rf"(?:(?:,[ \n]|\n|,)(?:{_FLAT}|{_TOWN})){{0,5}}(?:,?[ \n]|,|[ ]?-[ ]?){_CODE}(?![A-Za-z0-9])(?:,?\s{_TOWN}){{0,2}}"
    rf"|(?:,\s(?:{_FLAT}|{_TOWN})){{0,4}}(?:,?\s{_STATE}(?![A-Za-z]))?"
    r")"
)
_NUM = r"\d{1,5}[A-Za-z]?(?:[-/](?:\d{1,4}[A-Za-z]?|[A-Z](?![A-Za-z]))){0,2}"
_STREET_EN = Pattern(
    A + rf"(?:{_FLAT},?[ \n]){{0,3}}(?:(?:H\.?\s?No|House No|Plot No|Door No|Plot|No|Nr|Unit|Flat|Apartment|Apt|Suite"
    rf"|Block|Blk|Tower|Building|Bldg|Phase|Villa|Shop|Lot|Room|House|Studio)\.?:?\s?)?(?!\d{{1,5}},?\s(?i:years?|flights?|days?|hours?"
    rf"|hrs|minutes?"
    rf"|mins|stars?|people|times)\s){_NUM},?\s(?:[NSEW]{{1,2}}\.?\s|(?:North|South|East|West)\s)?"
    r"(?:(?:[A-ZÀ-Þ][A-Za-zÀ-ɏ'.-]{0,24}|of|the|de|la|St\.)\s|\d{1,3}(?:st|nd|rd|th)\s){1,5}"
    rf"(?:{_TYPES})(?![A-Za-z-])\.?(?:\s[NSEW](?:[EW])?(?![A-Za-z])|\s(?:North|South|East|West|Lower|Upper|Extension"
    rf"|Extn)(?![A-Za-z]))?{_TAIL}"
)
#: Singapore: Blk 123 Ang Mo Kio Ave 3 #08-1234; avenues and streets with a number behind them.
_STREET_NUMBERED = Pattern(
    A
    + rf"(?:(?:Blk|Block|No)\.?\s)?{_NUM}\s(?:{_WORD}\s){{1,4}}(?:Ave|Avenue|St|Street|Rd|Road|Drive|Link|Ring|Crescent"
    rf"|Sector|Phase|Cross|Main)\s\d{{1,3}}(?:,?\s#\d{{1,3}}-\d{{1,5}}[A-Z]?)?{_TAIL}"
)
_JALAN = Pattern(
    A + rf"(?:(?:{_FLAT}|(?:No|Nº|Lot)\.?\s?{_NUM}|{_NUM}),?\s){{0,3}}(?:Jalan|Jln|Jl|Lorong|Taman|Persiaran|Lebuh"
    rf"|Kampung"
    rf"|Soi|Thanon)\.?\s(?:{_WORD}|\d{{1,3}}(?:/\d{{1,3}}[A-Z]?)?)(?:\s(?:{_WORD}"
    rf"|\d{{1,3}}(?:/\d{{1,3}}[A-Z]?)?)){{0,3}}"
    rf"(?:,?\s(?:No\.?\s?|Blok\s){_NUM})?{_TAIL}"
)
_LOWER_TYPES = (
    "street|st|road|rd|avenue|ave|lane|ln|drive|boulevard|blvd|crescent|cres|terrace|close|court|ct|grove|gardens|gdns"
    "|square|mews|way|place|parade|parkway|highway|hwy|circle|nagar|marg"
)
_STREET_LOWER = Pattern(
    A + r"(?:(?i:apt|apartment|unit|flat|suite|no)\.?\s\d{1,4}[a-z]?,?\s)?\d{1,5}[a-z]?,?\s"
    r"(?!(?:minutes?|mins?|blocks?|cars?|miles?|doors?|houses?|people|times|years?|days?|hours?|steps?|feet"
    r"|yards|metres|meters|on|in|of|at|to|the|a|weeks?|months?|stops?|items?|bags?|pounds|euros|dollars|per|out"
    r"|this|that|different|stars?|star|x|km|lane|or|and|more|other|new|guys|men|kids|shops|stores|lanes)\s)"
    rf"(?:[A-Za-z][a-z'.]{{1,20}}\s){{1,3}}(?i:{_LOWER_TYPES})(?![A-Za-z-])"
    rf"(?:,\s[a-z]{{3,20}}(?=,?\s(?i:{_UK_CODE}|{_STATE}\s\d{{5}}|\d{{4,6}})(?![A-Za-z0-9])))?"
    r"(?:,\s(?!(?:please|thanks|not|and|but|the|so|my|no|was|is|that|which|where|who|then|they|she|he|it|on|in|at"
    r"|you|we|i)(?![a-z]))"
    r"[a-z]{3,20}(?=\s?(?:[,.;)\n]|$|(?:please|not|is|was)(?![a-z]))))?"
    rf"(?:,?(?:\s[a-z]{{3,20}}){{0,2}}\s(?i:{_UK_CODE}|{_CA_CODE}|{_STATE}\s\d{{5}})(?![A-Za-z0-9]))?(?:,?\s{_FLAT})?"
)
_NO_STREET_LOWER = Pattern(
    r"\b(?:the|a|an|this|that|their|your|our|my|was|were|is|are|on|in|at|of|from|by|and|or|for|to|with|per|each"
    r"|every|one|no|any|hrs|flights|departing|sitting|very|so|too|quite"
    r"|long|short|easy|better|best|only|only|half|nice|wrong|right|same|different|first|second|third|whole|long)\b"
    r"|\d{4}\s(?:was|is)"
)
#: A street without a number, but with a flat: Bleecker Street, apartment 4D.
_STREET_AND_FLAT = Pattern(A + rf"(?:{_WORD}\s){{1,3}}(?:{_TYPES})(?![A-Za-z-])\.?,?\s{_FLAT}(?:,\s{_TOWN}){{0,2}}" + Z)
_HOUSE_NAME = (
    r"(?:Cottage|House|Lodge|Farm|Farmhouse|Barn|Manor|Hall|Villa|Bungalow|Court|Forge|Rectory|Vicarage|Mill|Mews"
    r"|Tower|Towers"
    r"|Mansions|Chambers|Buildings|Gardens|Heights|Point|Place|Apartments)"
)
#: A house with a name, and its street: Oakfield House, Bramble Road, Stroud.
_NAMED_HOUSE = Pattern(
    A + rf"(?:{_FLAT},?\s)?(?:{_WORD}\s){{1,3}}{_HOUSE_NAME},[ \n]"
    rf"(?:{_NUM},?\s)?(?:{_WORD}\s){{1,3}}(?:{_TYPES})(?![A-Za-z-])(?:\s(?:North|South|East|West)(?![A-Za-z]))?{_TAIL}"
)
#: A house of a numbered road or block: House 14, Road 7, Banani.
_GRID = Pattern(
    A + r"(?:House|Plot|Villa|Flat)\s(?:No\.?\s?)?\d{1,4}[A-Z]?,\s(?:Road|Rd|Street|Lane|Block|Sector)\s(?:No\.?\s?)?"
    rf"(?:\d{{1,3}}[A-Z]?|[A-Z])(?![A-Za-z0-9]){_TAIL}"
)
_HOUSE = Pattern(
    A + rf"(?:{_FLAT},?[ \n]){{1,3}}(?:{_WORD}\s){{1,3}}"
    r"(?:House|Court|Tower|Towers|Building|Mansions?|Lodge|Heights|Apartments?|Residency|Residences?|Estate|Block"
    r"|Point|Place"
    r"|Centre|Center|Plaza|Complex|Society|Garden|Gardens|Villas?|Condominium|Condo|Hall|Manor|Arcade|Works|Mill|Wharf)"
    r"(?![A-Za-z])" + _TAIL
)
#: Parts that commas or lines divide, the first of them a flat or a house number, with a postcode at the end.
_CHAIN = Pattern(
    A + rf"(?:{_FLAT}|(?:No\.?\s?)?{_NUM}(?:[ ](?:{_WORD}[ ]){{1,3}}{_FLAT})?|[A-Z]-?\d{{1,4}}(?:/\d{{1,4}})?"
    rf")(?:,[ \n]?|[ \n])"
    rf"(?:(?:{_FLAT}|{_NUM}\s{_TOWN}\s{_FLAT}|{_NUM}\s{_TOWN}|{_TOWN}|\d{{1,3}}(?:st|nd|rd|th)\s{_TOWN}"
    rf"|[A-Z]-\d{{1,2}}(?:/\d{{1,2}})?)(?:,[ \n]?|\n|[ ]-[ ]?|(?=[ -]{_CODE}))){{1,7}}"
    rf"(?:{_TOWN}[ ,-]{{1,3}})?[ -]?(?P<code>{_CODE})(?![A-Za-z0-9])(?:,?\s{_TOWN}){{0,2}}"
)
#: A named house: no number, but the postcode at the end tells.
_TO_POSTCODE = Pattern(
    A + rf"(?:(?:The\s)?{_TOWN}(?:,[ \n]?|\n)){{1,5}}(?:{_TOWN},?\s"
    rf"|(?:[A-Z]{{2,3}},?\s)){{0,2}}(?<=[\s,])(?:{_UK_CODE}|{_CA_CODE}|{_STATE}\s\d{{5}}(?:-\d{{4}})?)" + Z
)
#: No word says that it is a street, but the postcode after it does.
_WITH_POSTCODE = Pattern(
    A + rf"(?:{_FLAT},?\s)?{_NUM},?\s{_WORD}(?:\s{_WORD}){{0,3}}"
    rf"(?:,\s{_TOWN}){{0,3}},?\s(?:{_UK_CODE}|{_CA_CODE})" + Z
)
#: Where somebody says that it is an address, a number and a name are enough.
_INTRODUCED = Pattern(
    A + r"(?i:(?:address|addr)(?:\s(?:is|was|should be|to|on file is|now))?|liv(?:e|es|ed|ing) (?:at|on|in)"
    r"|(?:deliver(?:ed|y)?|sent|send|ship(?:ped)?"
    r"|post(?:ed)?|dispatch(?:ed)?|left|dropped|went|moved|mail(?:ed)?|forward(?:ed)?|return(?:ed)?|come|came|order"
    r"|package|parcel|it) (?:it )?(?:off )?"
    r"(?:to|at)|based at|located at|registered at|staying at|resid(?:e|ing) at|(?:house|home|flat|property"
    r"|place) (?:is )?(?:at|on))\s?:?\s"
    rf"(?P<it>(?i:(?:{_FLAT}),?\s)?(?:{_NUM},?\s(?:{_WORD})(?:\s{_WORD}){{0,3}}(?:,\s{_TOWN}){{0,4}}(?:,?\s{_CODE})?"
    rf"|(?:{_WORD}\s){{1,3}}(?:Street|Road|Avenue|Lane|Drive|Close|Crescent|Grove|Gardens|Terrace|Mews|Boulevard"
    rf"|Court)(?:,\s{_TOWN}){{0,3}}(?:,?\s{_CODE})?))" + Z
)
_PO_BOX = Pattern(A + rf"(?i:p\.?\s?o\.?\s?box|post office box|locked bag|gpo box|private bag)\s\d{{1,6}}{_TAIL}")
_POSTCODE = Pattern(
    A + rf"(?=[A-Z])(?:{_UK_CODE}(?<=\s\d..)|{_STATE}\s\d{{5}}(?:-\d{{4}})?|{_CA_CODE}(?<=\s\d[A-Z]\d))" + Z
)
_POSTCODE_NAMED = Pattern(
    r"(?:(?i:(?<![a-z])(?:post ?code|zip(?: ?code)?|postal code|pin ?code|eircode|area code))|邮编|邮政编码|邮递区号"
    r"|邮编)"
    r"(?:号码|号|是|为|:|\s|(?i:is|was|of)\s){0,4}"
    rf"(?P<it>(?i:{_UK_CODE}|{_CA_CODE}|[a-z]\d[0-9w]\s?[a-z0-9]{{4}})|\d{{3}}\s\d{{3}}|\d{{4,6}}(?:-\d{{3,4}})?)" + Z
)
_PLACE_CODE = (
    r"(?:,?\s(?:[A-Z]{1,2}-)?(?:\d{5}|\d{4}(?:\s[A-Z]{2})?|\d{3}\s\d{2}|\d{2}-\d{3}|\d{4}-\d{3})(?:[ ,]{1,2}"
    + _TOWN
    + r")?|,\s"
    + _TOWN
    + r"){0,3}"
)
_HOUSE_NUMBER = (
    r"(?:(?:[Nn]r|[Nn][ºo°]|[Nn]úm|[Hh]ouse|d"
    r"|č)\.?:?\s?)?\d{1,4}(?:\s?[a-zA-Z])?(?![A-Za-z0-9])(?:[/-]\d{1,4}[a-z]?)?(?:,?\s(?:kv|m|lok|apt|piso|int|dt"
    r"|bus|bte|lgh|tr|et)\.?\s?\d{1,4}[A-Za-z]?|,?\s\d{1,2}[º°ª]\.?\s?[A-Za-z]{0,4})?"
)
_STREET_DE = Pattern(
    r"(?<![A-Za-zÀ-ɏ])(?:[A-ZÄÖÜÅØÆ][A-Za-zäöüßåæøéè-]{1,24}(?:straße|strasse|str\.|strassen|weg|platz|allee|gasse"
    r"|ring|ufer|damm|graben|steig"
    r"|gatan|vägen|gränd|vej|vejen|gade|veien|gata|gaten|allé|straat|laan|plein|gracht|kade|dijk|singel|katu|kuja"
    r"|polku|stræde|steenweg)"
    r"|(?:[A-ZÄÖÜ][a-zäöüßé.-]{1,20}\s){1,2}(?:Straße|Strasse|Str\.|Weg|Platz|Allee|Gasse|Ring|Damm|Ufer)"
    r"|(?:[A-ZÁÉÍÓÖŐÚÜŰČŠŽ][a-záéíóöőúüűčšžćđ]{1,20}\s){1,2}(?:utca|út|tér|körút|ulica|ulice|třída|náměstí|cesta|trg"
    r"|bulevar|iela|gatvė|tänav|caddesi|sokak|sokağı|bulvarı|mahallesi))"
    rf",?\s(?:No:?\s?)?{_HOUSE_NUMBER}{_PLACE_CODE}"
)
_STREET_ROMANCE = Pattern(
    A + r"(?:\d{1,4}(?:\s?(?:bis|ter|[A-Za-z]))?,?\s(?i:rue|avenue|boulevard|bd|place|impasse|chemin|quai|route|cours"
    r"|square|passage|faubourg"
    r"|all[ée]e)\s(?:(?:de|du|des|la|le|les|l'|d'|saint|sainte)[ -]?){0,3}"
    r"[A-ZÀ-Þ][A-Za-zÀ-ɏ'-]{1,24}(?:\s[A-ZÀ-Þ][A-Za-zÀ-ɏ'-]{1,24}){0,3}"
    r"|(?:Calle|C/|Avenida|Avda\.?|Av\.|Paseo|Plaza|Carrer|Carretera|Camino|Ronda|Via|Viale|Piazza|Piazzale|Corso"
    r"|Vicolo|Largo|Rua|Travessa"
    r"|Alameda|Praça|Estrada|Rue|rue|Strada|Bulevardul|[Uu]l\.|[Uu]lica|[Uu]litsa|Aleja|Al\.|Plac|Pl\.|Os\.|Prospekt"
    r"|Leoforos|Odos|Bulevar)\s?(?:(?:de|del|della|dei|degli|la|las|los|do|dos|das|du|des"
    r"|da|le|les|l'|d')[ ]?){0,3}[A-ZÀ-ÞŁŚŻŹ0-9][A-Za-zÀ-ɏ'.-]{0,24}"
    rf"(?:\s(?:de|del|e|y|di|da|do|du|des|[A-ZÀ-ÞŁŚŻ][A-Za-zÀ-ɏ'.-]{{0,24}})){{0,4}},?\s{_HOUSE_NUMBER})" + _PLACE_CODE
)
_JAPAN = Pattern(A + rf"\d{{1,2}}-\d{{1,2}}-\d{{1,3}}\s{_TOWN}(?:,\s{_TOWN}){{1,4}}(?:,?\s\d{{3}}-\d{{4}})?")


#: Anything with a house number that a postcode and a town follow, as on the continent: Skoltorget 8, 67073 Stockholm.
_BEFORE_TOWN = Pattern(
    r"(?<![A-Za-zÀ-ɏ0-9])(?:(?i:ul|al|pl|os|av|avda|str|gg|jl|via|viale|plac|aleja|aleje|osiedle|calle|rua|rue"
    r"|c)\.?\s|[IVX]{1,4}\.\s)?"
    rf"(?:{_NUM},?[ ](?:[NSEW]\.?[ ])?(?:\d{{1,3}}(?:st|nd|rd|th)[ ])?)?{_WORD}(?:[ -](?:{_WORD}"
    rf"|[a-zà-ɏ]{{1,12}})){{0,4}},?[ ](?:(?:No|Nr|no|nr|n)[.ºo°]{{0,2}}\s?)?\d{{1,4}}(?:[a-zA-Z]"
    rf"|\s[a-zA-Z](?![A-Za-z]))?(?:[/-]\d{{1,4}}[a-z]?){{0,2}}\.?"
    rf"(?:,?\s{{1,2}}(?:[A-Z][a-z]{{0,12}}\.?"
    rf"|[a-z]{{1,4}}\.)\s{{0,2}}\d{{1,4}}[a-z]?(?:[/-]\d{{1,4}})?(?:[º°ª]\s?[A-Za-z]{{0,4}})?){{0,4}}(?:,?\s\d{{1,2}}\s?[º°ª]\.?\s?[A-Za-z]{{0,5}})?"
    rf"(?:(?:[ ]?,[ ]|\n){_TOWN}){{0,2}}(?:[ ]?,[ ]?|[ ]|\n|,\n)"
    rf"(?:(?:[A-Z]{{1,2}}-)?(?:\d{{5}}(?:-\d{{3}})?|\d{{8}}|\d{{4}}(?:[ ]?[A-Z]{{2}}(?![A-Za-z]))?|\d{{3}}\s\d{{2}}"
    rf"|\d{{2}}-\d{{3}}|\d{{4}}-\d{{3}})(?:,[ ]|[ ]|\n)(?:d[aeo]s?[ ])?{_TOWN}(?:[ ](?:\([A-Z]{{2}}\)|/[ ][A-Z]{{2}}"
    rf"|[A-Z]{{2}}(?![A-Za-z])))?"
    rf"|{_TOWN},[ ](?:[A-Z]{{2}}[ ])?\d{{5,6}}(?![0-9]))"
)


def _before_town(match: re.Match[str]) -> Span | None:
    """Not a date or a year: On May 5, 2024 London."""
    return None if _IS_DATE.search(match[0]) else match.span()


_IS_DATE = Pattern(
    r"(?i:(?<![a-z])(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?),?\s\d{1,2},?\s(?:19"
    r"|20)\d\d|(?<!\d)(?:19|20)\d\d\s[A-Z][a-z]"
)


def _chain(match: re.Match[str]) -> Span | None:
    """A chain with a postcode that is no year and no price."""
    code = match["code"]
    is_number = code.isdigit()
    if is_number and (len(code) < 5 or UNIT.match(match.string, match.end("code"))) and not _STRONG.search(match[0]):
        return None
    return match.span()


_STRONG = Pattern(rf"(?:{_FLAT}|(?<![A-Za-z])(?:{_TYPES})(?![A-Za-z]))")


def _lower_street(match: re.Match[str]) -> Span | None:
    return None if _NO_STREET_LOWER.search(match[0]) else match.span()


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


STREETS = (
    Rule("address", _GRID, _words_of("house plot villa flat"), None, DIGIT),
    Rule("address", _NAMED_HOUSE, frozenset(","), None, CAPITAL),
    Rule("address", _PO_BOX, DIGIT, None, frozenset({"box", "bag"})),
    Rule(
        "address",
        _JALAN,
        _words_of("jalan jln jl lorong taman persiaran lebuh kampung soi thanon"),
        None,
        DIGIT,
    ),
    Rule("address", _BEFORE_TOWN, FOUR, _before_town, CAPITAL),
    Rule(
        "address",
        _STREET_NUMBERED,
        _words_of("ave avenue st street rd road drive link ring crescent sector phase cross main"),
        None,
        DIGIT,
    ),
    Rule("address", _STREET_EN, DIGIT, None, CAPITAL),
    Rule("address", _CHAIN, DIGIT, _chain, CAPITAL),
    Rule(
        "address",
        _STREET_ROMANCE,
        _words_of(
            "rue avenue boulevard bd place impasse chemin quai route cours square passage faubourg all calle avenida "
            "avda av paseo plaza carrer carretera camino ronda via viale piazza piazzale corso vicolo largo rua "
            "travessa alameda pra estrada strada bulevardul ul ulica ulitsa aleja al plac pl os prospekt leoforos "
            "odos bulevar"
        )
        | frozenset("/"),
        None,
        DIGIT,
    ),
    Rule("address", _STREET_DE, DIGIT, None, CAPITAL),
    Rule("address", _WITH_POSTCODE, DIGIT, None, CAPITAL),
    Rule("address", _TO_POSTCODE, DIGIT, None, CAPITAL),
    Rule(
        "address",
        _HOUSE,
        _words_of(
            "house court tower towers building mansion mansions lodge heights apartment apartments residency "
            "residence residences estate block point place centre center plaza complex society garden gardens villa "
            "villas condominium condo hall manor arcade works mill wharf"
        ),
        None,
        DIGIT,
    ),
    Rule("address", _STREET_AND_FLAT, DIGIT, None, CAPITAL),
    Rule("address", _JAPAN, DIGIT, None, CAPITAL),
    Rule(
        "address",
        _INTRODUCED,
        _words_of(
            "address addr live lives lived living deliver delivered delivery sent send ship shipped post posted "
            "dispatch dispatched left dropped went moved mail mailed forward forwarded return returned order package "
            "parcel came based located registered staying residing reside house home flat property place"
        ),
        None,
        CAPITAL,
    ),
    Rule("address", _STREET_LOWER, _words_of(_LOWER_TYPES.replace("|", " ")), _lower_street, DIGIT),
    Rule(
        "address",
        _POSTCODE_NAMED,
        _words_of("post postcode zip zipcode postal pin pincode eircode area code") | frozenset("邮邮"),
        None,
        DIGIT,
    ),
    Rule("address", _POSTCODE, DIGIT, None, CAPITAL),
    *chinese_places.STREETS,
)
