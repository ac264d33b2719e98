"""What real exports get wrong, put right: each mend says what it did."""
