"""From a folder to shots and embeddings, as generators that advance one short step at a time."""
