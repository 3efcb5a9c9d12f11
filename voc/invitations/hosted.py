"""The page behind "Never ask me again", and the button that mail programs show for it (RFC 8058)."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from voc.core import bidi, clock, i18n
from voc.core.db import db
from voc.core.public import public
from voc.invitations import mail, preferences
from voc.invitations.models import Invitation
from voc.staff import branding
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
    return redirect(url_for(".page", token=token, lang=request.args.get("lang")), 303)
