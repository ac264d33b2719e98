"""Words that templates of packages below may ask of this one."""
