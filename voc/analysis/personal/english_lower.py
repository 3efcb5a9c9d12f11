"""Names in Latin script that begin with a small letter: thanked, spoken to, doing something, signed."""

import re

from voc.analysis.personal.english_cues import ADDRESSES, ALSO_OF_FIRMS, ONLY_A_PERSON, PLACE, ROLES, SPOKEN, STOP
from voc.analysis.personal.english_words import Left, is_firm, is_like_a_word, is_syllables, known_as, left_of
from voc.analysis.personal.gazetteer import NAMED, OTHER, Known, known
from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import LETTER, A, Span

# In lower case, where a cue stands before it or a verb after it
LOWER = Pattern(
    A + r"(?:(?i:my (?:full |first |sur)?name(?: is|'s|s)|i(?:'m| am|m) called|mrs?\.?|ms\.?|dr\.?|prof\.?|nurse"
    r"|auntie)\s{1,2}"
    r"|(?i:contact|name|recipient|attn|passenger|guest|from|signed|customer|client|patient)\s?:\s{0,2})"
    r"(?P<it>[a-zß-öø-ÿćčďđęěğıłńňőřśşšťůűźżžățș][a-zß-öø-ÿćčďđęěğıłńňőřśşšťůűźżžățș'-]{1,20}(?:\s[a-zß-öø-ÿćčďđęěğıłńňőřśşšťůűźżžățș][a-zß-öø-ÿćčďđęěğıłńňőřśşšťůűźżžățș'-]{1,20})?)(?![A-Za-z@_0-9-]|\.[a-z])"
)
_ENDS = Pattern(r"\s{0,2}(?:[,.;!?\n)]|$|(?:and|from|with|at|in|but|who|was|is)(?![A-Za-z]))")


def in_lower_case(match: re.Match[str]) -> Span | None:
    """My name is john smith: anything but a common word; mr smith: one word."""
    first, *rest = match["it"].split()
    start, bare = match.start("it"), first.removesuffix("'s")
    if bare in STOP or len(bare) < 2:
        return None
    what, cue = known(bare), match[0].lower()
    whole = bool(rest) and rest[0] not in STOP and not known(rest[0]) & Known.WORD
    end = match.end("it") if whole else start + len(bare)
    if cue.startswith(("mr", "ms", "dr", "prof", "nurse", "auntie")):
        return (
            (start, end)
            if bare not in PLACE and (what & _ANY_NAME or (not what & OTHER and not bare.endswith("er")))
            else None
        )
    if not cue.startswith(("my", "i")):
        return (start, end) if not what & OTHER or what & Known.GIVEN else None
    return (start, end) if what & Known.GIVEN or _ENDS.match(match.string, end) else None


_ANY_NAME = NAMED | Known.SURNAME | Known.SURNAME_OR_WORD
LISTED_LOWER = Pattern(
    rf"(?<![{LETTER}0-9@#/._'-])[a-zß-öø-ÿćčďđęěğıłńňőřśşšťůűźżžățș][{LETTER}]{{2,14}}(?:-[{LETTER}]{{2,12}})?(?![{LETTER}0-9@_/-])(?!\.[a-z])"
)
_VERB_AFTER = Pattern(
    r"(?:'s)?\s(?:was|helped|who|is|from|at|has|had|did|said|told|on|in|went|and|for|sorted|explained)(?![A-Za-z])"
)
#: What hardly anything but a person does, after a name of any length: tom never rang back, wiktoria sorted my refund.
_DEED_AFTER = Pattern(
    r"\s(?:(?:never|always|also|just|kindly|then|even) )?(?:helped|told|said|rang|phoned|emailed|texted|answered"
    r"|explained|sorted|fixed|served|promised|refused|replied|apologi[sz]ed|listened|smiled|laughed|greeted|forgot"
    r"|kept (?:me|us)|gave (?:me|us|my)|took (?:my|our|me|us|the time)|called (?:me|us|back)|hung up"
    r"|came (?:out|over|back)|showed (?:me|us|up)|went (?:above|out of))(?![A-Za-z])"
)
_AS_MY = Pattern(r"\sas (?:my|our|a|the)(?![A-Za-z])")
_THANKING = frozenset("thanks|thank you|thx|cheers|emailed|texted|messaged|met|hi|hello|hey|dear|kudos to".split("|"))
#: Alone at the end after a dash or a greeting.
_SIGNED_LOWER = Pattern(
    r"(?:(?:^|[.!?,)\n]\s{0,3})[-~]{1,2}\s{0,2}|\n|(?i:regards|cheers|thanks|thank you|sincerely|wishes|thx|ta|best"
    r"|love|xx?)"
    r"(?:,|\n|\s-|\s)\s{0,2})$"
)
#: After these, in lower case too, a stranger is named.
_SURELY = (
    frozenset(phrase for phrase in SPOKEN if " " in phrase)
    - ALSO_OF_FIRMS
    - {"thank you", "thanks to", "well done", "handled by", "met with", "huge thanks to", "i am", "props to"}
)


