"""Text in, text out: from what members write to what readers see; no Flask, no database."""
