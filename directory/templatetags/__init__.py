"""Words that templates of every package use."""
