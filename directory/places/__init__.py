"""Where things are: an offline gazetteer, distances, counties, geocoding."""

from directory.places.place import Place, PlaceKind, PlaceNotFoundError

__all__ = ["Place", "PlaceKind", "PlaceNotFoundError"]
