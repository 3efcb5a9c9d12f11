"""Names of people in Latin script: introduced, addressed, thanked, signed, or plainly a first name with a surname."""

import re
from typing import NamedTuple

from voc.analysis.personal import lists
from voc.analysis.personal.rules import CAPITAL, LETTER, A, Rule, Span, any_of

_TITLES_SEEN = frozenset(
    "mr mrs ms miss mx dr doctor prof professor nurse sister mr. mrs. ms. dr. prof. herr frau madame sir "
    "dame captain officer pastor father midwife matron señor señora".split()
)
_GIVEN_OR_WORD = lists.words("names", "given names that are also words, months, places or firms")
_GIVEN = lists.words("names", "given names that are little else") - _GIVEN_OR_WORD
_SURNAMES = lists.words("names", "surnames that are little else")
_PINYIN = lists.words("names", "pinyin surnames")
_KNOWN = _TITLES_SEEN | _GIVEN | _GIVEN_OR_WORD | _SURNAMES | _PINYIN
#: First word -> a pattern for the firms that begin with it: few words of a text are any.
_FIRMS = {
    word: any_of(phrases, re.IGNORECASE)
    for word, phrases in lists.by_first_word(lists.phrases("names", "firms and things named after people")).items()
}
_SYLLABLES = re.compile(
    r"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ao|ou|an"
    r"|en|in|un|ia|ie|iu|ua|uo|ui|ue|a|e|i|o|u)){1,2}",
    re.IGNORECASE,
)

_TITLES = frozenset(
    "mr mrs ms miss mx dr doctor prof professor herr frau madame monsieur sir dame captain sgt officer "
    "pastor father sister "
    "señor señora nurse midwife matron".split()
)
#: Capitalized words that are no part of a name, whatever stands before them.
_STOP = frozenset(
    "a an the and but or not on in at are was it its that this there no my your our his her their i he she "
    "we they you to "
    "for from with wrong right spelled spelt written misspelled missing still already never always so very "
    "too pepper martens "
    "universe president usa uk us eu nhs please thanks thank thankyou cheers regards because when after "
    "before while who which "
    "what where how why also just really is as if be been has had have do does did will would could should "
    "can may might must "
    "all any some many most every each both few more other another such only own same than then now here "
    "once again further "
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
    "september october "
    "november december english chinese french german spanish italian american british indian japanese "
    "mandarin cantonese "
    "customer customers service services support team staff sales store shop manager management reception "
    "desk front office "
    "department dept hr it help helpdesk care centre center call delivery driver agent rep account accounts "
    "billing order orders "
    "great good excellent amazing awful terrible fantastic lovely brilliant wonderful bad worst best nice "
    "happy love loved poor "
    "overall highly definitely absolutely unfortunately everyone everything everybody nobody nothing someone "
    "somebody anyone people "
    "hi hello hey dear ok okay yes sorry well special big huge many massive kudos shout shoutout props "
    "special ask asked told spoke "
    "met saw called said says tell let get got give gave go went come came see new old first last next one "
    "two three mum mom dad "
    "mother father god lord christmas easter black friday app apps ios android iphone ipad windows apple "
    "google amazon facebook "
    "whatsapp instagram youtube twitter ebay paypal uber netflix microsoft samsung tesco asda ikea costa "
    "starbucks hilton marriott "
    "visa mastercard amex barclays hsbc santander natwest lloyds chase halifax bupa vodafone dhl ups fedex "
    "usps dpd evri hermes "
    "london paris berlin manchester birmingham leeds glasgow edinburgh bristol liverpool york boston chicago "
    "houston dallas "
    "beijing shanghai shenzhen guangzhou hangzhou chengdu wuhan nanjing china england scotland wales ireland "
    "germany france "
    "europe america canada australia india japan singapore texas florida california".split()
)
_SEASONS = frozenset("march april may june august summer winter autumn christmas sunday tuesday".split())
#: Alone, no name: a sentence begins with them.
_NEVER = _STOP - _GIVEN_OR_WORD
#: What follows a name in the name of a place or a firm.
_PLACE = frozenset(
    "air airways airlines airport lounges terminal steakhouse steak tires bar bars grill hospital ward "
    "street road avenue lane drive store stores shop hotel hotels airport university college school centre "
    "center "
    "clinic building terminal station park square bank inc ltd llc plc co corp group sons bros brothers & "
    "restaurant bar pub "
    "cafe café inn house hall library museum theatre theater stadium arena bridge beach island river lake "
    "bay hills heights "
    "county city town village court place gardens foundation trust institute surgery medical health pharmacy "
    "insurance airlines "
    "motors cars homes properties estate estates solicitors law dynasty line tube sponge cross day's castle "
    "church cathedral "
    "plaza mall market markets supermarket academy primary infirmary royal hills falls secret industries "
    "electronics design "
    "designs collection perfume perfumes shoes jeans watch watches whiskey gin beer wine tea coffee sauce "
    "chicken burgers pizza "
    "cup league award awards act rule theorem tower towers wharf junction suite lounge room rooms".split()
)

