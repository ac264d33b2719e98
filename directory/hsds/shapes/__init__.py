"""The shapes that packages come in, and how each becomes rows of HSDS 3.1."""
