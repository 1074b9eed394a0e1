"""Words that a search leaves out: they stand in nearly every text, or only frame a question."""

STOP_WORDS = {
    # auxiliary verbs and what an apostrophe leaves of them: "I'd", "we'll", "isn't"
    "en": "aren could couldn d didn doesn hadn hasn haven isn ll m might must re shouldn ve wasn "
    "weren would wouldn",
    "ro": "a ai ale am ar are au ca că ce cu cum da de din după e ea el ei eu este fi în iar la le "
    "lor mai ne ni nu o pe pentru prin sau să se si și sunt te un una unde unei unui va vă voi",
    "tr": "ama bir biz bu da daha de değil diye en gibi hem her için ile ise ki mi mu mü ne o ol "
    "sen siz şu ve veya ya",
}
"""Stop words that ``whoosh.lang`` lacks, by language: they are in no index."""
FRAME_WORDS = {
    "en": "able advice advise anybody anyone anything best better correct correctly everybody "
    "everyone get getting gets good got guys hello help hey hi idea ideas know knows like make "
    "making need needs please possible possibly proper properly question questions recommend "
    "recommended right should simple simplest somebody someone something suggest suggestion "
    "suggestions tell thank thanks there tip tips try trying want wants way ways wonder wondering "
    "wrong",
    "de": "am beste besten bester bestes bitte brauche brauchen danke eigentlich einfachste "
    "einfachsten empfehlen empfehlung erklären etwas frage fragen geben gebt geht gibt gut hallo "
    "helfen hilfe idee ideen irgendjemand irgendwie jemand jemanden jemandem kann kannst kennen "
    "kennt könnte könnten können leute machen macht man möchte möchten möglich möglichkeit "
    "möglichkeiten müssen muss richtig richtige richtigen sagen sinnvoll sollte sollten suche "
    "suchen tipp tipps weg wege weiß weiss wissen wie will wollen würde",
}
"""Words that frame a question, by language: "is there a way to", "wie kann ich am besten".

They are in the index, and count inside quotation marks, or where nothing else was asked for.
"""
