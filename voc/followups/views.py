"""The inbox, the case, and the person behind it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_currency, get_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from voc.core import clock, i18n
from voc.core.db import db
from voc.customers.models import Contact
from voc.customers.wording import ROLES
from voc.followups import closing, countdown, desk, inbox, mail, reached, routing, timeline
from voc.followups.forms import (
    AssignForm,
    CallForm,
    CloseForm,
    NoteForm,
    ReopenForm,
    ReplyForm,
    brief_outcomes,
    outcomes,
)
from voc.followups.inbox import Viewer
from voc.followups.models import Case, CaseResponse, Outcome
from voc.insights.models import Theme
from voc.responses.models import Answer, Response
from voc.staff import access
from voc.staff.access import required

bp = Blueprint("followups", __name__, url_prefix="/cases")


@bp.before_request
def only_who_works_on_cases() -> None:
    """Readers have results and digests, not cases. Who is signed out was sent to the sign-in page before."""
    if not (access.may("cases") or access.may("all_cases")):
        abort(403)


@bp.context_processor
def wording() -> dict[str, Any]:
    """How these pages say languages, amounts and what a contact is to us, and whether mail can leave."""
    return {"name_of_language": _name_of_language, "money": _money, "roles": ROLES, "can_send": _can_send()}


@bp.app_context_processor
def for_pages_below() -> dict[str, Any]:
    """What pages of themes and answers show of cases: they stand below this package and cannot ask for them."""
    return {"cases_about": _cases_about, "case_of": _case_of}


def _case_of(response: Response) -> Case | None:
    """The case that an answer is in, where the reader may know of it."""
    if not (access.may("cases") or access.may("all_cases")):
        return None
    its = select(Case).join(CaseResponse).where(CaseResponse.response_id == response.id)
    return db.session.scalar(its.where(inbox.visible(_viewer())).options(joinedload(Case.owner)))


def _cases_about(theme: Theme) -> dict[str, tuple[int, str]]:
    """State -> how many cases this person may see that speak of the theme, and the inbox with them."""
    viewer = _viewer()
    counts = inbox.counts(db.session(), viewer, theme.id)
    whose = "all" if viewer.sees_all else "team"
    pages = {state: url_for("followups.inbox", whose=whose, state=state, theme=theme.id) for state in inbox.ORDERS}
    return {state: (counts[whose, state], address) for state, address in pages.items()}


def _name_of_language(tag: str) -> str:
    # Tags come from browsers and files; one that nobody can name is still better than none.
    name = i18n.normalize(tag)
    return str(i18n.called(name)) if name else tag


def _money(amount: Decimal) -> str:
    return str(format_currency(amount, access.workspace().currency, format="¤#,##0", currency_digits=False))


@bp.get("", endpoint="inbox")
def inbox_page() -> ResponseReturnValue:
    viewer = _viewer()
    whose = _chosen("whose", _offered_to(viewer))
    state = _chosen("state", list(inbox.ORDERS))
    theme_id = request.args.get("theme", type=int)
    theme = None if theme_id is None else access.owned(Theme, theme_id)
    page = inbox.load_page(db.session(), viewer, whose, state, request.args.get("after"), theme_id=theme_id)
    now, heard = clock.now(), reached.of(db.session(), Case.id.in_([row.case.id for row in page.rows]))
    return render_template(
        "followups/inbox.html",
        page=page,
        clocks={row.case.id: countdown.of(row.case, now, heard.get(row.case.id)) for row in page.rows},
        contacts=heard,
        counts=inbox.counts(db.session(), viewer, theme_id),
        theme=theme,
        narrowed={"theme": theme.id} if theme else {},
        whose=whose,
        state=state,
        offered=_offered_to(viewer),
        outcomes=brief_outcomes(),
    )


@bp.get("/<int:case_id>")
def case(case_id: int) -> ResponseReturnValue:
    return _page(_case(case_id))


@bp.post("/<int:case_id>/reply")
@required("cases")
def reply(case_id: int) -> ResponseReturnValue:
    case, form = _case(case_id), ReplyForm()
    greeting = mail.greeting(db.session(), case, access.workspace())
    if not form.validate_on_submit() or not form.says_something(greeting):
        return _page(case, reply=form), 422
    try:
        closing.reply(db.session(), case, access.user(), form.text.data, key=form.key.data, now=clock.now())
    except closing.NoAddress:
        abort(409)
    db.session.commit()
    flash(_where_it_is())
    return _back_to(case)


def _where_it_is() -> str:
    """What has become of a message that was just written."""
    if not access.workspace().sends_mail:
        return str(_("Your message is kept. This is a demo: nothing is sent."))
    if not _can_send():
        return str(_("Your message is kept in the outbox: this server has no mail server yet, so nobody has got it."))
    return str(_("Your message is on its way. Answers come to you."))


def _can_send() -> bool:
    return current_app.extensions["voc_transport"] is not None


@bp.post("/<int:case_id>/note")
@required("cases")
def note(case_id: int) -> ResponseReturnValue:
    case, form = _case(case_id), NoteForm()
    if not form.validate_on_submit():
        return _page(case, note=form), 422
    closing.note(db.session(), case, access.user(), form.text.data, key=form.key.data, now=clock.now())
    db.session.commit()
    flash(_("The note is kept."))
    return _back_to(case)


@bp.post("/<int:case_id>/call")
@required("cases")
def call(case_id: int) -> ResponseReturnValue:
    case, form = _case(case_id), CallForm()
    if not form.validate_on_submit():
        return _page(case, call=form), 422
    reached = form.reached.data == "yes"
    closing.log_call(
        db.session(), case, access.user(), form.text.data or "",
        was_reached=reached, key=form.key.data, now=clock.now(),
    )  # fmt: skip
    db.session.commit()
    flash(_("The call is kept.") if reached else _("The try is kept. The clock runs on."))
    return _back_to(case)


@bp.post("/<int:case_id>/assign")
@required("cases")
def assign(case_id: int) -> ResponseReturnValue:
    case, form = _case(case_id), AssignForm()
    people = routing.candidates(db.session(), case.workspace_id)
    form.offer(people)
    if not form.validate_on_submit():
        return _page(case, assign=form), 422
    to = next(person for person in people if person.id == form.owner.data)
    try:
        closing.assign(db.session(), case, to, access.user(), clock.now())
    except closing.IsClosed:
        flash(_("This case is closed; reopen it first."), "wrong")
        return _back_to(case)
    db.session.commit()
    flash(_("The case is %(name)s’s now.", name=to.name))
    return redirect(url_for(".inbox")) if not _viewer().may_see(case) else _back_to(case)


@bp.post("/<int:case_id>/close")
@required("cases")
def close(case_id: int) -> ResponseReturnValue:
    case, form = _case(case_id), CloseForm()
    form.offer(desk.themes(), str(get_locale()))
    if not form.validate_on_submit():
        return _page(case, close=form), 422
    cause = access.owned(Theme, form.root_cause.data) if form.root_cause.data else None
    try:
        closing.close(
            db.session(), case, access.user(), Outcome(form.outcome.data), root_cause=cause,
            text=form.text.data or "", seen=form.seen.data, now=clock.now(),
            can_send=_can_send() or not access.workspace().sends_mail,
        )  # fmt: skip
    except closing.IsClosed:
        flash(_("Somebody else has closed this case already."), "wrong")
        return _back_to(case)
    except closing.AnsweredAgain:
        flash(
            _("The customer has answered again while you were writing. Look first; what you wrote is still here."),
            "wrong",
        )
        return _page(case, close=form), 409
    except closing.NobodySpoke:
        form.outcome.errors = [_what_is_missing(case)]
        return _page(case, close=form), 422
    except closing.NoReason:
        form.text.errors = [_("Nobody has contacted the customer, so say why the case can be closed.")]
        return _page(case, close=form), 422
    db.session.commit()
    flash(_("The case is closed."))
    return redirect(url_for(".inbox"))


def _what_is_missing(case: Case) -> str:
    """Why this case cannot end in a way that only a customer who heard from us could tell of."""
    if case.contacted_at is None:
        return str(_("Nobody has contacted the customer yet: reply or call first, or choose another end."))
    return str(
        _("Our reply has not left the outbox, so the customer has heard nothing yet: call, or choose another end.")
    )


@bp.post("/<int:case_id>/reopen")
@required("cases")
def reopen(case_id: int) -> ResponseReturnValue:
    case, form = _case(case_id), ReopenForm()
    if not form.validate_on_submit():
        return _page(case, reopen=form), 422
    try:
        closing.reopen(db.session(), case, access.user(), form.text.data, clock.now())
    except closing.HasNewerCase:
        flash(_("This customer has a newer case that is not closed: go on there."), "wrong")
        return _back_to(case)
    db.session.commit()
    flash(_("The case is open again."))
    return _back_to(case)


@bp.get("/people/<int:contact_id>")
def person(contact_id: int) -> ResponseReturnValue:
    """Everything between us and one person; an agent may know of people in cases that they may know of."""
    contact = access.owned(Contact, contact_id, joinedload(Contact.account))
    viewer = _viewer()
    known = select(Case.id).where(inbox.visible(viewer), Case.contact_id == contact.id).limit(1)
    if not viewer.sees_all and db.session.scalar(known) is None:
        abort(404)
    entries = timeline.of_contact(db.session(), viewer, contact.id)
    said = timeline.said(entries, (), desk.reader())
    return render_template("followups/person.html", contact=contact, entries=entries, said=said, outcomes=outcomes())


def _viewer() -> Viewer:
    user = access.user()
    teams = access.team_ids_of(db.session(), user.id)
    return Viewer(access.workspace().id, user.id, frozenset(teams), sees_all=access.may("all_cases"))


def _offered_to(viewer: Viewer) -> list[str]:
    mine = ["mine"] if access.may("cases") else []
    return [*mine, "team", *(["all"] if viewer.sees_all else [])]


def _chosen(name: str, offered: list[str]) -> str:
    given = request.args.get(name, "")
    return given if given in offered else offered[0]


def _case(case_id: int) -> Case:
    """The case if this person may know of it; 404 otherwise."""
    found = access.owned(
        Case,
        case_id,
        joinedload(Case.contact),
        joinedload(Case.account),
        joinedload(Case.team),
        joinedload(Case.owner),
        joinedload(Case.root_cause),
        selectinload(Case.responses)
        .joinedload(CaseResponse.response)
        .selectinload(Response.answers)
        .joinedload(Answer.verbatim),
    )
    if not _viewer().may_see(found):
        abort(404)
    return found


def _page(case: Case, **given: Any) -> str:
    """The case as a page. A form that was sent and refused is shown as it was sent."""
    return render_template(
        "followups/case.html", asked_for=next(iter(given), ""), **desk.lay_out(case, _viewer(), given)
    )


def _back_to(case: Case) -> ResponseReturnValue:
    return redirect(url_for(".case", case_id=case.id))
