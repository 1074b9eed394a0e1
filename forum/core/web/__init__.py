"""What every page shares: mount, addresses, guard, layout, words, paging. Knows no room."""
