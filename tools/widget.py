"""Write the newest build of the widget's script beside the earlier ones.

    .venv/bin/python tools/widget.py

The source is squeezed by tdewolff-minify: comments and spaces go, local names become short. Which version of it is used
stands in requirements-dev.txt; another one may make other bytes of the same source, which is then a new build.
"""

from __future__ import annotations

import minify

from voc.responses.widget import builds
from voc.responses.widget.builds import Build


def build() -> Build:
    """The build of the source as it is now."""
    squeezed: str = minify.string("application/javascript", builds.SOURCE.read_text("utf-8"))
    # What is left of lines stands between the rules of the style sheet.
    return builds.of(squeezed.replace("}\n", "}").encode() + b"\n")


def main() -> None:
    """Write it, and name it as the newest."""
    made = build()
    path = builds.BUILDS / f"{made.name}.js"
    path.write_bytes(made.content)
    builds.NEWEST.write_text(f"{made.name}\n", "ascii")
    print(path)


if __name__ == "__main__":
    main()
