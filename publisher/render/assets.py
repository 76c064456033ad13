"""Everything that an edition shows besides its text: pictures, recordings, formulas and fonts.

1. go through the publication and note every file that it names, with the places and the room for it
2. read each file once, from inside the publication's folder only, and make it ready for the edition
3. draw the formulas (print), and see that every formula can be read (both)
4. take the fonts that its characters need; for an e-book, cut down to them

What is wrong with a file is a problem at the place that names it. A draft shows a sign in place of a broken picture.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from msgspec import Struct, field, structs

from publisher.cache import Cache, digest
from publisher.model import (
    NOWHERE,
    EditionSettings,
    Image,
    Math,
    MathBlock,
    Media,
    Node,
    Place,
    Problem,
    Publication,
    in_order,
    parts_of,
)
from publisher.render import fonts, images, media, svg
from publisher.render.fonts import Face
from publisher.render.formulas import formulas
from publisher.render.images import Edition, ImageError, Picture
from publisher.render.labels import labels
from publisher.render.math import Formula
from publisher.render.placeholder import placeholder
from publisher.render.svg_page import words
from publisher.render.theme import theme

_CLAUSE = "EPUB 3.3 §3.2"


class Asset(Struct, frozen=True):
    """A file of an edition. ``name`` is its path in it; ``width`` and ``height`` are the CSS px to show it at."""

    name: str
    media_type: str
    data: bytes
    width: int = 0
    height: int = 0


class Assets(Struct, frozen=True):
    """The files of an edition: pictures and media by the model's ``src``, formulas by `math.key`, fonts by face.

    ``formulas`` are those that ``math`` has pictures of, and an e-book the MathML. ``also`` are the characters that it
    shows besides those of the publication's text.
    """

    images: dict[str, Asset] = field(default_factory=dict)
    files: dict[str, Asset] = field(default_factory=dict)
    math: dict[str, Asset] = field(default_factory=dict)
    fonts: dict[Face, Asset] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    also: str = ""
    formulas: dict[str, Formula] = field(default_factory=dict)

    def all(self) -> tuple[Asset, ...]:
        """Every file once, by name."""
        groups = (self.images, self.files, self.math, self.fonts)
        by_name = {asset.name: asset for group in groups for asset in group.values()}
        return tuple(by_name[name] for name in sorted(by_name))


class _Use(Struct, frozen=True):
    """A picture that the publication names: where, how wide, and whether it is the cover."""

    src: str
    place: Place
    width: int
    cover: bool


class _FileError(Exception):
    """A file is not there or must not be read; ``code`` ends the problem's code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def gather(
    publication: Publication, folder: Path, edition: Edition, draft: bool = False, cache: Cache | None = None
) -> Assets:
    """The files of ``edition``, with the problems found on the way.

    A picture that cannot be used is missing from ``images``, but for a draft, where a sign stands for it.
    Nothing outside ``folder`` is read. ``cache`` keeps pictures and formulas. Raises OSError only where made fonts
    cannot be kept.
    """
    found: list[Problem] = []
    kept = cache or Cache(None)
    named = tuple(_named(publication))
    used = fonts.characters_of(publication)
    pictures = _Pictures(folder, edition, draft, kept).all(publication, named, found)
    files = _media(named, folder, found) if edition == "epub" else {}
    made = formulas(named, publication.language, found, kept)
    drawn = _drawn(made) if edition == "print" else {}
    found += fonts.missing_glyphs(publication, used)
    also = labels(theme(folder), publication.language).characters
    if edition == "print":
        also |= set().union(*(words(one.data) for one in pictures.values() if one.media_type == "image/svg+xml"))
    shown = "".join(sorted(also))
    return Assets(pictures, files, drawn, font_assets(used, edition, shown), in_order(found), shown, made)


