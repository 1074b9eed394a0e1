"""How the forum keeps things: tables' ground, session, migrations, outbox. Knows no room."""
