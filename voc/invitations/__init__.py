"""Asking: campaigns, the invitation each contact gets, the ledger of who was asked or not and why, and opting out."""
