"""From a query to hits: text, find similar, names and subtitles, and how sure a hit is."""
