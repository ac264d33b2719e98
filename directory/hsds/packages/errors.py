"""What stops an import before it begins."""


class PackageError(Exception):
    """The package cannot be read; the text is one line that says the cure."""
