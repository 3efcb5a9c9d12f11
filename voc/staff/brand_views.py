"""The page of a workspace's colour and logo, and what everybody may fetch of them."""

from __future__ import annotations

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voc.core import clock, colours, pictures
from voc.core.db import db
from voc.core.public import public
from voc.staff import access, audit, branding
from voc.staff.access import required
from voc.staff.branding import Brand
from voc.staff.forms import BrandForm
from voc.staff.views import bp

#: A form around the largest logo; a larger one still gets our own words rather than the server's.
MAX_BODY = 2 * 1024 * 1024
FOREVER = "public, max-age=31536000, immutable"


@bp.get("/brand")
@required("settings")
def brand() -> ResponseReturnValue:
    ours = branding.of(access.workspace())
    return _page(BrandForm(has_colour=ours.colour is not None, colour=ours.colour or branding.USUAL), ours)


@bp.post("/brand")
@required("settings")
def save_brand() -> ResponseReturnValue:
    request.max_content_length = MAX_BODY
    workspace, form = access.workspace(), BrandForm()
    if not form.validate() or not _take_logo(form):
        db.session.rollback()
        return _page(form, branding.of(access.workspace())), 422
    branding.paint(workspace, form.colour.data.lower() if form.has_colour.data else None)
    return _kept("brand.saved", _("Saved. Pages and mails look so from now on."))


@bp.post("/brand/take-logo-down")
@required("settings")
def take_logo_down() -> ResponseReturnValue:
    branding.take_down(db.session(), access.workspace())
    return _kept("brand.logo_removed", _("The logo is gone, also from mails that were sent."))


@bp.get("/logo/<name>")
@public
def logo(name: str) -> ResponseReturnValue:
    """A logo, for ever: its name is made of what it holds."""
    content = branding.picture(db.session(), name) if name.isascii() and name.isprintable() else None
    if content is None:
        abort(404)
    response = Response(content, mimetype=pictures.MIME[name.rpartition(".")[2]])
    response.headers["Cache-Control"] = FOREVER
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # Mail programs on the web show it on their own pages.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@bp.get("/brand/<colour>.css")
@bp.get("/brand/<colour>-<any(light, dark):theme>.css")
@public
def brand_sheet(colour: str, theme: str | None = None) -> ResponseReturnValue:
    """What a colour changes on respondents' pages: made of nothing but the colour, so it stays as it is.

    With a theme it is that one's whatever the visitor's system has: a frame on somebody's page follows the page.
    """
    if not colours.is_colour(f"#{colour}"):
        abort(404)
    response = make_response(render_template("staff/brand.css", brand=Brand(f"#{colour}"), theme=theme))
    response.mimetype = "text/css"
    response.headers["Cache-Control"] = FOREVER
    return response


def _take_logo(form: BrandForm) -> bool:
    upload = form.logo.data
    if not upload or not upload.filename:
        return True
    try:
        branding.put_up(db.session(), access.workspace(), upload.stream.read(branding.LARGEST + 1))
    except branding.TooLarge:
        form.logo.errors = [_("The picture has more than %(most)s KB.", most=branding.LARGEST // 1024)]
    except branding.WrongSize:
        form.logo.errors = [
            _(
                "The picture needs %(least)s to %(most)s pixels a side.",
                least=branding.FEWEST_PIXELS,
                most=branding.MOST_PIXELS,
            )
        ]
    except pictures.NoPicture:
        form.logo.errors = [_("This is no still picture in PNG, JPEG or WebP, or it is damaged.")]
    return not form.logo.errors


def _kept(action: str, words: str) -> ResponseReturnValue:
    whose = {"workspace_id": access.workspace().id, "user_id": access.user().id}
    audit.record(db.session(), action, f"workspace:{access.workspace().id}", clock.now(), **whose)
    db.session.commit()
    flash(words)
    return redirect(url_for(".brand"))


def _page(form: BrandForm, ours: Brand) -> str:
    return render_template("staff/brand.html", form=form, ours=ours, most=branding.LARGEST // 1024)
