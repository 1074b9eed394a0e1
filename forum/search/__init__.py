"""One search over threads, posts, reflections and artefacts."""
