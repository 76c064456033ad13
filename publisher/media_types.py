"""Media types of what is handed out, which not every system knows by the names of files."""

import mimetypes
from pathlib import PurePosixPath

TYPES = {
    ".atom": "application/atom+xml",
    ".css": "text/css",
    ".epub": "application/epub+zip",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".minisig": "text/plain",
    ".otf": "font/otf",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xhtml": "application/xhtml+xml",
    ".xml": "application/xml",
    ".zim": "application/x-zim",
}


def media_type(name: str) -> str:
    """The media type of a file with this name (RFC 6838)."""
    suffix = PurePosixPath(name).suffix.lower()
    return TYPES.get(suffix) or mimetypes.guess_type(f"x{suffix}")[0] or "application/octet-stream"
