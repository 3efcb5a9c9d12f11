"""How to reach somebody: e-mail addresses, links that lead to a person, accounts of networks, phone numbers."""

from voc.analysis.personal import accounts, links, mails, phones

EMAILS = mails.EMAILS
LINKS = links.LINKS
HANDLES = accounts.HANDLES
DATES_AND_PRICES = phones.DATES_AND_PRICES
PHONES = phones.PHONES
