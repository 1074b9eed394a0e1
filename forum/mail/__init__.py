"""Mail: what members were told, sent to them as often as they want it."""
