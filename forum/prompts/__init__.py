"""Prompts: questions that help to write, each answered under a heading of the text."""
