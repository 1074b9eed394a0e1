"""``flask forum check``: what the mount found in this host, line by line, and what to do."""
