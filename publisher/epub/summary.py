"""A sentence or a few that say how accessible a publication is, made from what was counted in it.

Used where the author gives none (schema.org accessibilitySummary).
"""

from types import MappingProxyType

from publisher.epub.survey import Survey

FALLBACK = "en"
SENTENCES = MappingProxyType(
    {
        "en": {
            "text": "The text can be read aloud, enlarged and set in other fonts and colours, and can be navigated by "
            "headings and the table of contents.",
            "images": "All images that carry meaning have text alternatives.",
            "long": "Complex images are also described in full.",
            "math": "Formulas are MathML with a spoken form.",
            "transcripts": "Recordings have transcripts.",
            "captions": "Videos have captions.",
            "draft": "This is a draft whose accessibility has not been checked.",
        },
        "de": {
            "text": "Der Text lässt sich vorlesen, vergrößern und in anderen Schriften und Farben darstellen; "
            "Überschriften und Inhaltsverzeichnis dienen zur Navigation.",
            "images": "Alle bedeutungstragenden Bilder haben Alternativtexte.",
            "long": "Komplexe Bilder sind zusätzlich ausführlich beschrieben.",
            "math": "Formeln liegen als MathML mit gesprochener Fassung vor.",
            "transcripts": "Aufnahmen haben Transkripte.",
            "captions": "Videos haben Untertitel.",
            "draft": "Dies ist ein Entwurf, dessen Barrierefreiheit nicht geprüft wurde.",
        },
        "fr": {
            "text": "Le texte peut être lu à voix haute, agrandi et affiché avec d’autres polices et couleurs ; les "
            "titres et la table des matières permettent d’y naviguer.",
            "images": "Toutes les images porteuses de sens ont un texte de remplacement.",
            "long": "Les images complexes sont aussi décrites en détail.",
            "math": "Les formules sont en MathML avec une version parlée.",
            "transcripts": "Les enregistrements ont une transcription.",
            "captions": "Les vidéos sont sous-titrées.",
            "draft": "Ceci est un brouillon dont l’accessibilité n’a pas été vérifiée.",
        },
        "es": {
            "text": "El texto puede leerse en voz alta, ampliarse y mostrarse con otros tipos de letra y colores; los "
            "títulos y el índice de contenidos permiten navegar por él.",
            "images": "Todas las imágenes con significado tienen textos alternativos.",
            "long": "Las imágenes complejas se describen además en detalle.",
            "math": "Las fórmulas están en MathML con una versión hablada.",
            "transcripts": "Las grabaciones tienen transcripción.",
            "captions": "Los vídeos tienen subtítulos.",
            "draft": "Este es un borrador cuya accesibilidad no se ha comprobado.",
        },
        "it": {
            "text": "Il testo può essere letto ad alta voce, ingrandito e mostrato con altri caratteri e colori; i "
            "titoli e il sommario permettono di navigarlo.",
            "images": "Tutte le immagini significative hanno un testo alternativo.",
            "long": "Le immagini complesse sono anche descritte per esteso.",
            "math": "Le formule sono in MathML con una versione parlata.",
            "transcripts": "Le registrazioni hanno una trascrizione.",
            "captions": "I video sono sottotitolati.",
            "draft": "Questa è una bozza la cui accessibilità non è stata verificata.",
        },
    }
)


def summary(found: Survey, language: str, draft: bool) -> tuple[str, str]:
    """The summary and the language it is in: that of the publication if it is known here, else English."""
    tag = language.split("-")[0].lower()
    tag = tag if tag in SENTENCES else FALLBACK
    sentences = SENTENCES[tag]
    if draft:
        return sentences["draft"], tag
    facts = {
        "text": True,
        "images": found.described > 0 and not found.undescribed,
        "long": found.long_descriptions > 0,
        "math": found.formulas > 0 and found.formulas == found.spoken_formulas,
        "transcripts": found.transcribed > 0 and found.transcribed == found.videos + found.audios,
        "captions": found.videos > 0 and found.captioned >= found.videos,
    }
    return " ".join(sentences[name] for name, true in facts.items() if true), tag
