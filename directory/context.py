"""What every page knows of the network that runs the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def network(request: HttpRequest) -> dict[str, Any]:
    """The network's name and phones, as the settings give them."""
    return {
        "network": settings.NETWORK,
        "is_demo": settings.DEMO,
        "map_tiles_url": settings.MAP_TILES_URL,
    }
