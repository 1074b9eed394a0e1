""" "For you": answers to my threads, replies to my posts, mentions of me."""
