"""What the pages of spaces print, and how their forms are read."""
