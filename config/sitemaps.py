"""What search engines should know of: the front door and every listed service."""

from datetime import datetime
from typing import override

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.urls import reverse

from directory.models import Service


class FrontSitemap(Sitemap):  # type: ignore[type-arg]
    """The page on which people begin."""

    @override
    def items(self) -> list[str]:
        return ["search:home"]

    @override
    def location(self, item: str) -> str:
        return reverse(item)


class ServiceSitemap(Sitemap):  # type: ignore[type-arg]
    """Every service that the public may see."""

    limit = 5_000

    @override
    def items(self) -> QuerySet[Service]:
        # By key: a page must not change because a name on another one did.
        return Service.objects.listed().order_by("pk").only("pk", "last_modified")

    def lastmod(self, item: Service) -> datetime:
        """Return when anything in the listing changed."""
        return item.last_modified

    @override
    def get_latest_lastmod(self) -> datetime | None:
        # Django's own reads every service for it.
        latest: datetime | None = self.items().aggregate(latest=Max("last_modified"))[
            "latest"
        ]
        return latest


SITEMAPS = {"front": FrontSitemap, "services": ServiceSitemap}