_ROLES = frozenset(
    "nurse doctor dr consultant midwife physio physiotherapist dentist surgeon gp receptionist agent rep "
    "representative advisor adviser manager "
    "supervisor assistant associate colleague cashier teller clerk waiter waitress server host hostess "
    "bartender barista chef driver courier "
    "technician engineer plumber electrician installer mechanic fitter instructor teacher trainer coach "
    "tutor stylist hairdresser therapist "
    "concierge porter housekeeper cleaner guide steward stewardess pilot salesman saleswoman salesperson "
    "salesgirl operator specialist employee guy "
    "lady woman man gentleman girl lad chap person husband wife son daughter brother sister mum mom dad "
    "mother father friend boss partner "
    "neighbour neighbor flatmate roommate landlord carer caregiver paramedic pharmacist optician radiographer".split()
)
#: What stands right before a name, in lower case, as the last one, two or three words: whatever follows is a name.
_INTRODUCES = frozenset(
    "name is|name's|name was|name:|surname is|surname:|is called|am called|i'm called|was called|goes by"
    "|signed|signed:|c/o|attn|attn:|attention:"
    "|recipient:|contact:|person:|cardholder:|cardholder|passenger|passenger:|guest:|guest name|whose "
    "name is|by the name of|name of|addressee:|holder:|im called|i am named|name".split("|")
)
_NOT_OF_PEOPLE = frozenset(
    "brand product company user app file shop store street domain model hotel restaurant place dish".split()
)
_SIGN_OFFS = frozenset("regards sincerely cheers wishes love yours truly faithfully thanks you x xx xxx".split())
#: Right after these a stranger's name is as likely as a known one.
_CARING = frozenset("nurse midwife surgeon waitress waiter receptionist stylist doctor".split())
#: After these whatever is capitalized may be a name, and is one if it is listed as a name that is also a word.
_ADDRESSES = frozenset(
    "spoke to|spoke with|speak to|speak with|spoken to|spoken with|speaking to|speaking with|talk to|talked "
    "to|talked with|talking to|dealt with|deal with|dealing with"
    "|met|met with|chatted with|chatted to|chat with|thanks to|thank you|thankyou|thank|thanks|ask for|asked "
    "for|ask|told|served by|seen by|helped by|handled by|assisted by|greeted by|treated by"
    "|signed by|delivered by|installed by|taken by|fitted by|cut by|looked after by|kudos to|props to"
    "|credit to|out to|well done|named|called|i am|i'm|im|this is|it's|hi|hello|hey|dear|assigned to"
    "|emailed|texted|especially|particularly|namely|with|by".split("|")
)
#: Of these, those after which nothing but a person stands.
_SPOKEN = frozenset(
    "spoke to|spoke with|speak to|speak with|spoken to|spoken with|speaking to|speaking with|talked to"
    "|talked with|dealt with|ask for|asked for|served by|seen by|helped by"
    "|handled by|assisted by|greeted by|treated by|looked after by|kudos to|thank you|thanks to|nurse"
    "|midwife|surgeon|waitress|waiter|receptionist|stylist|doctor".split("|")
)


