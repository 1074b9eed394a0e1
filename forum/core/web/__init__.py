"""What every page shares: addresses, forms, layout, texts, paging. Imports no room."""
