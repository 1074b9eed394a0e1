"""Members report a text to the stewards, and its author answers them."""