def set_in(assets: Assets, publication: Publication, settings: EditionSettings) -> Assets:
    """The files of a printed edition: those that were gathered for print, with the fonts that this one is set in.

    A family that there is not is a problem (``font-unknown``). Raises OSError only where made fonts cannot be kept.
    """
    chosen = fonts.typefaces(settings)
    problems = (*assets.problems, *fonts.unknown(settings))
    made = (
        assets.fonts
        if chosen == fonts.USUAL
        else font_assets(fonts.characters_of(publication), "print", assets.also, chosen)
    )
    return structs.replace(assets, fonts=made, problems=problems)


def font_assets(
    used: fonts.Characters, edition: Edition, also: str = "", typefaces: fonts.Typefaces = fonts.USUAL
) -> dict[Face, Asset]:
    """The fonts that a publication with these characters needs: whole for print, cut down to them for an e-book.

    ``also`` are the characters of what is not its own text: of our labels, and of the words in its drawings, which
    only print sets in our fonts.
    """
    made = {}
    for face in fonts.faces_of_publication(used, also, typefaces):
        if edition == "epub":
            # Any of them may stand in for another, so each keeps all that it has of what is shown.
            shown = used.text | used.code | set(also)
            made[face] = Asset(f"fonts/{face.name}.woff2", "font/woff2", fonts.subset(face, shown))
        else:
            made[face] = Asset(f"fonts/{face.name}{face.path.suffix}", face.media_type, face.path.read_bytes())
    return made


class _Pictures:
    """Makes the pictures of an edition ready."""

    def __init__(self, folder: Path, edition: Edition, draft: bool, cache: Cache) -> None:
        self._folder, self._edition, self._draft, self._cache = folder, edition, draft, cache

    def all(
        self, publication: Publication, named: Sequence[tuple[Node, Place]], found: list[Problem]
    ) -> dict[str, Asset]:
        """The pictures by their ``src``; what is wrong with them is added to ``found``."""
        uses: dict[str, list[_Use]] = {}
        for use in _uses(publication, named):
            uses.setdefault(use.src, []).append(use)
        made: dict[str, Asset] = {}
        for src, of_it in uses.items():
            picture = self._of(src, of_it, found)
            if picture is not None:
                name = _name("images", src, picture.suffix, picture.data)
                made[src] = Asset(name, picture.media_type, picture.data, picture.width, picture.height)
        return made

    def _of(self, src: str, uses: Sequence[_Use], found: list[Problem]) -> Picture | None:
        """The picture that is used in these places."""
        width = 0 if any(use.width == 0 for use in uses) else max(use.width for use in uses)
        try:
            picture = self._picture(src, width, any(use.cover for use in uses))
        except (_FileError, ImageError) as error:
            found.extend(_image_problem(error, src, use.place) for use in uses)
            if not self._draft:
                return None
            picture = placeholder(src)
        notice = "; ".join(picture.notices)
        if notice:
            message = f'the image "{src}" is changed: {notice}'
            found.append(Problem(code="image-changed", place=uses[0].place, message=message, severity="warning"))
        if self._edition == "print" and picture.media_type == "image/svg+xml":
            found += fonts.missing_glyphs_in(words(picture.data), uses[0].place)
        return picture

    def _picture(self, src: str, width: int, cover: bool) -> Picture:
        data = _read(self._folder, src, images.LARGEST_FILE)
        key = digest("picture", data, self._edition, f"{width} {cover}")
        picture = self._cache.recall(key, Picture)
        if picture is None:
            if svg.looks_like_svg(data):
                picture = svg.sanitise(data, self._edition)
            else:
                picture = images.process(data, self._edition, width, cover=cover)
            self._cache.keep(key, picture)
        return picture


def _uses(publication: Publication, named: Sequence[tuple[Node, Place]]) -> Iterator[_Use]:
    if publication.cover is not None:
        yield _Use(publication.cover.src, publication.cover.at, publication.cover.width, True)
    for node, place in named:
        if isinstance(node, Image):
            yield _Use(node.src, place, node.width, False)


