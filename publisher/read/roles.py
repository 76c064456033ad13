"""Which role a chapter has by its name, where it belongs by its role, and the title that a role has by itself."""

import re
from typing import Literal, TypeAlias, cast, get_args

from publisher.model import Role
from publisher.model.publication import BackRole, BodyRole, FrontRole
from publisher.read.names import stem

Matter: TypeAlias = Literal["front", "body", "back"]

FRONT: frozenset[str] = frozenset(get_args(FrontRole))
BODY: frozenset[str] = frozenset(get_args(BodyRole))
BACK: frozenset[str] = frozenset(get_args(BackRole))
ROLES_OF: dict[Matter, frozenset[str]] = {"front": FRONT, "body": BODY, "back": BACK}
DEFAULT: dict[Matter, Role] = {"front": "foreword", "body": "chapter", "back": "appendix"}
_SYNONYMS = {
    "acknowledgements": "acknowledgments",
    "about-the-author": "contributors",
    "about-the-authors": "contributors",
    "references": "bibliography",
    "works-cited": "bibliography",
    "notes": "endnotes",
    "appendices": "appendix",
    "conclusions": "conclusion",
}
_ORDER = (
    *("list-of-figures", "list-of-tables"),
    *("dedication", "epigraph", "foreword", "preface", "acknowledgments", "introduction", "prologue", "contributors"),
    *("chapter", "conclusion", "epilogue"),
    *("afterword", "appendix", "glossary", "bibliography", "index", "colophon", "endnotes"),
)
_TITLES = {
    "en": "List of figures|List of tables|"
    "Dedication|Epigraph|Foreword|Preface|Acknowledgments|Introduction|Prologue|Contributors|Chapter|Conclusion|"
    "Epilogue|Afterword|Appendix|Glossary|Bibliography|Index|Colophon|Notes",
    "de": "Abbildungsverzeichnis|Tabellenverzeichnis|"
    "Widmung|Motto|Geleitwort|Vorwort|Danksagung|Einleitung|Prolog|Mitwirkende|Kapitel|Schluss|"
    "Epilog|Nachwort|Anhang|Glossar|Literaturverzeichnis|Register|Impressum|Anmerkungen",
    "fr": "Table des figures|Liste des tableaux|"
    "Dédicace|Épigraphe|Avant-propos|Préface|Remerciements|Introduction|Prologue|Contributeurs|Chapitre|"
    "Conclusion|"
    "Épilogue|Postface|Annexe|Glossaire|Bibliographie|Index|Colophon|Notes",
    "es": "Índice de figuras|Índice de tablas|"
    "Dedicatoria|Epígrafe|Prólogo|Prefacio|Agradecimientos|Introducción|Prólogo|Colaboradores|Capítulo|"
    "Conclusión|"
    "Epílogo|Posfacio|Apéndice|Glosario|Bibliografía|Índice|Colofón|Notas",
    "it": "Indice delle figure|Indice delle tabelle|"
    "Dedica|Epigrafe|Presentazione|Prefazione|Ringraziamenti|Introduzione|Prologo|Collaboratori|"
    "Capitolo|Conclusione|"
    "Epilogo|Postfazione|Appendice|Glossario|Bibliografia|Indice|Colophon|Note",
    "pt": "Lista de figuras|Lista de tabelas|"
    "Dedicatória|Epígrafe|Apresentação|Prefácio|Agradecimentos|Introdução|Prólogo|Colaboradores|"
    "Capítulo|Conclusão|"
    "Epílogo|Posfácio|Apêndice|Glossário|Bibliografia|Índice|Colofão|Notas",
    "nl": "Lijst van figuren|Lijst van tabellen|"
    "Opdracht|Motto|Voorwoord|Woord vooraf|Dankwoord|Inleiding|Proloog|Medewerkers|Hoofdstuk|Conclusie|"
    "Epiloog|Nawoord|Bijlage|Woordenlijst|Literatuur|Register|Colofon|Noten",
}


def role_named(name: str, place: Matter | None = None) -> Role | None:
    """The role that a file name or a title such as "00-preface" or "Appendix A" says, if it may stand at ``place``."""
    words = re.sub(r"^(ch(apter)?)?[\W\d_]+(?=[^\W\d_])", "", stem(name.strip()).lower())
    plain = re.sub(r"[\s_]+", "-", words)
    role = _SYNONYMS.get(plain, plain)
    if re.match(r"(appendix|annex)\b", role):
        role = "appendix"
    if role not in FRONT | BODY | BACK or role in ("part", "section", "article"):
        return None
    return cast(Role, role) if place is None or role in ROLES_OF[place] else None


def default_title(role: Role, language: str) -> str:
    """What a section of this role is called in a language that we know; else empty."""
    titles = _TITLES.get(language.partition("-")[0].lower())
    return titles.split("|")[_ORDER.index(role)] if titles and role in _ORDER else ""


def own_number(title: str, language: str) -> str | None:
    """The number in a title's words ("3. Rivers", "Appendix B: Tables"), "" for a mere "Appendix", else None."""
    words = {default_title(role, code) for role in ("chapter", "appendix") for code in ("en", language)} | {"Part"}
    named = "|".join(re.escape(word) for word in sorted(words) if word)
    number = r"(?:\d+(?:\.\d+)*|[IVXLC]+|[A-Z])"
    numbered = re.match(rf"\s*(?:(?i:{named})\s+({number})\b|(\d+(?:\.\d+)*)[.):]\s|([IVXLC]+)[.:]\s)", title)
    if numbered:
        return next(group for group in numbered.groups() if group)
    return "" if re.match(rf"\s*(?i:{named}|appendices)\s*$", title) else None