_ALSO_OF_FIRMS = frozenset(
    "thanks to|thank you|ask for|asked for|kudos to|handled by|looked after by|dealt with|waiter|waitress"
    "|stylist".split("|")
)


#: The last words of all these: where none of them stands, no name is introduced.
_TELLING = (
    _ROLES
    | {"called", "named"}
    | frozenset(phrase.split()[-1].rstrip(":") for phrase in _ADDRESSES | _INTRODUCES | _SPOKEN)
)
_LETTERS = re.compile(rf"[{LETTER}]+")


class _Left(NamedTuple):
    """What stands before a word: the last one, two, three and four words, and whether a line or "
    "sentence ends there."""

    tails: tuple[str, ...]
    is_break: bool

    def has(self, phrases: frozenset[str]) -> bool:
        return any(tail in phrases for tail in self.tails)

    @property
    def last(self) -> str:
        return self.tails[0].strip(",.!:;-()") if self.tails else ""

    @property
    def words(self) -> list[str]:
        return [word.strip(",.!:;()") for word in self.tails[-1].split()] if self.tails else []


def _left_of(text: str, start: int) -> _Left:
    window = text[max(0, start - _LOOK_BACK) : start]
    words = window.lower().split()[-5:]
    tails = tuple(" ".join(words[-n:]).rstrip(", ") for n in range(1, len(words) + 1))
    stripped = window.rstrip(" ~-")
    return _Left(tails, not stripped or stripped[-1] in ".!?\n" or "\n" in window[-3:])


def _introduces(left: _Left) -> bool:
    if left.has(_INTRODUCES):
        return not _NOT_OF_PEOPLE.intersection(left.words) and (
            left.tails[0] != "name" or left.words[:-1][-1:] in (["contact"], ["guest"], ["customer"])
        )
    return left.last in {"called", "named"} and not _ROLES.isdisjoint(left.words)


def _ends_here(text: str, at: int) -> bool:
    return text.count(" ", at, at + 60) < 5


def _signed(text: str, start: int, end: int) -> bool:
    """Whether nothing but a name stands at the end, after a sign-off or a dash."""
    if text[end : end + 60].strip(" .!,xX\n-)").count(" ") > 3:
        return False
    window = text[max(0, start - 30) : start]
    before = window.rstrip(" \n")
    if before.endswith(("-", "~", "--")) and (
        len(before.rstrip(" -~")) == 0 or before.rstrip("-~ \n")[-1:] in ".!?," or "\n" in window
    ):
        return True
    word = before.rstrip(",.! ").lower().split()[-1:]
    return (
        bool(word)
        and word[0] in _SIGN_OFFS
        and (
            "\n" in window[len(before) - 1 :]
            or (before.endswith(",") and word[0] not in {"thanks", "you", "x"})
            or word[0] in {"regards", "sincerely", "faithfully", "wishes"}
        )
    )


_PERSON_AFTER = re.compile(
    r"(?:'s (?:attitude|manner|help|service|patience|kindness|behaviou?r|advice|team|response|reply|email"
    r"|knowledge|work|support)"
    r"|,? (?:who|helped|told|said|went|did|explained|answered|greeted|served|assisted|called|rang|replied"
    r"|promised|refused|made|took|made|kept|fixed|sorted|resolved|checked|came|welcomed|hung"
    r"|(?:was|is|were|has been|had) (?:so |very |super |really |extremely |incredibly |absolutely |always "
    r"|just |also |a |an |the |not |quite )?"
    r"(?:great|amazing|helpful|rude|lovely|kind|friendly|patient|polite|brilliant|excellent|fantastic"
    r"|wonderful|unhelpful|awesome|attentive|professional|knowledgeable|nice|star|superstar|gem|legend|best"
    r"|pleasure|dismissive|efficient|outstanding|useless|arrogant|incompetent|able)"
    r"|(?:from|in|at|on) (?:the |your |our |customer |tech |technical )?(?:support|sales|reception|customer"
    r"|service|services|desk|front|billing|till|checkout|team|branch|store|shop|accounts|it|hr|complaints"
    r"|returns|phone|bar|kitchen|claims|chat|help))(?![A-Za-z]))"
)
_UNKNOWN_AFTER = re.compile(
    r"(?:\s(?:was|is|who|has|had|helped|told|said|did|went|for|and|at|in|from|on|did|explained"
    r"|answered)(?![A-Za-z])|'s|\s?[,.;!?)]|\s{0,3}$)"
)

