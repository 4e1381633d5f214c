"""The papers' ablations on drawn films: the same changes, beside the published figures, in one table from one command."""
