"""Response headers that keep a browser from doing what we did not mean."""

from __future__ import annotations

from flask import Flask, Response, make_response, request

#: No inline script or style anywhere, so whatever a respondent typed cannot run, even where escaping were forgotten.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: What stands in a frame on a page of our own, and nowhere else.
FRAMED_BY_US = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
#: A mail in such a frame: it brings its own styles and shows our own pictures; it may not run or send anything. It is
#: of our own origin only so that the page around it knows how high it is.
MAIL_IN_FRAME = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; "
    "sandbox allow-same-origin"
)

_ALWAYS_HTTPS = ("Strict-Transport-Security", "max-age=31536000")

#: What every answer says that does not say it otherwise.
OURS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def framed(html: str, policy: str = FRAMED_BY_US) -> Response:
    """A page that stands in a frame on a page of our own."""
    response = make_response(html)
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def of_pages(app: Flask) -> list[tuple[str, str]]:
    """What every page says that does not say it otherwise: nobody but us may frame it, and no one keeps it."""
    ours = [*OURS.items(), ("X-Frame-Options", "DENY")]
    if app.config["SESSION_COOKIE_SECURE"]:
        ours.append(_ALWAYS_HTTPS)
    return [*ours, ("Cache-Control", "no-store")]


def init_app(app: Flask) -> None:
    """Add the headers to every answer."""

    @app.after_request
    def protect(response: Response) -> Response:
        headers = response.headers
        there = {name.lower() for name in headers.keys()}  # noqa: SIM118
        for name, value in OURS.items():
            if name.lower() not in there:
                headers.add(name, value)
        # A page with a policy of its own says in it who may frame it; this older header knows no sites to name.
        if not there & {"content-security-policy", "x-frame-options"}:
            headers.add("X-Frame-Options", "DENY")
        if app.config["SESSION_COOKIE_SECURE"] and "strict-transport-security" not in there:
            headers.add(*_ALWAYS_HTTPS)
        if request.endpoint != "static" and "cache-control" not in there:
            headers.add("Cache-Control", "no-store")
        return response
