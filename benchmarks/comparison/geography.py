"""Places in PostgreSQL: PostGIS where it is installed, else circles by hand."""

from dataclasses import dataclass

import psycopg

METRES_IN_MILE = 1609.344
MEAN_RADIUS = 3958.7613
# A degree of latitude is at least so many miles.
DEGREE = 68.7


@dataclass(frozen=True, slots=True)
class Geography:
    """How one database tells distances."""

    is_postgis: bool

    @classmethod
    def of(cls, connection: psycopg.Connection) -> "Geography":
        """Turn PostGIS on, if this server has it."""
        try:
            connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        except psycopg.Error:
            return cls(is_postgis=False)
        return cls(is_postgis=True)

    @property
    def type(self) -> str:
        """The type of a point's column."""
        return "geography(Point, 4326)" if self.is_postgis else "point"

    def written(self, latitude: float, longitude: float) -> str:
        """Return a point as COPY takes it."""
        if self.is_postgis:
            return f"SRID=4326;POINT({longitude!r} {latitude!r})"
        return f"({longitude!r},{latitude!r})"

    @property
    def within(self) -> str:
        """Whether a row lies within the radius.

        By PostGIS on the ellipsoid, so exactly; without it on a sphere.
        """
        if self.is_postgis:
            here = "ST_MakePoint(%(longitude)s, %(latitude)s)::geography"
            return f"ST_DWithin(place, {here}, %(metres)s)"
        wide = f"%(radius)s / ({DEGREE} * cos(radians(least(abs(%(latitude)s), 88))))"
        high = f"%(radius)s / {DEGREE}"
        box = (
            f"place <@ box(point(%(longitude)s - {wide}, %(latitude)s - {high}),"
            f" point(%(longitude)s + {wide}, %(latitude)s + {high}))"
        )
        return f"({box} AND {self.miles} <= %(radius)s)"

    @property
    def miles(self) -> str:
        """The distance of a row on a sphere: near enough for an order."""
        if self.is_postgis:
            here = "ST_MakePoint(%(longitude)s, %(latitude)s)::geography"
            return f"ST_Distance(place, {here}, false) / {METRES_IN_MILE}"
        north = "sin(radians(place[1] - %(latitude)s) / 2) ^ 2"
        east = "sin(radians(place[0] - %(longitude)s) / 2) ^ 2"
        narrow = "cos(radians(%(latitude)s)) * cos(radians(place[1]))"
        return f"(2 * {MEAN_RADIUS} * asin(sqrt({north} + {narrow} * {east})))"
