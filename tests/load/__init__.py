"""Many at once, and workers that die: nothing that was acknowledged is lost."""
