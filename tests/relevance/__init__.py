"""Whether people find what they need: judged questions on three directories."""
