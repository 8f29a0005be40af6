"""Files that are broken, protected or made to do harm: one function a kind, each gives the bytes of a file."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache

TEXT = "某区行动计划"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
XML = '<?xml version="1.0" encoding="UTF-8"?>'


@cache
def plain_docx() -> bytes:
    """A good Word file of one paragraph."""
    import docx

    document = docx.Document()
    document.add_paragraph(TEXT)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@cache
def plain_xlsx() -> bytes:
    """A good workbook of one cell."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active["A1"] = TEXT
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def repacked(content: bytes, parts: Mapping[str, bytes | str | None]) -> bytes:
    """An archive with these parts put in or, where None, left out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
    return target.getvalue()


def docx_of(body: str, *, before: str = "", **more: bytes | str | None) -> bytes:
    """A Word file with this body; `before` stands above the document's element."""
    document = f"{XML}{before}<w:document {_W}><w:body>{body}</w:body></w:document>"
    return repacked(plain_docx(), {"word/document.xml": document, **more})


def paragraph(text: str = TEXT, properties: str = "") -> str:
    """A paragraph of a Word file."""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def xlsx_of(data: str, after: str = "") -> bytes:
    """A workbook with these rows on its sheet."""
    sheet = f"{XML}<worksheet {_S}><sheetData>{data}</sheetData>{after}</worksheet>"
    return repacked(plain_xlsx(), {"xl/worksheets/sheet1.xml": sheet})


def typed(content: bytes, old: str, new: str) -> bytes:
    """An office document whose list of contents calls its main part something else."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        contents = archive.read("[Content_Types].xml").decode()
    return repacked(content, {"[Content_Types].xml": contents.replace(old, new)})


# archives


def zip_of(parts: Mapping[str, bytes]) -> bytes:
    """An archive of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def with_flags(content: bytes, flag: int) -> bytes:
    """An archive whose parts all have this flag; 1 says that they are encrypted."""
    changed = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(signature)
        while at >= 0:
            flags = struct.unpack_from("<H", changed, at + offset)[0]
            struct.pack_into("<H", changed, at + offset, flags | flag)
            at = changed.find(signature, at + 4)
    return bytes(changed)


def lying(content: bytes, name: str, size: int) -> bytes:
    """An archive that tells a wrong unpacked size of one part."""
    changed = bytearray(content)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", changed, at + 28)[0]
        if changed[at + 46 : at + 46 + length] == name.encode():
            struct.pack_into("<I", changed, at + 24, size)
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def twice(content: bytes, name: str) -> bytes:
    """An archive that holds one part twice."""
    import warnings

    target = io.BytesIO(content)
    with warnings.catch_warnings(), zipfile.ZipFile(target, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(name, "<other/>")
    return target.getvalue()


def damaged(content: bytes) -> bytes:
    """An archive with some bytes of its largest part changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = max(archive.infolist(), key=lambda each: each.compress_size)
    changed = bytearray(content)
    at = part.header_offset + 60 + part.compress_size // 2
    changed[at : at + 40] = bytes(40)
    return bytes(changed)


def bomb(size: int) -> bytes:
    """A Word file with a part that unpacks to so many zeros."""
    target = io.BytesIO(plain_docx())
    with (
        zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/media/image1.png", "w") as part,
    ):
        for _ in range(size >> 20):
            part.write(bytes(1 << 20))
    return target.getvalue()


# compound files and others


def compound(stream: str) -> bytes:
    """The beginning of an old office file, or of an encrypted new one, as its directory tells."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + stream.encode("utf-16-le") + bytes(3000)


def packed_text() -> bytes:
    return gzip.compress(TEXT.encode())


# pdf


def pdf_of(objects: Mapping[int, bytes], *, trailer: bytes = b"", root: int = 1) -> bytes:
    """A pdf of these objects, with a table of where they stand."""
    content = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(content)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(content)
    size = max(objects) + 1
    content += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        content += b"%010d 00000 %c \n" % (places.get(number, 0), b"n" if number in places else b"f")
    content += b"trailer\n<</Size %d /Root %d 0 R %s>>\nstartxref\n%d\n%%%%EOF" % (size, root, trailer, start)
    return bytes(content)


def page_pdf(content: bytes = b"", resources: bytes = b"", **more: bytes) -> bytes:
    """A pdf of one page; `more` are further objects by number: o5=…"""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>>>" % resources,
        4: b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
    }
    return pdf_of(objects | {int(name[1:]): body for name, body in more.items()})


def deflated(content: bytes, entries: bytes = b"") -> bytes:
    """A stream that is packed."""
    packed = zlib.compress(content, 9)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), entries, packed)


def flate_bomb() -> bytes:
    """A page whose content unpacks to half a gigabyte; it is packed in two steps to be small."""
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(bytes(1 << 20)) for _ in range(512)) + packer.flush()
    body = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(once), once)
    return pdf_of(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>",
            4: body,
        }
    )


def picture_pdf(width: int, height: int) -> bytes:
    """A page that is nothing but a picture, which says that it has so many pixels."""
    entries = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8" % (
        width,
        height,
    )
    return page_pdf(b"q 595 0 0 842 0 0 cm /I Do Q", b"/XObject<</I 5 0 R>>", o5=deflated(bytes(1000), entries))


def protected_pdf(password: str) -> bytes:
    """A page of text that asks for a password, or, where it is "", only forbids to change it."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, encrypt=StandardEncryption(password, ownerPassword="owner", canModify=0))
    canvas.drawString(100, 700, "Action plan 2021")
    canvas.save()
    return target.getvalue()


def text_pdf() -> bytes:
    """A page of text in a font that every program has."""
    font = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    return page_pdf(b"BT /F 12 Tf 100 700 Td (Action plan 2021) Tj ET", font)


def untold_pdf() -> bytes:
    """A page in a font that numbers its glyphs and does not tell which characters they are."""
    font = (
        b"/Font<</F<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font"
        b"/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor<</Type/FontDescriptor/FontName/X/Flags 4/FontBBox[0 0 1 1]/ItalicAngle 0/Ascent 1"
        b"/Descent 0/CapHeight 1/StemV 1>>>>]>>>>"
    )
    return page_pdf(b"BT /F 12 Tf 100 700 Td <00010002000300040005> Tj ET", font)
