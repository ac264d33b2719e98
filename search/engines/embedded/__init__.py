"""One SQLite file and numpy: the engine that needs no server."""
