"""Pages of people and teams: who works here, in which role, in which team, and when the team works."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from voc.core import clock
from voc.core.db import db
from voc.staff import access, accounts, audit, mail
from voc.staff.access import required
from voc.staff.forms import ColleagueForm, InviteForm, TeamForm, days_that_differ, options
from voc.staff.models import Membership, Role, Team, TeamMember
from voc.staff.views import absolute, bp


def _memberships() -> list[Membership]:
    statement = (
        select(Membership)
        .where(Membership.workspace_id == access.workspace().id)
        .options(selectinload(Membership.user))
        .order_by(Membership.id)
    )
    return list(db.session().scalars(statement))


def _teams() -> list[Team]:
    statement = (
        select(Team)
        .where(Team.workspace_id == access.workspace().id)
        .options(selectinload(Team.members).selectinload(TeamMember.user))
        .order_by(Team.id)
    )
    return list(db.session().scalars(statement))


def _people_page(form: InviteForm, status: int = 200) -> ResponseReturnValue:
    teams = _teams()
    form.team_id.choices = options((team.id, team.name) for team in teams)
    members = [(m, ColleagueForm(formdata=None, role=m.role)) for m in _memberships()]
    page = render_template("staff/people.html", form=form, members=members, teams=teams)
    return page, status


@bp.get("/people")
@required("people")
def people() -> ResponseReturnValue:
    return _people_page(InviteForm(formdata=None))


@bp.post("/people")
@required("people")
def invite() -> ResponseReturnValue:
    form = InviteForm()
    form.team_id.choices = options((team.id, team.name) for team in _teams())
    if not form.validate_on_submit():
        return _people_page(form, 422)
    team = access.owned(Team, form.team_id.data)
    now, session, workspace = clock.now(), db.session(), access.workspace()
    user = accounts.find(session, form.email.data or "")
    is_new = user is None
    if user is None:
        locale = accounts.Locale(workspace.language, workspace.zone)
        user = accounts.add(session, form.email.data or "", form.name.data or "", locale, now)
    try:
        accounts.admit(session, user, workspace, Role(form.role.data), team)
    except accounts.Taken:
        form.email.errors = [_("This person is here already.")]
        return _people_page(form, 422)
    page = absolute("staff.join", token=accounts.join_token(session, user, now)) if is_new else absolute("setup.home")
    mail.queue_join(session, workspace, user, host=access.user(), link=page, now=now)
    audit.record(
        session, "user.invited", f"user:{user.id}", now, workspace_id=workspace.id, user_id=access.user().id,
        role=form.role.data,
    )  # fmt: skip
    session.commit()
    flash(_("%(name)s is invited; the message is in the outbox.", name=user.name))
    return redirect(url_for(".people"))


@bp.post("/people/<int:membership_id>/role")
@required("people")
def change_role(membership_id: int) -> ResponseReturnValue:
    membership = access.owned(Membership, membership_id)
    form = ColleagueForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        accounts.change_role(db.session(), membership, Role(form.role.data))
    except accounts.LastOwner:
        flash(_("A workspace needs an owner: make somebody else one first."), "wrong")
        return redirect(url_for(".people"))
    _record("user.role_changed", membership, role=form.role.data)
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(".people"))


@bp.post("/people/<int:membership_id>/dismiss")
@required("people")
def dismiss(membership_id: int) -> ResponseReturnValue:
    membership = access.owned(Membership, membership_id)
    try:
        accounts.dismiss(db.session(), membership)
    except accounts.LastOwner:
        flash(_("A workspace needs an owner: make somebody else one first."), "wrong")
        return redirect(url_for(".people"))
    _record("user.dismissed", membership)
    db.session.commit()
    flash(_("%(name)s no longer works in this workspace.", name=membership.user.name))
    return redirect(url_for(".people"))


@bp.route("/teams/new", methods=["GET", "POST"])
@required("people")
def new_team() -> ResponseReturnValue:
    team = Team(workspace_id=access.workspace().id, zone=access.workspace().zone, exceptions={}, members=[])
    return _edit(team, TeamForm(zone=team.zone))


@bp.route("/teams/<int:team_id>", methods=["GET", "POST"])
@required("people")
def team(team_id: int) -> ResponseReturnValue:
    row = access.owned(Team, team_id, selectinload(Team.members))
    # Not `obj=row`: its attributes would win over what is made of three of them here.
    form = TeamForm(
        name=row.name,
        zone=row.zone,
        country=row.country,
        opens_at=row.opens_at,
        cutoff_at=row.cutoff_at,
        closes_at=row.closes_at,
        working_days=[int(day) for day in row.working_days],
        members=[member.user_id for member in row.members if member.takes_cases],
        exceptions="\n".join(f"{day} {'open' if works else 'closed'}" for day, works in sorted(row.exceptions.items())),
    )
    return _edit(row, form)


def _edit(row: Team, form: TeamForm) -> ResponseReturnValue:
    form.members.choices = options((m.user_id, m.user.name) for m in _memberships() if m.role != Role.READER)
    if not form.validate_on_submit():
        return render_template("staff/team.html", form=form, team=row), 422 if form.is_submitted() else 200
    _fill(row, form)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        form.name.errors = [_("Another team has this name.")]
        return render_template("staff/team.html", form=form, team=row), 422
    audit.record(
        db.session(), "team.saved", f"team:{row.id}", clock.now(), workspace_id=row.workspace_id,
        user_id=access.user().id,
    )  # fmt: skip
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(".people"))


def _fill(row: Team, form: TeamForm) -> None:
    row.name, row.zone, row.country = form.name.data or "", form.zone.data, form.country.data or None
    row.opens_at, row.cutoff_at, row.closes_at = form.opens_at.data, form.cutoff_at.data, form.closes_at.data
    row.working_days = "".join(map(str, sorted(form.working_days.data or [])))
    row.exceptions = dict(days_that_differ(form.exceptions.data))
    chosen = set(form.members.data or [])
    for member in row.members:
        member.takes_cases = member.user_id in chosen
    known = {member.user_id for member in row.members}
    row.members += [TeamMember(user_id=u, takes_cases=True, last_given_at=None) for u in sorted(chosen - known)]


def _record(action: str, membership: Membership, **detail: object) -> None:
    audit.record(
        db.session(), action, f"user:{membership.user_id}", clock.now(), workspace_id=membership.workspace_id,
        user_id=access.user().id, **detail,
    )  # fmt: skip
