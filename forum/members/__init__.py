"""Who: people of the host as the forum knows them, and whoever is looking right now."""