def listed_lower(match: re.Match[str]) -> Span | None:
    """A first name in lower case that is little else, spoken to, thanked or doing something."""
    word, text = match[0], match.string
    what = known_as(word) if "-" in word else known(word)
    if what & OTHER and not what & NAMED:
        return None
    left = left_of(text, match.start())
    if not _lower_is_person(word, what, left, text, match):
        return None
    follows = re.match(rf"\s([{LETTER}][{LETTER}'-]{{1,15}})(?![{LETTER}@])", text[match.end() : match.end() + 20])
    key = follows[1].lower() if follows else ""
    is_surname = bool(key) and key not in STOP and not known(key) & Known.WORD and key not in _NO_SURNAME
    is_pinyin = is_syllables(word) and is_syllables(key) and bool(known(key) & _ANY_NAME)
    end = match.end() + (len(follows[0]) if follows and (is_surname or is_pinyin) else 0)
    return None if is_firm(text, match.start(), end) else (match.start(), end)


_NO_SURNAME = frozenset("xx xxx lol omg btw thx pls plz ur im ive u r cos coz cuz tho".split())


def _lower_is_person(word: str, what: int, left: Left, text: str, match: re.Match[str]) -> bool:
    if what & Known.GIVEN and left.last in {"had", "having", "got"} and _AS_MY.match(text, match.end()):
        return True
    if what & Known.COMMON:
        acts = (len(word) > 3 and _VERB_AFTER.match(text, match.end())) or _DEED_AFTER.match(text, match.end())
        return bool(left.has(ADDRESSES) or left.last in ROLES or acts or _is_last(text, match))
    if what & Known.GIVEN:
        is_spoken = left.has(SPOKEN) or left.last in ROLES or left.last in {"called", "named"}
        is_spoken = is_spoken or (left.has(_THANKING) and bool(_PERSON_GOES_ON.match(text, match.end())))
        return (
            is_spoken
            or bool(_DEED_AFTER.match(text, match.end()))
            or bool(ONLY_A_PERSON.match(text, match.end()))
            or _is_last(text, match)
        )
    if what & Known.GIVEN_OR_WORD:
        is_role_called = left.last in {"called", "named"} and not ROLES.isdisjoint(left.words)
        if what & Known.WORD or is_role_called:
            return is_role_called or _is_word_with_surname(text, match, left) or _is_kin(word, text, match, left)
        is_thanked = left.has(_SURELY) or left.has(_THANKED)
        goes_on = _PERSON_GOES_ON.match(text, match.end())
        return bool((is_thanked and goes_on) or ONLY_A_PERSON.match(text, match.end()) or _is_last(text, match))
    is_said = left.has(_SURELY) and not is_like_a_word(word)
    return len(word) > 3 and is_said and bool(_PERSON_GOES_ON.match(text, match.end()))


_KIN = frozenset(
    "daughter son husband wife sister brother mum mom dad granddaughter grandson niece nephew partner fiancee friend "
    "boyfriend girlfriend colleague neighbour neighbor nurse midwife".split()
)
_KIN_ACTS = Pattern(r"\s(?:was|is|has|had|and I|who)(?![A-Za-z])")


def _is_kin(word: str, text: str, match: re.Match[str], left: Left) -> bool:
    """My daughter ivy was scared."""
    is_ours = left.last in _KIN and left.words[-2:-1] and left.words[-2] in {"my", "our", "her", "his", "the"}
    return bool(is_ours and word not in STOP and _KIN_ACTS.match(text, match.end()))


_SURNAME_LOWER = Pattern(rf"\s([{LETTER}'-]{{4,15}})(?![{LETTER}@])")


def _is_word_with_surname(text: str, match: re.Match[str], left: Left) -> bool:
    """Spoke to rose tran, thanks to mark ellison: a word, but what follows is none, and somebody is spoken to."""
    follows = _SURNAME_LOWER.match(text, match.end())
    if not follows or not (left.has(_SURELY) or left.has(_THANKED)):
        return False
    key = follows[1].lower()
    what = known(key)
    return not (key in STOP or key in ROLES or key in PLACE or what & OTHER or is_like_a_word(key))


_THANKED = frozenset("thanks to|thank you to|thank you|met|told|tell|thank|asked|huge thanks to".split("|"))
_PERSON_GOES_ON = Pattern(
    r"\s(?:who|she|he|they|in|at|on|from|and|was|has|is|about|today|yesterday|again|for|twice|three|that|to|when|if"
    r"|but)(?![A-Za-z])|[.,!]|\s?$"
)


_ROLE_AFTER = Pattern(rf"\s[{LETTER}]{{3}}")


def _is_last(text: str, match: re.Match[str]) -> bool:
    rest = text[match.end() : match.end() + 30].strip(" .!xX\n)")
    return len(rest.split()) < 2 and bool(_SIGNED_LOWER.search(text, max(0, match.start() - 14), match.start()))


#: The same for words that no list knows, after what speaks of nothing but people.
TOLD_LOWER = Pattern(
    rf"(?<= )(?<=to |th |or |by |ed |ve )(?P<it>[a-z][{LETTER}]{{2,14}})(?![{LETTER}0-9@_/-])(?!\.[a-z])"
)
TOLD_WORDS = frozenset(phrase.split()[0] for phrase in _SURELY) | {"called", "named", "thanks", "thank"}

#: Names too short to be looked for everywhere: thanks jo, cheers ed.
SHORT_LOWER = Pattern(
    r"(?<![A-Za-z])(?i:thanks|thank you|thx|cheers|ta|hi|hey|hello|dear|told|ask(?:ed)?|tell|spoke (?:to|with))\s"
    r"(?P<it>jo|mo|al|ed|vi|cy|di|bo|ty|oz|jj|cj|aj|tj|dj)(?=\s?[,.!;]|\s(?:u|ur|you|for|who|at|in|from|and|x+|on)\b|\s?$)"
)
