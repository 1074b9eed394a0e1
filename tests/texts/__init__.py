"""Texts that are about to be saved."""
