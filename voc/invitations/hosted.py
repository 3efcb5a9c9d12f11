"""The page behind "Never ask me again", and the button that mail programs show for it (RFC 8058)."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from voc.core import bidi, clock, i18n
from voc.core.db import db
from voc.core.our_words import to_respondent
from voc.core.public import begin_anew, public
from voc.invitations import mail, preferences
from voc.invitations.models import Invitation
from voc.staff import branding
from voc.staff.branding import Brand
from voc.staff.models import Workspace
from voc.staff.sessions import csrf
from voc.surveys import added_words, translations

bp = Blueprint("hosted", __name__, url_prefix="/u")

# Mail programs post here without a cookie and without a form's token: the signed link itself is the permission.
csrf.exempt(bp)


def _invitation(token: str) -> Invitation:
    return preferences.invitation_of(db.session(), current_app.config["VOC"].secret_key, token) or abort(404)


@bp.get("/<token>")
@public
def page(token: str) -> ResponseReturnValue:
    """Shows what can be chosen and changes nothing: mail scanners open every link."""
    invitation = _invitation(token)
    workspace = db.session.get_one(Workspace, invitation.workspace_id)
    offered = dict(i18n.LANGUAGES)
    words = added_words.written(db.session(), workspace.id, invitation.language)
    if words:
        offered[invitation.language] = translations.own_name(invitation.language)
    language = i18n.best([request.args.get("lang"), invitation.language], offered, "en")
    with i18n.speaking(language, workspace.zone, words):
        return render_template(
            "invitations/preferences.html",
            token=token,
            brand=branding.of(workspace),
            company=mail.sender_name(invitation.version, invitation.language, workspace),
            is_asked_again="again" in request.args,
            opted_out_at=preferences.opted_out_at(db.session(), invitation.contact_id),
            language=language,
            languages=[
                (code, name, url_for(".page", token=token, lang=i18n.html_tag(code))) for code, name in offered.items()
            ],
            direction=bidi.direction(language),
        )


@bp.post("/<token>")
@public
def change(token: str) -> ResponseReturnValue:
    """Opt out, or back in with `choice=in`.

    Mail programs differ in how they send `List-Unsubscribe=One-Click` (as a form, as multipart, without a content
    type), and nobody posts here by accident: whatever does not say `in` means out. No redirect for them.
    """
    invitation, choice = _invitation(token), request.form.get("choice")
    if choice == "in":
        preferences.opt_in(db.session(), invitation.contact)
    else:
        by = "page" if choice else "one_click"
        preferences.opt_out(db.session(), invitation.contact, clock.now(), by=by)
    db.session.commit()
    if choice is None:
        return "", 200
    again = "1" if choice == "in" else None
    return redirect(url_for(".page", token=token, lang=request.args.get("lang"), again=again), 303)


@bp.errorhandler(HTTPException)
def _explain(error: HTTPException) -> ResponseReturnValue:
    """What went wrong, on a page as customers know it: the console's own gives advice to colleagues."""
    code = error.code or 500
    if code < 400:
        return error.get_response()
    begin_anew()
    headline, text = _trouble(code)
    html = render_template(
        "responses/notice.html",
        brand=Brand(),
        company="",
        language=g.language,
        direction=bidi.direction(g.language),
        languages=[],
        headline=headline,
        text=text,
        typed=[],
    )
    return html, code


def _trouble(code: int) -> tuple[str, str]:
    if code == 404:
        return (
            to_respondent("This link leads nowhere"),
            to_respondent("It may have been cut off on its way. Please open it again from the message you received."),
        )
    if code >= 500:
        return (
            to_respondent("Something went wrong on our side"),
            to_respondent("Please wait a few minutes, then try again."),
        )
    return (
        to_respondent("We did not understand that"),
        to_respondent("Please go back, reload the page and try again. Nothing was stored."),
    )
