"""The structure tree in the file. PDF 1.7 §14.7; ISO 14289-1 7.1; ISO 32000-2 14.7, ISO 14289-2 8.2.

1. every element of every part becomes a dictionary, with its marks and annotations as children
2. the parent tree leads from marks and annotations back to their elements
3. the ID tree leads from identifiers to elements; namespaces, role map and class map say what names mean
4. elements that refer to others point at them, and notes back at their calls
"""

from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from publisher.pdf.attachments import Attachments
from publisher.pdf.book import Placed
from publisher.pdf.part import Annotation, Mark, StructureElement, Value
from publisher.pdf.standards import Standard
from publisher.pdf.tags.vocabulary import CLASSES
from publisher.pdf.trees import tree


class StructureWriter:
    """Writes the structure tree of a file. ``annotations`` are the link annotations of each page, in order;
    ``attachments`` takes the files that supplement elements.

    After `write`, ``anchors`` holds the elements that can be referred to, by name.
    """

    def __init__(
        self,
        pdf: Pdf,
        pages: Sequence[Object],
        annotations: Sequence[Sequence[Object]],
        standard: Standard,
        attachments: Attachments,
    ) -> None:
        self._pdf, self._pages, self._annotations, self._standard = pdf, pages, annotations, standard
        self._attachments = attachments
        self.anchors: dict[str, Object] = {}
        self._refs: list[tuple[Object, tuple[str, ...]]] = []
        self._namespaces = {
            name: pdf.make_indirect(Dictionary(Type=Name.Namespace, NS=String(name))) for name in standard.namespaces
        }
        self._parents: list[list[Object | None]] = []
        self._annotated: list[tuple[Object, Object]] = []
        self._ids: dict[str, Object] = {}
        self._attributes: dict[str, Object] = {}
        self._classes: set[str] = set()
        self._tags: set[str] = set()

    def write(self, parts: Sequence[Placed]) -> Object:
        """Adds the tree of all parts to the file and gives its root."""
        root = self._pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        document = self._new("Document", root)
        kids: list[Object] = []
        tops: dict[str, Object] = {}
        for one in parts:
            if one.blank is not None:
                self._parents.append([])
            first = len(self._parents)
            self._parents += [[None] * page.marks for page in one.part.pages]
            prefix = _prefix(one.unit.name)
            around = tops.get(one.unit.inside, document)
            whole = one.part.tree
            self.anchors.update((_named(name, prefix), around) for name in whole.anchors)
            made = [
                self._element(kid, around, first, prefix)
                for kid in self._standard.retag(whole).kids
                if isinstance(kid, StructureElement)
            ]
            if around is document:
                kids += made
            else:
                around.K = Array([*_list(around.K), *made])
            if made:
                tops[one.unit.name] = made[-1]
        document.K = Array(kids)
        root.K = document
        meanings = self._standard.role_map(self._tags)
        if meanings:
            root.RoleMap = Dictionary({f"/{name}": Name(f"/{standard}") for name, standard in meanings.items()})
        if self._namespaces:
            root.Namespaces = Array(list(self._namespaces.values()))
        root.ClassMap = Dictionary({f"/{name}": self._class(name) for name in sorted(CLASSES & self._classes)})
        self._parent_tree(root)
        if self._ids:
            entries = sorted((name.encode(), element) for name, element in self._ids.items())
            root.IDTree = tree(self._pdf, "/Names", [(String(name), element) for name, element in entries])
        if self._namespaces:
            self._refer()
        return root

    def _new(self, tag: str, parent: Object) -> Object:
        element = self._pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{tag}"), P=parent))
        self._tags.add(tag)
        if self._namespaces:
            element.NS = self._namespaces[self._standard.namespace_of(tag)]
        return element

    def _refer(self) -> None:
        """Points elements at what they refer to, and notes back at their calls. ISO 14289-2 8.2.5.8, 8.2.5.14."""
        back: dict[tuple[int, int], list[Object]] = {}
        for element, names in self._refs:
            found = [self.anchors[name] for name in names if name in self.anchors]
            if found:
                element.Ref = Array(found)
            for note in found:
                if Name.FENote == note.S:
                    back.setdefault(note.objgen, []).append(element)
        for key, calls in back.items():
            self._pdf.get_object(key).Ref = Array(calls)

    def _element(self, source: StructureElement, parent: Object, first: int, prefix: str) -> Object:
        element = self._new(source.tag, parent)
        for name in source.anchors:
            self.anchors.setdefault(_named(name, prefix), element)
        if source.refs:
            self._refs.append((element, tuple(_named(name, prefix) for name in source.refs)))
        page = next((first + kid.page for kid in source.kids if not isinstance(kid, StructureElement)), None)
        if page is not None:
            element.Pg = self._pages[page]
        for key, text in (("/Lang", source.language), ("/E", source.expansion)):
            if text:
                element[key] = String(text)
        for key, said in (("/Alt", source.alt), ("/ActualText", source.actual)):
            if said is not None:
                element[key] = String(said)
        if source.id:
            element.ID = String(prefix + source.id)
            self._ids[prefix + source.id] = element
        if source.classes:
            self._classes.update(source.classes)
            names = [Name(f"/{name}") for name in source.classes]
            element.C = names[0] if len(names) == 1 else Array(names)
        attributes = self._attributes_of(source, prefix)
        self._attachments.to_element(element, source.files)
        if attributes:
            element.A = attributes[0] if len(attributes) == 1 else Array(attributes)
        kids = [self._kid(kid, element, page, first, prefix) for kid in source.kids]
        if kids:
            element.K = kids[0] if len(kids) == 1 else Array(kids)
        return element

    def _kid(
        self, kid: StructureElement | Mark | Annotation, element: Object, page: int | None, first: int, prefix: str
    ) -> Object | int:
        match kid:
            case StructureElement():
                return self._element(kid, element, first, prefix)
            case Mark():
                at = first + kid.page
                self._parents[at][kid.number] = element
                if at == page:
                    return kid.number
                return Dictionary(Type=Name.MCR, Pg=self._pages[at], MCID=kid.number)
            case Annotation():
                at = first + kid.page
                annotation = self._annotations[at][kid.number]
                self._annotated.append((annotation, element))
                return Dictionary(Type=Name.OBJR, Obj=annotation, Pg=self._pages[at])

    def _attributes_of(self, source: StructureElement, prefix: str) -> list[Object]:
        by_owner: dict[str, dict[str, Object]] = {
            owner: {key: _value(value, prefix) for key, value in values.items()}
            for owner, values in source.attributes.items()
            if owner in self._standard.owners
        }
        if source.box is not None:
            by_owner.setdefault("Layout", {})["BBox"] = Array([float(edge) for edge in source.box])
        return [self._shared(owner, values) for owner, values in sorted(by_owner.items())]

    def _shared(self, owner: str, values: dict[str, Object]) -> Object:
        """An attribute dictionary; the cells of a column have the same one."""
        made = Dictionary({"/O": Name(f"/{owner}"), **{f"/{key}": value for key, value in sorted(values.items())}})
        if "BBox" in values:
            return made
        key = repr(pikepdf.unparse_content_stream([([made], pikepdf.Operator("x"))]))
        if key not in self._attributes:
            self._attributes[key] = self._pdf.make_indirect(made)
        return self._attributes[key]

    def _class(self, name: str) -> Object:
        """What a class stands for: the class attribute of the markup."""
        return Dictionary({"/O": Name(f"/{self._standard.classes}"), "/class": String(name)})

    def _parent_tree(self, root: Object) -> None:
        entries: list[tuple[Object | int, Object]] = []
        for number, (page, owners) in enumerate(zip(self._pages, self._parents, strict=True)):
            if None in owners:
                raise AssertionError(f"page {number + 1}: mark {owners.index(None)} belongs to no structure element")
            page.StructParents = number
            page.Tabs = Name.S
            entries.append((number, self._pdf.make_indirect(Array([owner for owner in owners if owner is not None]))))
        for number, (annotation, element) in enumerate(self._annotated, len(self._pages)):
            annotation.StructParent = number
            entries.append((number, element))
        root.ParentTree = tree(self._pdf, "/Nums", entries)
        root.ParentTreeNextKey = len(entries)


def _list(kids: Object) -> list[Object]:
    return list(kids) if isinstance(kids, Array) else [kids]


def anchor_key(name: str, unit: str) -> str:
    """Under which key `StructureWriter.anchors` has what is called so in the part of a unit."""
    return _named(name, _prefix(unit))


def _prefix(unit: str) -> str:
    return f"{unit.lstrip(':')}-" if unit else ""


def _named(name: str, prefix: str) -> str:
    # Names with a space are made for each part; the others are ids, which are the same in the whole publication.
    return prefix + name if " " in name else name


def _value(value: Value, prefix: str) -> Object:
    if isinstance(value, tuple):
        # Only Headers are lists: of identifiers.
        return Array([String(prefix + one) for one in value])
    if isinstance(value, str):
        return Name(value) if value.startswith("/") else String(value)
    return value  # type: ignore[return-value]
