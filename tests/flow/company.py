"""What the days with a death and the storm share: whose company it is, and what its open page says."""

from __future__ import annotations

import re

OWNER = "olga@acme.example"


def opened_of(page: str) -> str:
    """What a page says of when it was opened."""
    found = re.search(r'name="opened" value="([^"]+)"', page)
    assert found
    return found[1]
