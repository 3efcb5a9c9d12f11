"""What is printed of a touchpoint, and what is copied into a page: its invitations, its address, its snippet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape

from sqlalchemy.orm import Session

from voc.core import bidi, i18n
from voc.core.our_words import is_english, to_respondent
from voc.core.widths import width
from voc.staff.models import Workspace
from voc.surveys import added_words
from voc.surveys.models import SurveyVersion

#: More lines than this nobody reads on a wall; whoever scans finds all languages on the page.
MOST_LANGUAGES = 4


@dataclass(frozen=True)
class Invitation:
    """What a poster says in one language."""

    tag: str
    direction: str
    #: The survey's title as its page has it.
    title: str
    #: What to do, in a line; empty where nobody has written it in a language that the product does not speak.
    line: str

    @property
    def width(self) -> int:
        """How wide the title is, in Latin letters."""
        return width(self.title)


def invitations(session: Session, version: SurveyVersion) -> list[Invitation]:
    """In the languages of the survey, the default one first."""
    found: list[Invitation] = []
    for language in version.languages[:MOST_LANGUAGES]:
        each = _invitation(session, version, language)
        # A line that no catalogue has in this language would stand there twice in English.
        found.append(replace(each, line="") if each.line in {other.line for other in found} else each)
    return found


def _invitation(session: Session, version: SurveyVersion, language: str) -> Invitation:
    words = added_words.written(session, version.survey.workspace_id, language)
    with i18n.speaking(language, "UTC", words):
        line = to_respondent("Scan the code and tell us how it was. It takes less than a minute.")
    title = version.texts.get(language, {}).get("title", "")
    direction = bidi.direction(language)
    return Invitation(i18n.html_tag(language), direction, title, "" if is_english(line) else line)


def company(version: SurveyVersion, workspace: Workspace) -> str:
    """The name that customers know."""
    texts: Mapping[str, str] = version.texts.get(version.default_language, {})
    return texts.get("from_name") or workspace.name


def in_words(address: str) -> str:
    """An address as somebody types it.

    >>> in_words("https://voc.example.com/q/abc")
    'voc.example.com/q/abc'
    """
    return address.partition("://")[2]


def snippet(address: str, touchpoint: str, title: str) -> str:
    """What a page carries to show a touchpoint in a frame that is as tall as its content.

    Where it may have no style of its own, it is as wide as its place and tall enough all the same.
    """
    return f"""<iframe id="voc-{touchpoint}" title="{escape(title)}"
  src="{address}?theme=light"
  width="100%" height="576"
  style="max-width:40rem;border:0;border-radius:8px"></iframe>
<script>addEventListener("message", ({{ source, data }}) => {{
  const frame = document.getElementById("voc-{touchpoint}");
  if (source === frame.contentWindow && data.voc) frame.style.height = `${{data.height}}px`;
}});</script>"""
