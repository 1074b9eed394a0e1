"""What each member has read, and the threads they follow."""
