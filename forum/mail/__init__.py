"""Mail: notices, sent to members as often as they want them."""