_FIRST = "A-ZÀ-Þ"
#: The rest of a capitalized word: arah, ary-Jane, 'Brien, r. of Mr., or nothing of an initial.
_REST = (
    rf"(?:[{LETTER}]{{1,25}}(?:['-][{LETTER}]{{1,20}}){{0,2}}(?:(?<=Mrs|MRS)\.|(?<=Prof)\.|(?<=Mr|Ms|Dr|St|MR"
    rf"|MS|DR)\.)?"
    rf"|'[{_FIRST}][{LETTER}]{{1,25}}|(?![{LETTER}0-9'])\.?)"
)
#: The first letter is matched before what stands in front of it is looked at: so the search leaps between capitals.
_RUN = re.compile(
    rf"[{_FIRST}](?<![{LETTER}0-9@#/_-].)(?<![{LETTER}0-9]'.)(?<![{LETTER}]\..){_REST}(?:\s(?:(?:de|van|von|der"
    rf"|bin|al|el|da|di)\s){{0,2}}[{_FIRST}]{_REST}){{0,4}}"
)
_PART = re.compile(rf"[{LETTER}'.-]+")
_LOOK_BACK, _LOOK_AHEAD = 60, 60


class _Word(NamedTuple):
    #: In lower case, without a possessive.
    key: str
    start: int
    end: int
    is_shouted: bool


def _words(match: re.Match[str]) -> list[_Word]:
    found = []
    for part in _PART.finditer(match[0]):
        text, end = part[0], part.end()
        if text.lower().endswith("'s") and len(text) > 3:
            text, end = text[:-2], end - 2
        found.append(
            _Word(text.lower(), match.start() + part.start(), match.start() + end, len(text) > 1 and text.isupper())
        )
    return found


def _name(match: re.Match[str]) -> Span | None:
    """The name in a run of capitalized words, if there is one."""
    if match[0].lower() in _NEVER:
        return None
    if not _is_worth_a_look(match):
        return None
    text, words = match.string, _words(match)
    found = _titled(words) or _introduced(text, words, _left_of(text, words[0].start)) or _listed(text, words)
    if not found:
        return None
    start, end = found
    return None if _is_firm(text, start, end) else (start, end)


def _is_worth_a_look(match: re.Match[str]) -> bool:
    """Whether a word of the run or the one before it lets expect a name: most capitals only begin sentences."""
    if not _KNOWN.isdisjoint(_LETTERS.findall(match[0].lower())):
        return True
    before = match.string[max(0, match.start() - 18) : match.start()].rstrip(" ,:~-\n").rsplit(None, 1)
    return bool(before and before[-1].strip('("').lower() in _TELLING) or _ends_here(match.string, match.end())


def _is_firm(text: str, start: int, end: int) -> bool:
    first = max(0, start - 12)
    for word in re.finditer(r"[A-Za-z]+", text[first : end + 4]):
        if firms := _FIRMS.get(word[0].lower()):
            found = firms.match(text, first + word.start())
            if found and found.start() < end and found.end() > start:
                return True
    return False


def _titled(words: list[_Word]) -> Span | None:
    for at, word in enumerate(words[:-1]):
        if word.key.rstrip(".") in _TITLES:
            last = _extended(words, at + 1, any_word=True)
            if last is not None:
                return words[at + 1].start, words[last].end
    return None


