"""Number trees and name trees: long lists that readers need not load whole. PDF 1.7 §7.9.6, §7.9.7."""

from collections.abc import Sequence

from pikepdf import Array, Dictionary, Object, Pdf

_LEAF = 64
"""How many entries a node holds, so that readers need not load all of it."""


def tree(pdf: Pdf, kind: str, entries: Sequence[tuple[Object | int, Object]]) -> Object:
    """A number tree (``/Nums``) or name tree (``/Names``) of sorted entries."""
    leaves = [entries[at : at + _LEAF] for at in range(0, len(entries), _LEAF)] or [entries]
    flat = [Array([item for entry in leaf for item in entry]) for leaf in leaves]
    if len(flat) == 1:
        return pdf.make_indirect(Dictionary({kind: flat[0]}))
    kids = [
        pdf.make_indirect(Dictionary({kind: values, "/Limits": Array([leaf[0][0], leaf[-1][0]])}))
        for values, leaf in zip(flat, leaves, strict=True)
    ]
    return pdf.make_indirect(Dictionary(Kids=Array(kids)))
