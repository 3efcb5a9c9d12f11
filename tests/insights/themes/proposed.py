"""Customers who speak of planted subjects that no starter theme knows, in both languages."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from itertools import product

from sqlalchemy.orm import Session

from tests.factories import recorded, the_survey, the_workspace, values
from voc.insights import reading
from voc.insights.themes import discovering, proposals
from voc.insights.themes.proposal_models import Proposal
from voc.insights.themes.proposals import Scope
from voc.surveys.models import Survey

SUBJECTS = {
    "trampoline": ("trampoline", "springs", "bouncing", "somersault"),
    "aquarium": ("aquarium", "goldfish", "algae", "turtle"),
    "热气球": ("热气球", "吊篮", "燃烧器", "升空"),
}
#: Frames of words that carry no subject, so that nothing but the planted ones can be found.
SAID = ("The {0} and the {1}.", "It was the {0} again, not the {1}.", "{0}, and then {1}!", "And the {0}? And the {1}?")
SAID_CHINESE = ("{0}和{1}。", "不是{0}，就是{1}。", "{0}还有{1}！", "又是{0}，又是{1}。")


def customers_write(
    now: datetime, times: int = 12, *, subjects: tuple[str, ...] = tuple(SUBJECTS), survey: Survey | None = None
) -> None:
    """Each subject so many times, an hour between."""
    survey, written = survey or the_survey(), []
    for number, subject in product(range(times), subjects):
        chance = random.Random(f"{subject}{number}")
        said = SAID if subject.isascii() else SAID_CHINESE
        text = chance.choice(said).format(*chance.sample(SUBJECTS[subject], 2))
        language = "en" if subject.isascii() else "zh"
        at = now - timedelta(hours=number)
        written.append(values(verbatim=text, answered_at=at, language=language, survey=survey))
    recorded(written)


def read(session: Session, now: datetime) -> None:
    session.commit()
    while reading.read_waiting(session, now):
        pass


def propose(session: Session, now: datetime, *, survey: Survey | None = None, is_anew: bool = False) -> list[Proposal]:
    """Ask, let the worker do it, and give back what waits for a decision."""
    read(session, now)
    scope = Scope("UTC", survey_id=survey.id if survey else None, is_anew=is_anew)
    workspace_id = the_workspace().id
    proposals.ask(session, workspace_id, scope, now, by=None)
    session.commit()
    assert discovering.discover_asked(session, now) == 1
    found = list(proposals.of_state(session, workspace_id, "open"))
    session.commit()  # The worker's session holds no transaction when a job begins.
    return found


def all_about(found: list[Proposal], subject: str) -> list[Proposal]:
    """The proposals that have a word of this subject among those chosen."""
    words = set(SUBJECTS[subject])
    return [each for each in found if words.intersection(*_chosen(each))]


def _chosen(proposal: Proposal) -> list[set[str]]:
    return [{word for group in proposal.chosen_seeds().values() for word in group}]


def about(found: list[Proposal], subject: str) -> Proposal:
    """The one proposal of this subject."""
    [one] = all_about(found, subject)
    return one
