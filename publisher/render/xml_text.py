"""Text that XML can hold."""

_UNWRITABLE = dict.fromkeys((*range(32), *range(55296, 57344), 65534, 65535), "�") | {
    code: chr(code) for code in (0x09, 0x0A, 0x0D)
}


def writable(text: str) -> str:
    """The text with U+FFFD for every character that XML cannot hold, even escaped. XML 1.0 §2.2."""
    return text.translate(_UNWRITABLE)
