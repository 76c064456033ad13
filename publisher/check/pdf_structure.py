"""The structure tree of a PDF as plain elements, with the text of the pages in its place. PDF 1.7 §14.7.

1. every page's text is decoded by marked-content identifier
2. each structure element becomes an `Element`, with its text and links in their order
"""

from collections.abc import Iterator

from msgspec import Struct
from pikepdf import Array, Dictionary, Name, Object, Pdf

from publisher.check.pdf_text import Decoder, array, page_texts
from publisher.check.records import UnreadableError

SCOPES = {"/Column": "column", "/Row": "row", "/Both": "both"}
DEEPEST = 250
"""How deep a structure tree may be."""
MOST = 2_000_000
"""How many elements it may have: one that is the child of many counts each time."""


class Element(Struct, frozen=True):
    """A structure element: its type, what its attributes say, and its children: elements, text, and link targets;
    ``files`` are the media types of its associated files (ISO 19005-3 6.8)."""

    tag: str
    classes: tuple[str, ...] = ()
    language: str = ""
    alt: str = ""
    scope: str = ""
    columns: int = 1
    rows: int = 1
    expansion: str = ""
    numbering: str = ""
    id: bytes = b""
    headers: tuple[bytes, ...] = ()
    kids: "tuple[Element | str | PageTurn, ...]" = ()
    target: str = ""
    files: tuple[str, ...] = ()

    def all(self, tag: str) -> "Iterator[Element]":
        """Every element of this type below this one, in order."""
        for kid in self.kids:
            if isinstance(kid, Element):
                if kid.tag == tag:
                    yield kid
                yield from kid.all(tag)


class PageTurn(Struct, frozen=True):
    """Between two texts: what follows stands on this page, counted from 0."""

    page: int


def structure(pdf: Pdf, *, turns: bool = False) -> Element:
    """The structure tree with the text of the pages in it, and with ``turns`` where the page changes.

    Raises `UnreadableError` where the file has none, or one that no reader could take.
    """
    if "/StructTreeRoot" not in pdf.Root:
        raise UnreadableError("this PDF is not tagged")
    return _Tree(pdf, turns).root()


class _Tree:
    """Reads the structure tree of one file."""

    def __init__(self, pdf: Pdf, turns: bool) -> None:
        self.pdf = pdf
        self.turns = turns
        self.page = -1
        self.count = 0
        self.numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        self.fonts: dict[tuple[int, int], Decoder] = {}
        self.pages = {page.obj.objgen: page for page in pdf.pages}
        self.texts: dict[tuple[int, int], dict[int, str]] = {}

    def root(self) -> Element:
        root = self.pdf.Root.StructTreeRoot
        return Element("Root", kids=tuple(self.element(kid, 0) for kid in array(root.get("/K"))))

    def text(self, page: Object, mcid: int) -> str:
        key = page.objgen
        if key not in self.texts:
            # A reading order that leaps between pages is rare: only the last pages are kept.
            if len(self.texts) > 64:
                self.texts.clear()
            self.texts[key] = page_texts(self.pages[key], self.fonts)
        return self.texts[key].get(mcid, "")

    def element(self, source: Object, depth: int) -> Element:
        if depth > DEEPEST:
            raise UnreadableError(f"the structure tree is deeper than {DEEPEST} levels")
        self.count += 1
        if self.count > MOST:
            raise UnreadableError(f"the structure tree has more than {MOST} elements")
        attributes = _attributes(source)
        page = source.get("/Pg")
        kids = [one for kid in array(source.get("/K")) for one in self.kid(kid, page, depth)]
        if "/ActualText" in source:
            turned = (kid for kid in kids if isinstance(kid, PageTurn))
            kids = [*turned, str(source.ActualText), *(kid for kid in kids if isinstance(kid, _Target))]
        targets = [kid for kid in kids if isinstance(kid, _Target)]
        return Element(
            tag=str(source.S)[1:],
            classes=tuple(str(name)[1:] for name in array(source.get("/C")) if isinstance(name, Name)),
            language=str(source.get("/Lang", "")),
            alt=str(source.get("/Alt", "")),
            scope=SCOPES.get(str(attributes.get("/Scope", "")), ""),
            columns=int(attributes.get("/ColSpan", 1)),
            rows=int(attributes.get("/RowSpan", 1)),
            expansion=str(source.get("/E", "")),
            numbering=str(attributes.get("/ListNumbering", "")),
            id=bytes(source.get("/ID", b"")),
            headers=tuple(bytes(name) for name in array(attributes.get("/Headers"))),
            kids=tuple(kid for kid in kids if not isinstance(kid, _Target)),
            target=targets[0].address if targets else "",
            files=tuple(_media_type(file) for file in array(source.get("/AF"))),
        )

    def kid(self, kid: Object, page: Object | None, depth: int) -> "list[Element | str | PageTurn | _Target]":
        if isinstance(kid, int) and page is not None:
            return self.shown(page, kid)
        if isinstance(kid, Dictionary):
            if kid.get("/Type") == Name.OBJR:
                return [_Target(_address(kid.Obj))]
            if kid.get("/Type") == Name.MCR or "/MCID" in kid:
                page = kid.get("/Pg") or page
                return self.shown(page, int(kid.MCID)) if page is not None else []
            return [self.element(kid, depth + 1)]
        return []

    def shown(self, page: Object, mcid: int) -> "list[Element | str | PageTurn | _Target]":
        """A text, behind the turn of the page if it stands on another one than the text before."""
        number = self.numbers[page.objgen]
        if not self.turns or number == self.page:
            return [self.text(page, mcid)]
        self.page = number
        return [PageTurn(number), self.text(page, mcid)]


class _Target(Struct, frozen=True):
    """Where a link annotation leads."""

    address: str


def _attributes(element: Object) -> dict[str, Object]:
    found: dict[str, Object] = {}
    for owner in array(element.get("/A")):
        if isinstance(owner, Dictionary):
            found.update(dict(owner.items()))
    return found


def _media_type(file: Object) -> str:
    """What the file of a file specification is; empty where it does not say."""
    embedded = file.get("/EF", Dictionary()).get("/F", Dictionary())
    return str(embedded.get("/Subtype", "/"))[1:]


def _address(annotation: Object) -> str:
    """A web address, or ``#`` and the name of a destination."""
    action = annotation.get("/A", Dictionary())
    if "/URI" in action:
        return str(action.URI)
    target = annotation.get("/Dest", action.get("/D"))
    if target is None or isinstance(target, Array):
        return ""
    return "#" + str(target).removeprefix("/")
