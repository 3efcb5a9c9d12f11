"""Every sentence of ours that a respondent may meet, found in the sources: nobody keeps a list.

A template says that it is for respondents by asking for `ours`, and then all of its sentences are; Python by saying
them with `to_respondent`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract
from flask_babel import LazyString, gettext, pgettext
from flask_babel import lazy_gettext as _

from voc.core import our_words
from voc.surveys.hints import HINTS

_VOC = Path(__file__).parents[1]
_TEMPLATES = _VOC / "templates"
_EMAILS = _TEMPLATES / "emails"
_ASKS = re.compile(r"\|ours\b|\bours\(|\bin_english\b|extends \"respondent\.html\"")
_SAYS = re.compile(r"\bto_respondent\(")
_PART = re.compile(r"%\((\w+)\)[sd]")
#: A comment above a sentence in the sources, for whoever translates it.
_NOTE = "Translators:"

#: The files that say what stands around a colleague's reply to a customer.
REPLY = ("templates/emails/case_reply", "followups/mail.py")

#: Where respondents meet sentences, in their order, and below `voc/` the files that say them. The last place has the
#: rest.
PLACES: tuple[tuple[LazyString, tuple[str, ...]], ...] = (
    (
        _("The page with the questions"),
        (
            "templates/responses/answer.html", "templates/responses/questions.html", "surveys/question_types",
            "responses/form.py", "templates/respondent.html",
        ),
    ),
    (_("The thanks"), ("templates/responses/thanks.html",)),
    (
        _("Until when somebody replies, and what went wrong"),
        ("responses/wording.py", "core/zones.py", "responses/ended.py", "templates/responses/notice.html"),
    ),
    (_("Photos"), ("responses/photos",)),
    (_("The kiosk"), ("templates/responses/kiosk_again.html", "templates/responses/kiosk_dialogs.html")),
    (_("The widget"), ("responses/widget",)),
    (_("The mail"), ("templates/emails/invitation",)),
    (_("The reply that a colleague writes"), REPLY),
    (_("The page on which one says no to further questions"), ("templates/invitations", "invitations/hosted.py")),
    (_("Posters and table cards"), ("responses/links",)),
    (_("Elsewhere"), ("",)),
)  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """One sentence, in English."""

    #: As `core.our_words` finds it.
    key: str
    #: Its parts in braces: `Step {number} of {most} at most`.
    text: str
    #: What is filled in: `number` and `most`.
    parts: frozenset[str]
    #: Of two that read alike, which one this is; else empty.
    context: str
    #: What the sources tell those who translate our catalogues; may be empty.
    note: str

    @property
    def name(self) -> str:
        """The name of its field: short, and the same as long as the sentence is."""
        return f"s-{sha256(self.key.encode()).hexdigest()[:12]}"

    def translated(self) -> str:
        """The same in the language of whoever reads the page."""
        context, _sign, text = self.key.rpartition(our_words.SEPARATOR)
        return _PART.sub(r"{\1}", pgettext(context, text) if context else gettext(text))

    @property
    def hint(self) -> str:
        """What whoever writes it should know, in the language of whoever reads the page; may be empty."""
        return str(HINTS.get(self.key, ""))

    @property
    def longest(self) -> int:
        """Characters it may have in another language: three times as many, and something for one short word."""
        return 3 * len(self.text) + 60


@dataclass(frozen=True)
class Place:
    """Sentences that a respondent meets together."""

    name: LazyString
    sentences: tuple[Sentence, ...]


@cache
def places() -> tuple[Place, ...]:
    """All sentences, each where it is met first; places without any are left out."""
    left = sources()
    seen: set[str] = set()
    found = []
    for name, prefixes in PLACES:
        files = [path for prefix in prefixes for path in left if path == prefix or _is_below(path, prefix)]
        left = [path for path in left if path not in files]
        said = {each.key: each for path in files for each in _in_file(_VOC / path)}
        new = tuple(each for key, each in said.items() if key not in seen)
        seen |= said.keys()
        found.append(Place(name, new))
    return tuple(place for place in found if place.sentences)


@cache
def said_in(*prefixes: str) -> frozenset[str]:
    """The keys of all sentences that files below `voc/` say, also of those that are met elsewhere before."""
    files = [path for path in sources() if any(path == prefix or _is_below(path, prefix) for prefix in prefixes)]
    return frozenset(each.key for path in files for each in _in_file(_VOC / path))


def _is_below(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")


@cache
def every() -> dict[str, Sentence]:
    """The same by their keys."""
    return {each.key: each for place in places() for each in place.sentences}


def sources() -> list[str]:
    """The files, below `voc/`, that say something to respondents."""
    asking = [path for path in _TEMPLATES.rglob("*") if path.is_file() and _ASKS.search(path.read_text("utf-8"))]
    # The parts of a letter are one: only that in HTML can say of a sentence that it is English.
    letters = {path.parent for path in asking if _EMAILS in path.parents}
    whole = [path for folder in letters for path in folder.iterdir()]
    saying = [
        path
        for path in _VOC.rglob("*.py")
        if path != Path(our_words.__file__) and _SAYS.search(path.read_text("utf-8"))
    ]
    return sorted({path.relative_to(_VOC).as_posix() for path in (*asking, *whole, *saying)})


def _in_file(path: Path) -> Iterator[Sentence]:
    method, keywords = ("python", {"to_respondent": None}) if path.suffix == ".py" else ("jinja2", DEFAULT_KEYWORDS)
    with path.open("rb") as file:
        for _line, message, comments, context in extract(
            method, file, keywords, (_NOTE,), {"encoding": "utf-8"}, strip_comment_tags=True
        ):
            # Of one with a number, the form for many: in another language it has one form for all numbers.
            text = message if isinstance(message, str) else message[-1]
            yield Sentence(
                key=our_words.key(text, context),
                text=_PART.sub(r"{\1}", text),
                parts=frozenset(_PART.findall(text)),
                context=context or "",
                note=" ".join(comments),
            )