def _introduced(text: str, words: list[_Word], left: _Left) -> Span | None:
    if not (_introduces(left) or _signed(text, words[0].start, words[-1].end)):
        return None
    last = _extended(words, 0, any_word=True)
    return (words[0].start, words[last].end) if last is not None else None


def _listed(text: str, words: list[_Word]) -> Span | None:
    for at, word in enumerate(words):
        follows = words[at + 1] if at + 1 < len(words) else None
        if not _begins_name(text, words, at, word, follows):
            continue
        last = _extended(words, at, any_word=False)
        if last is None or (last == at and _is_in(text, word)):
            continue
        after = words[last + 1].key if last + 1 < len(words) else ""
        beyond = re.match(r"\s([a-z&]{1,12})", text[words[last].end : words[last].end + 16])
        if after in _PLACE or (beyond and beyond[1] in _PLACE and at == last):
            return None
        return word.start, words[last].end
    return None


def _is_in(text: str, word: _Word) -> bool:
    """Whether it is spoken of as a place: in Orlando."""
    return bool(
        re.search(
            r"(?:^|\s)(?:in|near|around|via|visiting|visited|new|port|san|santa|los|las|sao|el|downtown"
            r"|central|north|south|east|west)\s$",
            text[max(0, word.start - 10) : word.start],
            re.IGNORECASE,
        )
    )


def _begins_name(text: str, words: list[_Word], at: int, word: _Word, follows: _Word | None) -> bool:
    key = word.key
    surname_follows = follows is not None and follows.key in _SURNAMES and not follows.is_shouted
    if len(key.rstrip(".")) == 1:
        return surname_follows and word.start > 0 and key != "i"
    if word.is_shouted and (len(key) < 4 or key not in _GIVEN):
        return False
    is_plain = key in _GIVEN or (key.split("-")[0] in _GIVEN and "-" in key) or _is_pinyin(word, follows)
    if is_plain or (key in _GIVEN_OR_WORD and surname_follows):
        return True
    if key in _GIVEN_OR_WORD:
        return _word_is_person(text, word)
    return key not in _STOP | _PLACE and _stranger_is_person(text, words, at, surname_follows=surname_follows)


def _word_is_person(text: str, word: _Word) -> bool:
    """Whether a first name that is also a word stands for a person here."""
    left = _left_of(text, word.start)
    is_addressed = left.has(_ADDRESSES) or left.last in _ROLES
    if left.has(_SPOKEN) or left.last in _ROLES or (is_addressed and left.tails[0] not in {"by", "with", "it's"}):
        return True
    acts = _PERSON_AFTER.match(text[word.end : word.end + _LOOK_AHEAD])
    return bool(acts) and (word.key not in _SEASONS or is_addressed)


def _stranger_is_person(text: str, words: list[_Word], at: int, *, surname_follows: bool) -> bool:
    """Whether a word that is no listed first name begins a name here."""
    word, left = words[at], _left_of(text, words[at].start)
    if surname_follows:
        return left.has(_ADDRESSES) or left.last in _ROLES or at > 0 or not left.is_break
    if word.key in _SURNAMES and at == len(words) - 1:
        return left.has(_SPOKEN) or left.last in _ROLES
    is_cued = left.has(_SPOKEN - _ALSO_OF_FIRMS) or left.last in _CARING
    return is_cued and bool(_UNKNOWN_AFTER.match(text[word.end : word.end + _LOOK_AHEAD]))


def _is_pinyin(word: _Word, follows: _Word | None) -> bool:
    if follows is None or word.is_shouted or follows.is_shouted:
        return False
    pair = (word.key, follows.key)
    if pair in {
        ("hong", "kong"),
        ("tai", "chi"),
        ("pan", "pan"),
        ("he", "she"),
        ("hang", "seng"),
        ("long", "wan"),
        ("hua", "wei"),
    }:
        return False
    first = word.key in _PINYIN and word.key not in {"he", "she", "long", "song", "pan", "fan", "men", "tan", "due"}
    return (
        first and follows.key not in _STOP and len(follows.key) > 1 and bool(_SYLLABLES.fullmatch(follows.key))
    ) or (
        follows.key in _PINYIN
        and follows.key not in {"he", "she", "song", "pan", "fan", "tan"}
        and word.key not in _STOP
        and len(word.key) > 2
        and bool(_SYLLABLES.fullmatch(word.key))
    )


