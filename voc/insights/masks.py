"""The masks of the stage below, for what the engine's readings are shown with."""

from voc.responses.masks import firms_of, hits, masked, names_of, placeholders, tells

__all__ = ["firms_of", "hits", "masked", "names_of", "placeholders", "tells"]
