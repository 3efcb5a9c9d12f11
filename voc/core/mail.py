"""The postman: turns an outbox message into mail and hands it to the SMTP server. Nothing else speaks SMTP."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UniqueUnstructuredHeader, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import format_datetime
from functools import cache
from urllib.parse import unquote, urlsplit

from voc.core.outbox import Later, Message, Refused

#: A mail server that says nothing for so long is tried again later.
TIMEOUT_SECONDS = 30


class _OneLine(UnstructuredHeader, BaseHeader):
    """A header for machines. Python would fold it, and turn a long address into encoded words that none decodes."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class _Subject(UniqueUnstructuredHeader, BaseHeader):  # type: ignore[misc]  # One at most, whatever the base says.
    """Encoded as a whole where it is not ASCII. Python encodes word by word, and doubles a space where it folds."""

    def fold(self, *, policy: Policy) -> str:
        if self.isascii():
            return super().fold(policy=policy)
        words = Header(str(self), "utf-8", header_name=self.name).encode(linesep=policy.linesep)
        return f"{self.name}: {words}{policy.linesep}"


def _policy() -> EmailPolicy[EmailMessage]:
    headers = HeaderRegistry()
    headers.map_to_type("list-unsubscribe", _OneLine)
    headers.map_to_type("subject", _Subject)
    return EmailPolicy(header_factory=headers)


_POLICY = _policy()


def compose(message: Message, mail_from: str) -> EmailMessage:
    """The mail as it travels: a text part, an HTML part with its images, and headers that robots respect."""
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"] = message.subject
    mail["From"] = _address(message.from_name, mail_from)
    mail["To"] = _address(message.to_name, message.to_address)
    if message.reply_to:
        mail["Reply-To"] = _address("", message.reply_to)
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = f"<{message.message_id}@{mail_from.rpartition('@')[2]}>"
    # A mail that a person wrote says `Auto-Submitted: no`; every other one asks robots not to answer.
    if "Auto-Submitted" not in message.headers:
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
    for name, value in message.headers.items():
        mail[name] = value
    mail.set_content(message.body_text, cte="base64" if not message.body_text.isascii() else None)
    mail.add_alternative(message.body_html, subtype="html", cte="base64")
    html = mail.get_payload()[1]  # type: ignore[index]
    for part in message.parts:
        main, _, sub = part.content_type.partition("/")
        html.add_related(part.data, main, sub, cid=f"<{part.content_id}>", disposition="inline")  # type: ignore[union-attr]
    return mail


def _address(name: str, address: str) -> Address:
    # A name may hold anything a person typed; a line break in it must not become a header of its own.
    # A very long one would break the line limit of mail.
    return Address(" ".join(name.split())[:100], addr_spec=address)


def smtp_transport(smtp_url: str, mail_from: str) -> Callable[[Message], str]:
    """Delivers through `smtp://` (STARTTLS when offered) or `smtps://`; raises `Later` or `Refused`."""
    parts = urlsplit(smtp_url)

    def deliver(message: Message) -> str:
        try:
            mail = compose(message, mail_from)
        except (ValueError, UnicodeError) as error:
            raise Refused(f"The message cannot be written as mail: {error}") from error
        try:
            with _signed_in(smtp_url) as server:
                server.send_message(mail, from_addr=mail_from, to_addrs=[message.to_address])
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise _verdict(code, text) from error
        except smtplib.SMTPResponseException as error:
            raise _verdict(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Later(f"{parts.hostname}: {error}") from error
        return f"accepted by {parts.hostname}"

    return deliver


def _signed_in(smtp_url: str) -> smtplib.SMTP:
    parts = urlsplit(smtp_url)
    server = _connect(parts.scheme, parts.hostname or "localhost", parts.port)
    try:
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _connect(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT_SECONDS, context=_trust())
    server = smtplib.SMTP(host, port or 587, timeout=TIMEOUT_SECONDS)
    try:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=_trust())
            server.ehlo()
    except BaseException:
        server.close()
        raise
    return server


@cache
def _trust() -> ssl.SSLContext:
    """Whose certificates we believe. Reading them takes longer than all the rest of a delivery."""
    return ssl.create_default_context()


def _verdict(code: int, text: bytes | str) -> Later | Refused:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    # 535 is our own password: the letter is not to blame and can go once the setting is mended.
    permanent = code >= 500 and code not in (530, 535)
    return (Refused if permanent else Later)(f"{code} {said}")


def try_out(smtp_url: str) -> None:
    """Connect and sign in as for a delivery, and send nothing. Raises OSError or SMTPException."""
    with _signed_in(smtp_url) as server:
        server.noop()
