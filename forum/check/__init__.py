"""``flask forum check``: checks the setup in this host and says what to do."""