def _named(publication: Publication) -> Iterator[tuple[Node, Place]]:
    """Every picture but the cover, recording and formula in reading order, with its place or the nearest around it."""
    waiting: list[tuple[object, Place]] = [(publication.replace(cover=None), NOWHERE)]
    while waiting:
        value, place = waiting.pop()
        if type(value) is tuple:
            waiting += [(item, place) for item in reversed(value)]
        elif isinstance(value, Struct):
            if isinstance(value, Node):
                place = value.at if value.at != NOWHERE else place
                if isinstance(value, Image | Media | Math | MathBlock):
                    yield value, place
            waiting += [(inner, place) for inner in reversed(parts_of(value))]


def _image_problem(error: _FileError | ImageError, src: str, place: Place) -> Problem:
    if isinstance(error, ImageError):
        message = f'the image "{src}": {error.message}'
        return Problem(code=error.code, place=place, message=message, fix=error.fix, clause=_CLAUSE)
    messages = {
        "missing": (f'there is no image "{src}"', "put the file there, or mend its name"),
        "outside": (f'the image "{src}" lies outside the publication\'s folder', "move it into the folder"),
        "size": (f'the image "{src}" has more than {images.LARGEST_FILE // 2**20} MB', "make it smaller"),
    }
    message, fix = messages[error.code]
    return Problem(code=f"image-{error.code}", place=place, message=message, fix=fix, clause=_CLAUSE)


def _media(named: Sequence[tuple[Node, Place]], folder: Path, found: list[Problem]) -> dict[str, Asset]:
    made: dict[str, Asset] = {}
    for node, place in named:
        if not isinstance(node, Media):
            continue
        for src, kind in ((node.src, node.kind), (node.captions, "captions")):
            if src and src not in made:
                try:
                    made[src] = _file(folder, src, kind)
                except media.MediaError as error:
                    message = f'"{src}" {error.message}'
                    found.append(
                        Problem(code="media-format", place=place, message=message, fix=error.fix, clause=_CLAUSE)
                    )
                except _FileError as error:
                    found.append(_media_problem(error.code, src, place))
    return made


def _file(folder: Path, src: str, kind: str) -> Asset:
    if kind == "captions":
        data = _read(folder, src, media.LARGEST_CAPTIONS)
        what = media.captions(data)
    else:
        data = _read(folder, src, media.LARGEST_FILE)
        what = media.recording(data, kind)
    return Asset(_name("media", src, what.suffix, data), what.media_type, data)


def _media_problem(code: str, src: str, place: Place) -> Problem:
    messages = {
        "missing": ("media-file", f'there is no file "{src}"', "put the file there, or mend its name"),
        "outside": ("media-outside", f'"{src}" lies outside the publication\'s folder', "move it into the folder"),
        "size": ("media-size", f'"{src}" is too large for an e-book', "shorten it, or give a :link: to it"),
    }
    name, message, fix = messages[code]
    return Problem(code=name, place=place, message=message, fix=fix, clause=_CLAUSE)


def _drawn(made: Mapping[str, Formula]) -> dict[str, Asset]:
    return {
        key: Asset(f"math/{key}.svg", "image/svg+xml", one.picture.svg.encode())
        for key, one in made.items()
        if one.picture is not None
    }


def _read(folder: Path, src: str, limit: int) -> bytes:
    """The file's bytes. Raises _FileError where it is not there, too large, or outside the folder, also by a link."""
    inside = folder.resolve()
    try:
        path = (inside / src).resolve()
        if not path.is_relative_to(inside):
            raise _FileError("outside")
        if not path.is_file():
            raise _FileError("missing")
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except (OSError, ValueError, RuntimeError):
        raise _FileError("missing") from None
    if len(data) > limit:
        raise _FileError("size")
    return data


def _name(folder: str, src: str, suffix: str, data: bytes) -> str:
    """A name that every system and reader can handle, and that differs wherever the bytes differ."""
    stem = unicodedata.normalize("NFKD", PurePosixPath(src).stem).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:40] or "file"
    return f"{folder}/{slug}-{hashlib.sha256(data).hexdigest()[:8]}{suffix}"
