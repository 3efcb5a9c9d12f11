"""A real SMTP server that keeps what it gets, so that mail is read back as its recipient would."""

from __future__ import annotations

import asyncio
import contextlib
import email.policy
import threading
from collections.abc import Coroutine, Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from types import TracebackType
from typing import TypeVar, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

Result = TypeVar("Result")

LOOPBACK = "127.0.0.1"


class Received(EmailMessage):
    """A message as it arrived, with its two bodies at hand and the envelope that carried it."""

    envelope_from: str | None = None
    envelope_to: list[str]

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    def _body(self, kind: str) -> str:
        part = self.get_body((kind,))
        return str(part.get_content()).replace("\r\n", "\n") if part else ""


class SmtpSink:
    """Listens on a free loopback port while its `with` block runs."""

    def __init__(self) -> None:
        self.messages: list[Received] = []
        self.port = 0
        self._refusal: tuple[str, str, str] | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp-sink", daemon=True)

    @property
    def url(self) -> str:
        """As VOC_SMTP_URL takes it."""
        return f"smtp://{LOOPBACK}:{self.port}"

    @contextlib.contextmanager
    def rejecting(self, code: int, text: str = "Not today", *, at: str = "RCPT", address: str = "") -> Iterator[None]:
        """Answer with an error: at `RCPT` or `DATA`, to everybody or to one address."""
        self._refusal = (at, address, f"{code} {text}")
        try:
            yield
        finally:
            self._refusal = None

    def clear(self) -> None:
        self.messages.clear()

    def __enter__(self) -> SmtpSink:
        self._thread.start()
        self._server = self._run(self._listen())
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[object, object, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _listen(self) -> asyncio.Server:
        def protocol() -> SMTP:
            return SMTP(self, hostname="sink.test", enable_SMTPUTF8=True, loop=self._loop)

        return await self._loop.create_server(protocol, LOOPBACK, 0)

    async def _close(self) -> None:
        self._server.close()
        open_connections = asyncio.all_tasks(self._loop) - {asyncio.current_task()}
        for task in open_connections:
            task.cancel()
        await asyncio.gather(*open_connections, return_exceptions=True)

    # The names of these two are aiosmtpd's.

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self._refusal_of("RCPT", [address])
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        refusal = self._refusal_of("DATA", envelope.rcpt_tos)
        if refusal is None:
            parsed = BytesParser(Received, policy=email.policy.SMTP).parsebytes(envelope.original_content or b"")
            message = cast(Received, parsed)
            message.envelope_from = envelope.mail_from
            message.envelope_to = list(envelope.rcpt_tos)
            self.messages.append(message)
        return refusal or "250 Kept"

    def _refusal_of(self, moment: str, addresses: list[str]) -> str | None:
        if self._refusal is None:
            return None
        at, only, answer = self._refusal
        return answer if at == moment and (not only or only in addresses) else None
