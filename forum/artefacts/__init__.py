"""The library: pages that outlive a discussion, with history and the threads they came from."""
