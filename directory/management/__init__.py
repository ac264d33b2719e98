"""What can be done to the directory from the command line."""
