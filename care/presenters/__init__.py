"""People in the words of a page: frozen, and whole before a template reads them."""
