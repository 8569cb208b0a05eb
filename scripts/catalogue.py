"""Keep the German catalogue: extract marked sentences, merge translations, compile.

    python scripts/catalogue.py [sentences.tsv …]

Each line of a TSV file is ``msgid<TAB>msgstr``. Without files it only extracts
and compiles. Ends with 1 while a sentence lacks its translation.
"""

import datetime
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent / "herne_schwamm"
PO = PACKAGE / "problems" / "locale" / "de" / "LC_MESSAGES" / "herne_schwamm.po"
# A clock would make every extraction a change.
NO_DATE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def sentences() -> dict[str, list[str]]:
    """Every sentence marked by N_ in the package, with the files it stands in."""
    found: dict[str, set[str]] = {}
    for file, _, message, *_ in extract_from_dir(
        PACKAGE, [("**.py", "python")], keywords={"N_": None}
    ):
        found.setdefault(str(message), set()).add(file.replace("\\", "/"))
    return {message: sorted(found[message]) for message in sorted(found)}


def translations() -> dict[str, str]:
    """What the catalogue holds so far."""
    if not PO.is_file():
        return {}
    with PO.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    content = BytesIO()
    write_mo(content, catalogue)
    return content.getvalue()


def main() -> int:
    """Merge, write, compile, and say what is missing."""
    known = translations()
    for name in sys.argv[1:]:
        for line in Path(name).read_text(encoding="utf-8").splitlines():
            message, separator, told = line.partition("\t")
            if separator:
                # A TSV has one line per sentence: line ends inside are written as \n.
                known[message.replace("\\n", "\n")] = told.replace("\\n", "\n")
    catalogue = Catalog(
        locale="de",
        domain="herne_schwamm",
        project="herne_schwamm",
        header_comment="# German sentences of herne_schwamm.",
        copyright_holder="The herne_schwamm contributors",
        last_translator="The herne_schwamm contributors",
        language_team="German",
        creation_date=NO_DATE,
        revision_date=NO_DATE,
        fuzzy=False,
    )
    wanted = sentences()
    for message, files in wanted.items():
        catalogue.add(message, known.get(message, ""), locations=[(file, 0) for file in files])
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalogue, include_lineno=False, width=100)
    PO.with_suffix(".mo").write_bytes(compiled(catalogue))
    missing = [message for message in wanted if not known.get(message)]
    for message in missing:
        print(f"no translation: {message}")
    print(f"{len(wanted)} sentences, {len(missing)} without a translation")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
