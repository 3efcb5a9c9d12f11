"""Pages of campaigns, and of what a contact was asked. The page for those who opt out is in `hosted`."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from voc.core import clock, headers, letters, paging
from voc.core.db import db
from voc.customers import finding
from voc.customers.models import Contact
from voc.invitations import hosted, mail, preferences, progress, sending, wording
from voc.invitations.forms import CampaignForm, SendForm
from voc.invitations.models import Campaign
from voc.invitations.progress import Counts
from voc.staff import access, audit
from voc.staff.access import required
from voc.staff.forms import options
from voc.surveys import added_words, listing, translations
from voc.surveys.models import Survey, SurveyVersion

bp = Blueprint("invitations", __name__)
bp.register_blueprint(hosted.bp)

PAGE = 50


@bp.get("/campaigns")
@required("ask")
def index() -> ResponseReturnValue:
    before = paging.position("before")
    statement = (
        select(Campaign)
        .where(Campaign.workspace_id == access.workspace().id)
        .options(joinedload(Campaign.survey))
        .order_by(Campaign.id.desc())
        .limit(PAGE + 1)
    )
    if before:
        statement = statement.where(Campaign.id < before)
    rows = list(db.session().scalars(statement))
    counts = progress.of_campaigns(db.session(), [row.id for row in rows])
    return render_template(
        "invitations/campaigns.html",
        rows=[(row, counts.get(row.id, Counts())) for row in rows[:PAGE]],
        earlier=url_for(".index", before=rows[PAGE - 1].id) if len(rows) > PAGE else None,
        latest=url_for(".index") if before else None,
        has_survey=bool(_live_surveys()),
    )


def _live_surveys() -> list[Survey]:
    statement = (
        select(Survey)
        .where(Survey.workspace_id == access.workspace().id, Survey.closed_at.is_(None))
        .options(selectinload(Survey.versions))
    )
    return listing.by_title(survey for survey in db.session().scalars(statement) if survey.state == "live")


def _campaign_form() -> CampaignForm:
    form = CampaignForm()
    workspace_id = access.workspace().id
    segments = finding.segments(db.session(), workspace_id)
    form.survey_id.choices = options((survey.id, survey.title) for survey in _live_surveys())
    form.segment.choices = options([("", _("Every contact")), *((name, name) for name in segments)])
    return form


@bp.get("/campaigns/new")
@required("ask")
def new() -> ResponseReturnValue:
    form = _campaign_form()
    if not form.survey_id.choices:
        flash(_("A campaign needs a published survey."), "wrong")
        return redirect(url_for(".index"))
    return render_template("invitations/new.html", form=form)


@bp.post("/campaigns/new")
@required("ask")
def create() -> ResponseReturnValue:
    form = _campaign_form()
    if not form.validate_on_submit():
        return render_template("invitations/new.html", form=form), 422
    row = Campaign(
        workspace_id=access.workspace().id,
        survey_id=form.survey_id.data,
        name=form.name.data.strip(),
        segment=form.segment.data or None,
        created_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    _record("campaign.created", row)
    db.session.commit()
    return redirect(url_for(".campaign", campaign_id=row.id))


def _owned(campaign_id: int) -> Campaign:
    parts = joinedload(Campaign.survey).selectinload(Survey.versions).selectinload(SurveyVersion.questions)
    return access.owned(Campaign, campaign_id, parts)


@bp.get("/campaigns/<int:campaign_id>")
@required("ask")
def campaign(campaign_id: int) -> ResponseReturnValue:
    row = _owned(campaign_id)
    return _shown(row, _send_form())


def _send_form() -> SendForm:
    return SendForm(reaches_customers=not (_is_alone() and _can_send()))


def _is_alone() -> bool:
    """Whether customers of this workspace would be written to with links that nobody but this machine can open."""
    return current_app.config["VOC"].is_for_this_machine and access.workspace().sends_mail


def _can_send() -> bool:
    return current_app.extensions["voc_transport"] is not None


def _shown(row: Campaign, form: SendForm) -> str:
    version = row.survey.live
    languages = version.languages if version else []
    return render_template(
        "invitations/campaign.html",
        campaign=row,
        forecast=None if row.started_at else sending.forecast(db.session(), row, clock.now()),
        counts=progress.of_campaign(db.session(), row) if row.started_at else None,
        asked=wording.ASKED,
        not_asked=wording.NOT_ASKED,
        languages=[(language, translations.own_name(language)) for language in languages],
        language=_chosen_language(languages),
        can_send=_can_send(),
        is_alone=_is_alone(),
        form=form,
    )


def _chosen_language(languages: list[str]) -> str | None:
    wanted = request.args.get("language", "")
    return wanted if wanted in languages else next(iter(languages), None)


@bp.post("/campaigns/<int:campaign_id>/send")
@required("ask")
def send(campaign_id: int) -> ResponseReturnValue:
    row, form = _owned(campaign_id), _send_form()
    if row.started_at is None and not form.validate():
        return _shown(row, form), 422
    try:
        sending.start(db.session(), row, clock.now())
    except sending.NotLive:
        flash(_("The survey is not live, so nobody can answer it."), "wrong")
        return redirect(url_for(".campaign", campaign_id=row.id))
    _record("campaign.started", row)
    db.session.commit()
    flash(_("It is on its way. This page shows how far it is."))
    return redirect(url_for(".campaign", campaign_id=row.id))


@bp.get("/campaigns/<int:campaign_id>/mail")
@required("ask")
def letter(campaign_id: int) -> ResponseReturnValue:
    row = _owned(campaign_id)
    version = row.survey.live
    language = _chosen_language(version.languages) if version else None
    if version is None or language is None:
        abort(404)
    words = added_words.written(db.session(), row.workspace_id, language)
    shown = mail.preview(version, language, access.workspace(), current_app.config["VOC"], row, words=words)
    return headers.framed(letters.only_to_look_at(shown.html), headers.MAIL_IN_FRAME)


@bp.get("/campaigns/<int:campaign_id>/people/<state>")
@required("ask")
def people(campaign_id: int, state: str) -> ResponseReturnValue:
    row = _owned(campaign_id)
    # Who of few has answered says too much about anonymous answers.
    if state not in wording.STATES or (row.survey.is_anonymous and state in wording.ASKED):
        abort(404)
    rows, after = progress.people(db.session(), row, state, after=paging.position("after"))
    return render_template(
        "invitations/people.html",
        campaign=row,
        rows=rows,
        state=wording.STATES[state],
        following=url_for(".people", campaign_id=row.id, state=state, after=after) if after else None,
    )


@bp.get("/campaigns/contacts/<int:contact_id>")
@required("customers")
def asks(contact_id: int) -> ResponseReturnValue:
    contact = access.owned(Contact, contact_id)
    return render_template(
        "invitations/asks.html",
        contact=contact,
        rows=progress.of_contact(db.session(), contact.id),
        opted_out_at=preferences.opted_out_at(db.session(), contact.id),
        states=wording.STATES,
        channels=wording.CHANNELS,
    )


@bp.post("/campaigns/contacts/<int:contact_id>/opt-out")
@required("customers")
def opt_out(contact_id: int) -> ResponseReturnValue:
    contact = access.owned(Contact, contact_id)
    preferences.opt_out(db.session(), contact, clock.now(), by="staff")
    _record("contact.opted_out", contact)
    db.session.commit()
    flash(_("This person is not asked any more."))
    return redirect(url_for(".asks", contact_id=contact.id))


@bp.post("/campaigns/contacts/<int:contact_id>/opt-in")
@required("customers")
def opt_in(contact_id: int) -> ResponseReturnValue:
    contact = access.owned(Contact, contact_id)
    preferences.opt_in(db.session(), contact)
    _record("contact.opted_in", contact)
    db.session.commit()
    flash(_("This person may be asked again."))
    return redirect(url_for(".asks", contact_id=contact.id))


def _record(action: str, row: Campaign | Contact) -> None:
    audit.record(
        db.session(), action, f"{row.__tablename__}:{row.id}", clock.now(), workspace_id=row.workspace_id,
        user_id=access.user().id,
    )  # fmt: skip
