"""What a PDF file is by each standard that it can follow: one table, so that nothing else asks which one it is.

``ua-1``: PDF/UA-1 (ISO 14289-1) with PDF/A-3a (ISO 19005-3), in PDF 1.7. ``ua-2``: PDF/UA-2 (ISO 14289-2) with
PDF/A-4 (ISO 19005-4), in PDF 2.0.
"""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType

from msgspec import Struct

from publisher.model import Standard as StandardName
from publisher.pdf.part import StructureElement
from publisher.pdf.tags.modern import PDF_1, PDF_2, in_pdf_1, in_pdf_2, namespace_of
from publisher.pdf.tags.vocabulary import ROLE_MAP


class Standard(Struct, frozen=True, kw_only=True):
    """What differs from standard to standard.

    ``claims`` are the properties by which the metadata declare it, and ``claims_with_files`` what they declare beyond
    where files are attached; ``schema`` is whether they must describe the properties of PDF/UA as well. ``retag`` gives
    the structure tree in the standard's own types, ``role_map`` which types of PDF 1.7 stand for others of those that
    are used, ``namespaces`` those of the types, and ``namespace_of`` that of each. ``owners`` are the owners of
    attributes that it knows, and ``classes`` the owner of the class names. ``leads_to_structure`` is whether links lead
    to elements beside places.
    """

    version: str
    claims: tuple[tuple[str, str], ...]
    claims_with_files: tuple[tuple[str, str], ...] = ()
    schema: bool = False
    retag: Callable[[StructureElement], StructureElement]
    role_map: Callable[[Collection[str]], Mapping[str, str]]
    namespaces: tuple[str, ...] = ()
    namespace_of: Callable[[str], str] = namespace_of
    owners: frozenset[str] = frozenset({"Layout", "List", "Table"})
    classes: str
    leads_to_structure: bool = False
    suspects: bool = False
    """Whether it is said that the tags are not suspect; PDF 2.0 gave that up."""


STANDARDS: Mapping[StandardName, Standard] = MappingProxyType(
    {
        "ua-1": Standard(
            version="1.7",
            claims=(("pdfaid:part", "3"), ("pdfaid:conformance", "A"), ("pdfuaid:part", "1")),
            schema=True,
            retag=lambda tree: tree,
            role_map=lambda _used: ROLE_MAP,
            classes="HTML-4.01",
            suspects=True,
        ),
        "ua-2": Standard(
            version="2.0",
            claims=(("pdfaid:part", "4"), ("pdfaid:rev", "2020"), ("pdfuaid:part", "2"), ("pdfuaid:rev", "2024")),
            claims_with_files=(("pdfaid:conformance", "F"),),
            retag=in_pdf_2,
            role_map=in_pdf_1,
            namespaces=(PDF_2, PDF_1),
            owners=frozenset({"FENote", "Layout", "List", "Table"}),
            classes="HTML-5.00",
            leads_to_structure=True,
        ),
    }
)
