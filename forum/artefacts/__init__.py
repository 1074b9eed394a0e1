"""What outlives the talk: pages in a library, with history and the threads they came from."""
