"""What every node of the content model shares: identity, language and place."""

from typing import Self

from msgspec import Struct, structs

from publisher.model.place import NOWHERE, Place


class Node(
    Struct,
    frozen=True,
    kw_only=True,
    eq=False,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="type",
):
    """A piece of content.

    ``id`` is unique in the whole publication and safe in XML and PDF, empty where nothing points to the node;
    ``language`` is a BCP 47 tag where it differs from what is around the node (WCAG 2.2, 3.1.2);
    ``at`` is its place in the source. Two nodes that differ only in their places are equal.
    """

    id: str = ""
    language: str = ""
    at: Place = NOWHERE

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__struct_fields__ if name != "at")

    def __ne__(self, other: object) -> bool:
        # msgspec gives every struct an inequality of its own, which would count the place.
        return not self == other

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in self.__struct_fields__ if name != "at")))

    @property
    def type(self) -> str:
        """The node's name in JSON and in the templates, such as ``"paragraph"``."""
        return str(self.__struct_config__.tag)

    def replace(self, **changes: object) -> Self:
        """The same node with some fields changed."""
        return structs.replace(self, **changes)
