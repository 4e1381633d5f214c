"""Taking moments along: clips, stills, and lists that editing programs read."""
