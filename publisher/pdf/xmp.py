"""The metadata of the file, as XMP. ISO 16684-1; ISO 19005-3 6.6, ISO 19005-4 6.7; ISO 14289-1 5, ISO 14289-2 5."""

from collections.abc import Iterable
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from publisher import __version__
from publisher.model import EditionName, Publication
from publisher.pdf.standards import Standard

_HEAD = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">
"""
_CLAIM = """<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
{claims}
</rdf:Description>
"""
_SCHEMA = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
_TAIL = '</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="r"?>'
_END = b"<?xpacket end"


def xmp(publication: Publication, edition: EditionName, modified: datetime, producer: str, claims: str) -> bytes:
    """The XMP packet of an edition of the publication. ``claims`` is what it declares to conform to (see `declared`).

    Its identifier is that of the edition, which the page list of the e-book names as its source; the publication's is
    what it relates to.
    """
    moment = modified.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    creators = [person.name for person in publication.authors]
    helpers = [person.name for person in publication.contributors]
    lines = [
        "<dc:format>application/pdf</dc:format>",
        _localised("dc:title", publication.title, publication.language),
        _list("dc:creator", "Seq", creators),
        _list("dc:contributor", "Bag", helpers),
        _list("dc:publisher", "Bag", [publication.publisher]),
        _list("dc:language", "Bag", [publication.language]),
        _localised("dc:description", publication.description, publication.language),
        _localised("dc:rights", publication.rights, publication.language),
        _simple("xmpRights:WebStatement", publication.license if "://" in publication.license else ""),
        _simple("dc:identifier", publication.identifier_of(edition)),
        _list("dc:relation", "Bag", [publication.identifier]),
        _simple("dc:source", publication.source),
        _list("dc:subject", "Bag", publication.subjects),
        _list("dc:date", "Seq", [publication.published]),
        _simple("xmp:CreateDate", moment),
        _simple("xmp:ModifyDate", moment),
        _simple("xmp:MetadataDate", moment),
        _simple("xmp:CreatorTool", f"publisher {__version__}"),
        _simple("pdf:Producer", producer),
        _simple("pdf:Keywords", ", ".join(publication.subjects)),
    ]
    body = "\n".join(line for line in lines if line)
    return (_HEAD + body + "\n</rdf:Description>\n" + claims + _TAIL).encode()


def declared(standard: Standard, *, with_files: bool) -> str:
    """What the metadata say of the standard. PDF/A-3 wants the properties of PDF/UA described, PDF/A-4 does not."""
    claims = (*standard.claims, *(standard.claims_with_files if with_files else ()))
    said = _CLAIM.format(claims="\n".join(_simple(name, value) for name, value in claims))
    return said + (_SCHEMA if standard.schema else "")


def _simple(name: str, value: str) -> str:
    return f"<{name}>{escape(value)}</{name}>" if value else ""


def _localised(name: str, value: str, language: str) -> str:
    """A text in the language of the publication, which is also the default."""
    if not value:
        return ""
    items = "".join(
        f"<rdf:li xml:lang={quoteattr(one)}>{escape(value)}</rdf:li>" for one in dict.fromkeys(("x-default", language))
    )
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"


def _list(name: str, kind: str, values: Iterable[str]) -> str:
    items = "".join(f"<rdf:li>{escape(value)}</rdf:li>" for value in values if value)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""


def padded(packet: bytes) -> bytes:
    """The packet with a space more in front of its end, where there may be any number of them. ISO 16684-1 7.3.2."""
    head, end, tail = packet.rpartition(_END)
    return head + b" " + end + tail