def _extended(words: list[_Word], at: int, *, any_word: bool) -> int | None:
    """The last word of the name that begins at one, or None if none begins there."""
    if words[at].key in (_STOP if any_word else _STOP - _GIVEN - _GIVEN_OR_WORD) and not (
        any_word and words[at].key in _GIVEN
    ):
        return None
    last = at
    for next_at in range(at + 1, min(len(words), at + 4)):
        word = words[next_at]
        if word.key in {"de", "van", "von", "der", "bin", "al", "el", "da", "di"}:
            continue
        if (
            (word.key in _STOP and word.key not in _SURNAMES)
            or word.key in _PLACE
            or (word.is_shouted and not words[at].is_shouted)
        ):
            break
        if word.is_shouted and word.key not in _SURNAMES and not any_word:
            break
        last = next_at
    return last


# In lower case, where a cue stands before it or a verb after it

_LOWER = re.compile(
    A + r"(?:my (?:full |first )?name(?: is|'s|s)|[Mm]y (?:full |first )?name(?: is|'s|s)|[Ii](?:'m| am"
    r"|m) called|[Mm]rs?\.?|[Mm]s\.?|[Dd]r\.?)\s{1,2}"
    r"(?P<it>[a-zà-ÿ][a-zà-ÿ'-]{1,20}(?:\s[a-zà-ÿ][a-zà-ÿ'-]{1,20})?)(?![A-Za-z])"
)
_ENDS = re.compile(r"\s{0,2}(?:[,.;!?\n)]|$|(?:and|from|with|at|in|but|who|was|is)(?![A-Za-z]))")


def _lower(match: re.Match[str]) -> Span | None:
    """My name is john smith: anything but a common word; mr smith: one word."""
    first, *rest = match["it"].split()
    start, bare = match.start("it"), first.removesuffix("'s")
    if bare in _STOP or len(bare) < 2:
        return None
    if match[0].lower().startswith(("mr", "ms", "dr")):
        return (start, start + len(bare)) if bare not in _PLACE else None
    whole = bool(rest) and rest[0] not in _STOP
    end = match.end("it") if whole else start + len(bare)
    return (start, end) if bare in _GIVEN or _ENDS.match(match.string, end) else None


_LISTED_LOWER = re.compile(rf"(?<![{LETTER}0-9@#/._'-])[a-z][a-z]{{2,12}}(?![{LETTER}0-9@_/-])(?!\.[a-z])")
_VERB_AFTER = re.compile(
    r"(?:'s)?\s(?:was|helped|who|is|from|at|has|had|did|said|told|on|in|went|and|for|sorted|explained)(?![A-Za-z])"
)


def _listed_lower(match: re.Match[str]) -> Span | None:
    """A first name in lower case that is little else, spoken to, thanked or doing something."""
    word, text = match[0], match.string
    if word not in _GIVEN:
        return None
    left = _left_of(text, match.start())
    if not (left.has(_ADDRESSES) or left.last in _ROLES or (len(word) > 3 and _VERB_AFTER.match(text, match.end()))):
        return None
    follows = re.match(r"\s([a-z]{2,15})(?![A-Za-z])", text[match.end() : match.end() + 20])
    end = match.end() + (len(follows[0]) if follows and follows[1] in _SURNAMES else 0)
    return None if _is_firm(text, match.start(), end) else (match.start(), end)


NAMES = (
    Rule("name", _RUN, CAPITAL, _name),
    Rule("name", _LOWER, frozenset({"name", "names", "called", "mr", "mrs", "ms", "dr"}), _lower),
    Rule("name", _LISTED_LOWER, _GIVEN, _listed_lower),
)
