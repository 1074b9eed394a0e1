"""Accounts for sites that have no login of their own; a host never needs them."""
