"""The PDF standards that files are checked against, and which of them a file claims to follow."""

from pathlib import Path
from types import MappingProxyType

import pikepdf

PROFILES = MappingProxyType({"ua1": "PDF/UA-1", "3a": "PDF/A-3a", "ua2": "PDF/UA-2", "4": "PDF/A-4", "4f": "PDF/A-4f"})
"""What the validators call a profile, and its name."""
CLAUSES = MappingProxyType(
    {"ua1": "ISO 14289-1", "3a": "ISO 19005-3", "ua2": "ISO 14289-2", "4": "ISO 19005-4", "4f": "ISO 19005-4"}
)
"""The standard behind each profile."""
DEFAULTS = MappingProxyType({"ua1": "3a", "ua2": "4"})
"""The standard of archiving that goes with each one of accessibility; the first for files that claim nothing."""


def stated(path: Path) -> tuple[str, str]:
    """What the file says of itself: a profile of accessibility and one of archiving, ``""`` for none."""
    try:
        with pikepdf.open(path) as pdf, pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            accessible = "ua" + str(metadata.get("pdfuaid:part") or "")
            archival = str(metadata.get("pdfaid:part") or "") + str(metadata.get("pdfaid:conformance") or "").lower()
    except (pikepdf.PdfError, OSError, ValueError):
        return "", ""
    return accessible if accessible in DEFAULTS else "", archival if archival in PROFILES else ""


def claimed(path: Path) -> tuple[str, ...]:
    """The profiles that the file is checked against: those that it states; PDF/UA-1 and PDF/A-3a if it states none.

    What is wrong with a file that cannot be read is for the validators to say.
    """
    accessible, archival = stated(path)
    accessible = accessible or next(iter(DEFAULTS))
    return accessible, archival or DEFAULTS[accessible]
