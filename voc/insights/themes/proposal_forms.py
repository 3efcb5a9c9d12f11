"""The shape of what people ask for and decide about proposed themes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext, lazy_pgettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from voc.core import i18n
from voc.insights.choices import in_calendar
from voc.insights.models import Theme
from voc.insights.themes import codebook, proposals
from voc.insights.themes import seeds as words
from voc.insights.themes.forms import named
from voc.insights.themes.proposal_models import Proposal
from voc.insights.themes.proposals import Scope, Wanted
from voc.surveys.models import Survey

#: In the choice of a parent: the heading that comes with the proposal.
HEADING = -1


class ScopeForm(FlaskForm):
    """Where to look for themes."""

    survey = SelectField(_("Survey"), default="")
    start = DateField(_("From"), [Optional(), in_calendar], name="from")
    end = DateField(_("Until"), [Optional(), in_calendar], name="to")
    beside = RadioField(
        _("What is there already"),
        choices=[
            SelectChoice("themes", _("Propose what none of the present themes finds")),
            SelectChoice("anew", _("Begin anew: starter themes that nobody has touched do not count")),
        ],
        default="themes",
    )
    zone = HiddenField()

    def offer(self, surveys: Sequence[Survey]) -> None:
        """Choose among these surveys."""
        self.survey.choices = [SelectChoice("", _("All")), *(SelectChoice(s.key, s.title) for s in surveys)]
        self.surveys = {survey.key: survey.id for survey in surveys}

    def validate_zone(self, field: HiddenField) -> None:
        if field.data and not i18n.is_zone(field.data):
            raise ValidationError(gettext("This is no time zone that we know."))

    def validate_end(self, field: DateField) -> None:
        if field.data and self.start.data and field.data < self.start.data:
            raise ValidationError(gettext("The end lies before the beginning."))

    def scope(self, zone: str) -> Scope:
        """What was asked for."""
        return Scope(
            self.zone.data or zone,
            survey_id=self.surveys.get(self.survey.data or ""),
            first_on=self.start.data,
            last_on=self.end.data,
            is_anew=self.beside.data == "anew",
        )


class DecisionForm(FlaskForm):
    """A proposal as it is accepted or merged. Its fields have the proposal's number, since many stand on one page."""

    name = StringField(lazy_pgettext("theme", "Name"), [Length(max=codebook.LONGEST_NAME)])
    parent = SelectField(_("Part of"), coerce=int, default=0)
    seeds = SelectMultipleField(_("Words that give it away"))
    into = SelectField(_("Into"), coerce=int, default=0)


def of_proposal(
    proposal: Proposal, themes: Sequence[Theme], language: str, *, alike: int | None = None
) -> DecisionForm:
    """The form as it was proposed; `alike` is the theme to merge into unless another one is chosen."""
    form = DecisionForm(
        None,
        prefix=_prefix(proposal),
        name=proposal.name,
        parent=HEADING if proposal.heading and proposal.parent_id is None else proposal.parent_id or 0,
        seeds=[_value(each) for each in proposal.seeds if each["is_chosen"]],
        into=alike or 0,
    )
    return _offering(form, proposal, themes, language)


def posted(proposal: Proposal, themes: Sequence[Theme], language: str) -> DecisionForm:
    """The form as somebody sent it."""
    return _offering(DecisionForm(prefix=_prefix(proposal)), proposal, themes, language)


def _prefix(proposal: Proposal) -> str:
    return f"p{proposal.id}-"


def _offering(form: DecisionForm, proposal: Proposal, themes: Sequence[Theme], language: str) -> DecisionForm:
    heading = [SelectChoice(HEADING, gettext("%(name)s (new)", name=proposal.heading))] if proposal.heading else []
    offered = named(themes, language)
    form.parent.choices = [SelectChoice(0, _("Nothing: it stands at the top")), *heading, *offered]
    form.into.choices = [SelectChoice(0, _("Choose a theme")), *offered]
    form.seeds.choices = [SelectChoice(_value(each), each["seed"]) for each in proposal.seeds]
    return form


def _value(seed: Mapping[str, Any]) -> str:
    return f"{seed['language']}:{seed['seed']}"


def seeds_of(form: DecisionForm) -> dict[str, list[str]]:
    """Language -> the chosen words."""
    chosen = [value.partition(":") for value in form.seeds.data or []]
    return {language: [seed for of, _, seed in chosen if of == language] for language in words.LANGUAGES}


def wanted(form: DecisionForm, proposal: Proposal) -> Wanted:
    """The theme that it becomes."""
    parent = form.parent.data or 0
    return Wanted(
        names={proposals.language_of(form.name.data or ""): form.name.data or ""},
        seeds=seeds_of(form),
        parent_id=parent if parent > 0 else None,
        heading=proposal.heading if parent == HEADING else None,
    )


class AcceptAllForm(FlaskForm):
    """All proposals become themes."""

    headings = BooleanField(_("Put them below the headings that they were proposed with"))
    retires = BooleanField(_("Retire the starter’s themes that nobody has touched"))
    #: The last one that the page showed: what was proposed since is not accepted unseen.
    seen = HiddenField()
