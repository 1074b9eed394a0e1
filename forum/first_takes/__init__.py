"""First takes: in some threads everybody writes before they read what the others wrote."""
