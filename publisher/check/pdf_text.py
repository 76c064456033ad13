"""The text of a PDF page by marked-content identifier (MCID), decoded from its content stream.

PDF 1.7 §9.10: codes become characters through each font's ToUnicode map; §14.9.4: ActualText replaces what it
encloses. Text in artifacts, which has no MCID, is passed over (§14.8.2.2).
"""

import re
from collections.abc import Callable, Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, String

_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf(?:char|range)", re.DOTALL)
_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")

Decoder = Callable[[bytes], str]


def page_texts(page: Page, fonts: dict[tuple[int, int], Decoder]) -> dict[int, str]:
    """The text of each MCID of the page, in the order of painting.

    ``fonts`` keeps the decoders from page to page; hand over the same dictionary for a whole file.
    """
    reader = _Stream(page, fonts)
    for instruction in pikepdf.parse_content_stream(page, "BDC BMC EMC Tf Tj TJ ' \""):
        reader.instruction(str(instruction.operator), list(instruction.operands))
    return {mcid: "".join(pieces) for mcid, pieces in reader.texts.items()}


class _Stream:
    """Follows marked content and text through a content stream."""

    def __init__(self, page: Page, fonts: dict[tuple[int, int], Decoder]) -> None:
        self.resources = page.obj.get("/Resources", Dictionary())
        self.fonts = fonts
        self.decode: Decoder = lambda _: ""
        self.texts: dict[int, list[str]] = {}
        # What encloses the current position: (MCID or None, whether its text is already given).
        self.open: list[tuple[int | None, bool]] = [(None, False)]

    def instruction(self, operator: str, operands: list[object]) -> None:
        match operator:
            case "BDC":
                self._begin(operands[0], self._properties(operands[1]))
            case "BMC":
                self._begin(operands[0], Dictionary())
            case "EMC":
                if len(self.open) > 1:
                    self.open.pop()
            case "Tf":
                self._font(operands[0])  # type: ignore[arg-type]
            case "TJ":
                for item in operands[0]:  # type: ignore[attr-defined]
                    if isinstance(item, String | bytes | str):
                        self._show(item)
            case _:
                self._show(operands[-1])

    def _properties(self, operand: object) -> Object:
        if isinstance(operand, Name):
            found: Object = self.resources.get("/Properties", Dictionary()).get(operand, Dictionary())
            return found
        return operand  # type: ignore[return-value]

    def _begin(self, tag: object, properties: Object) -> None:
        mcid, given = self.open[-1]
        if tag == Name.Artifact:
            mcid, given = None, True
        elif "/MCID" in properties:
            mcid, given = int(properties.MCID), False
            self.texts.setdefault(mcid, [])
        if "/ActualText" in properties and not given:
            self._write(mcid, str(properties.ActualText))
            given = True
        self.open.append((mcid, given))

    def _font(self, name: Name) -> None:
        font = self.resources.Font[name]
        key = font.objgen
        if key not in self.fonts:
            self.fonts[key] = _decoder(font)
        self.decode = self.fonts[key]

    def _show(self, string: object) -> None:
        mcid, given = self.open[-1]
        if not given:
            self._write(mcid, self.decode(bytes(string)))  # type: ignore[call-overload]

    def _write(self, mcid: int | None, text: str) -> None:
        if mcid is not None:
            self.texts[mcid].append(text)


def _decoder(font: Object) -> Decoder:
    """What turns the font's codes into text: its ToUnicode map, else Latin-1."""
    if "/ToUnicode" not in font:
        return lambda data: data.decode("latin-1")
    codes = to_unicode(font.ToUnicode.read_bytes())
    width = 2 if font.get("/Subtype") == Name.Type0 else 1
    return lambda data: _decoded(data, codes, width)


def _decoded(data: bytes, codes: Mapping[int, str], width: int) -> str:
    return "".join(codes.get(int.from_bytes(data[at : at + width]), "\ufffd") for at in range(0, len(data), width))


def to_unicode(cmap: bytes) -> dict[int, str]:
    """The characters of each code in a ToUnicode CMap (PDF 1.7 §9.10.3)."""
    codes: dict[int, str] = {}
    for kind, body in _SECTION.findall(cmap):
        tokens = [(bytes.fromhex(text.decode()), opened, closed) for text, opened, closed in _TOKEN.findall(body)]
        if kind == b"bfchar":
            for (code, *_), (text, *_) in zip(tokens[::2], tokens[1::2], strict=False):
                codes[int.from_bytes(code)] = _utf16(text)
        else:
            _ranges(tokens, codes)
    return codes


def _ranges(tokens: list[tuple[bytes, bytes, bytes]], codes: dict[int, str]) -> None:
    at = 0
    while at + 2 < len(tokens):
        first, last = int.from_bytes(tokens[at][0]), int.from_bytes(tokens[at + 1][0])
        at += 2
        if tokens[at][1]:
            at += 1
            for code in range(first, last + 1):
                codes[code] = _utf16(tokens[at][0])
                at += 1
            at += 1
        else:
            text = tokens[at][0]
            at += 1
            for code in range(first, min(last, first + 0xFFFF) + 1):
                codes[code] = _utf16(text[:-2] + (int.from_bytes(text[-2:]) + code - first).to_bytes(2))


def _utf16(data: bytes) -> str:
    return data.decode("utf-16-be", "replace")


def array(value: Object | None) -> list[Object]:
    """A value that PDF lets be one thing or an array of them, as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]
