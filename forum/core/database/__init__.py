"""How data is stored: the base of all tables, session, migrations, outbox. Imports no room."""
