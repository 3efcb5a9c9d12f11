"""`python -m voc` is the `voc` command."""

from voc.cli import main

main()
