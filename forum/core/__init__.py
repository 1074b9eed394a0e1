"""What every room stands on: settings, database, text, web. Knows no room."""
