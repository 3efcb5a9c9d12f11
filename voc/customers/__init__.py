"""Whom we may ask: accounts (customer companies) with what they are worth, and the contacts in them."""
