"""Sources to content model."""
