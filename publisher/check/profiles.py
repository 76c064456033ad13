"""The PDF standards that files are checked against."""

from types import MappingProxyType

PROFILES = MappingProxyType({"ua1": "PDF/UA-1", "3a": "PDF/A-3a"})
"""What the validators call a profile, and its name."""
CLAUSES = MappingProxyType({"ua1": "ISO 14289-1", "3a": "ISO 19005-3"})
"""The standard behind each profile."""
