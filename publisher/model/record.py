"""What the parts of the metadata share."""

from msgspec import Struct


class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of the metadata: frozen, named fields, nothing unknown."""
