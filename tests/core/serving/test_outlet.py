"""An answer on its way to a client that takes it later than it was made."""

from __future__ import annotations

import socket
import tempfile
import threading
from pathlib import Path

import pytest

from voc.core.serving.outlet import Outlet

ANSWER = bytes(range(256)) * 8192


@pytest.mark.running_clock
def test_where_the_disk_is_full_the_client_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    ours, theirs = socket.socketpair()
    got = bytearray()

    def take() -> None:
        while chunk := theirs.recv(2**16):
            got.extend(chunk)

    with ours, theirs:
        ours.setblocking(False)
        client = threading.Thread(target=take)
        outlet = Outlet(ours)
        outlet.sendall(b"first ")
        client.start()
        outlet.sendall(ANSWER)
        while outlet.has_waiting:
            outlet.flush()
        ours.shutdown(socket.SHUT_WR)
        client.join(20)
    assert bytes(got) == b"first " + ANSWER
