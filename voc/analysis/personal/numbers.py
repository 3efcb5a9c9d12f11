"""Numbers that somebody was given, in the order in which they are looked for: what has a word before it comes first."""

from voc.analysis.personal import cards, identities, orders, plates

IDENTITIES = (*identities.NAMED, *cards.NAMED)
ORDERS = orders.ORDERS
CHECKED = (*identities.CHECKED, *cards.CHECKED)
PLATES = plates.PLATES
LONG = orders.LONG
