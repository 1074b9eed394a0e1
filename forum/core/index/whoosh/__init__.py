"""The engine that needs no server: Whoosh, in a folder of this machine."""
