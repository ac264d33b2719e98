"""Packages in and out: HSDS in every version that real exports use."""
