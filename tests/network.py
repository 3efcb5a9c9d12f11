"""Keeps tests on this machine: a connection to anywhere else fails the test that tried it."""

from __future__ import annotations

import ipaddress
import smtplib
import socket
from collections.abc import Callable
from typing import Any

import pytest


class LeftTheMachine(Exception):
    """A test reached for a host that is not this one, or for a mail server that it did not start."""


class Watch:
    """Refuses and remembers: the code under test may swallow the refusal, the test fails nevertheless."""

    def __init__(self) -> None:
        self.attempts: list[str] = []

    def refuse(self, what: str) -> None:
        self.attempts.append(what)
        raise LeftTheMachine(what)

    def install(self, patch: pytest.MonkeyPatch, *, may_send_mail: bool) -> None:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, self._only_loopback(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", self._only_local_names(socket.getaddrinfo))
        if not may_send_mail:
            patch.setattr(smtplib.SMTP, "connect", lambda *_, **__: self.refuse("SMTP without the fixture `smtp`"))

    def _only_loopback(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(sock: socket.socket, *args: Any) -> Any:
            address = args[-1]
            if sock.family in (socket.AF_INET, socket.AF_INET6) and not is_local(address[0]):
                self.refuse(f"{address[0]}:{address[1]}")
            return original(sock, *args)

        return guarded

    def _only_local_names(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(host: str | bytes | None, *args: Any, **kwargs: Any) -> Any:
            if host and not is_local(host.decode() if isinstance(host, bytes) else host):
                self.refuse(f"the name {host!r}")
            return original(host, *args, **kwargs)

        return guarded


def is_local(host: str) -> bool:
    """Whether the host is this machine, without asking anybody."""
    if host in ("", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
