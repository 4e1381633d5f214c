"""What is on disk: the catalog (SQLite, the only truth), the vector index and the pictures (caches, rebuilt when lost)."""
