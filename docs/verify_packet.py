#!/usr/bin/env python3
"""Check a packet without subrosa.

    python3 verify_packet.py PACKET.zip [HEAD.txt]

HEAD.txt is a head of the practice's log that was lodged before. The check needs
Python's standard library and verify_digest.py and verify_log.py beside this file, and
shares no code with subrosa: it was written from docs/packet-format.md. It does not look into the
PDF; it checks that the PDF is the one that was packed.

Exit status: 0 verified, 1 not readable, 7 not verified.
"""
import hashlib, io, json, re, sys, zipfile

from verify_digest import Malformed, open_proof, parse
from verify_log import NotVerified, hexes, need, read_head, read_key, root_of, roots_of, sha256, signed_text

FILES = ["01-records.pdf", "records.json", "proof.json", "MANIFEST.json", "SHA256SUMS", "VERIFY.txt"]
UNSTATED = ("proof.json", "MANIFEST.json", "SHA256SUMS")
AMENDMENTS = ("addendum", "correction", "late-entry", "client-statement", "mark", "void")
MARK = re.compile(r"\[third party [1-9][0-9]{0,5}\]")


class Unreadable(Exception):
    pass


def unpack(raw):
    if not raw.startswith(b"PK\3\4"):
        raise Unreadable("not a packet")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as z:
            need(z.namelist() == FILES, "it does not hold exactly the files of a packet, in their order")
            need(all(i.compress_type == zipfile.ZIP_STORED and i.file_size <= len(raw) for i in z.infolist()), "not stored")
            return {name: z.read(name) for name in FILES}
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError, RuntimeError):
        raise NotVerified("the ZIP is damaged")


def read_json(files, name, form, **layout):
    try:
        value = json.loads(files[name].decode())
        again = json.dumps(value, ensure_ascii=False, **layout).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        same = again.encode() + b"\n" == files[name]
    except ValueError:
        raise NotVerified(name + " does not read")
    need(same and value["format"] == form, name + " is not in its form")
    return value


def check_files(files, manifest):
    lines = [f"{hashlib.sha256(files[n]).hexdigest()}  {n}\n" for n in FILES]
    need("".join(l for l in lines if "SHA256SUMS" not in l).encode() == files["SHA256SUMS"], "SHA256SUMS does not agree")
    listed = [(f["name"], f["bytes"], f["sha256"]) for f in manifest["files"]]
    here = [(n, len(files[n]), hashlib.sha256(files[n]).hexdigest()) for n in FILES if n not in UNSTATED[1:]]
    need(listed == here, "MANIFEST.json does not agree")
    return "subrosa/packet/v1\n" + "".join(l for n, l in zip(FILES, lines) if n not in UNSTATED)


def check_signed(signed, proof, head, seen):
    try:
        digest, fields, paragraphs = open_proof(parse(json.dumps(proof["shown"], ensure_ascii=False, separators=(",", ":"))
                                                      .replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").encode()))
    except Malformed as e:
        raise NotVerified("malformed proof: " + str(e))
    need(digest.hex() == signed["digest"] == proof["digest"], "what is shown is not what was signed")
    need(digest not in seen, "it stands here twice")
    seen.add(digest)
    size, root, _ = head
    leaf = sha256(b"\0", f"subrosa/log/v1\n{proof['kind']}\n{digest.hex()}".encode())
    need(0 <= proof["index"] < size, "it does not stand in the log")
    need(root_of(hexes(proof["path"]), 0, size, proof["index"], leaf) == root, "it does not stand in the log")
    need(signed["facts"] == {k: v for k, v in fields.items() if v is not None}, "the facts are not those that were signed")
    need(len(signed["paragraphs"]) == len(paragraphs), "a paragraph too many or too few")
    for p, runs in zip(signed["paragraphs"], paragraphs):
        check_paragraph(p, list(runs))


def check_paragraph(paragraph, runs):
    heading = bool(runs and runs[0] and runs[0].startswith("## "))
    need(paragraph.get("heading", False) is heading, "a heading that is none, or none where there is one")
    if heading:
        runs[0] = runs[0][3:]
    read, marked = [], False  # None for one or more marks
    for piece in paragraph["pieces"]:
        mark = piece.get("mark", "")
        need(list(piece) == (["mark"] if mark else ["text"]), "a piece that is neither text nor mark")
        need(not mark or MARK.fullmatch(mark), "not a mark where something is left out")
        if not (mark and marked):
            read.append(None if mark else piece["text"])
        marked = bool(mark)
    need(read == [r for r in runs if r != ""], "not the words that were signed")


def check_records(records, proof, head):
    need(len(records["items"]) == len(proof["items"]), "records without proof, or proof without records")
    seen = set()
    for i, (item, p) in enumerate(zip(records["items"], proof["items"]), 1):
        need(item["item"] == i and p["kind"] == "note", f"record {i}: another number or kind")
        check_signed(item, p, head, seen)
        addenda, proofs = item.get("addenda", []), p.get("addenda", [])
        need(len(addenda) == len(proofs), f"record {i}: addenda without proof, or proof without addenda")
        for a, ap in zip(addenda, proofs):
            check_signed(a, ap, head, seen)
            good = ap["kind"] in AMENDMENTS and a["facts"].get("kind") == ap["kind"]
            need(good and a["facts"].get("amends") == item["digest"], f"record {i}: an addendum of something else")
    return len(seen)


def check_lodged(text, key, head, proof):
    text = text.replace("\r\n", "\n").strip() + "\n"
    if "\n\n\u2014 " not in text:
        raise Unreadable("not a head")
    size, root, at = read_head(text, key)
    if size == head[0]:
        need(root == head[1], "at the lodged head the log was another one")
        return f"the lodged head of {at} is the head of this packet's log"
    for e in proof.get("earlier", []):
        if e["size"] == size and 0 < size < head[0]:
            need(roots_of(hexes(e["path"]), 0, head[0], size, root) == (root, head[1]), "at the lodged head the log was another one")
            return f"the log has only grown since the lodged head of {at} ({size} leaves, now {head[0]})"
    return f"NOT SHOWN: the lodged head of {at} has the same key, but this packet does not show that its log grew from it"


def verify(raw, lodged):
    files = unpack(raw)
    try:
        records = read_json(files, "records.json", "subrosa/records/v1", indent=2)
        proof = read_json(files, "proof.json", "subrosa/proof/v1", separators=(",", ":"))
        manifest = read_json(files, "MANIFEST.json", "subrosa/packet/v1", indent=2)
        key = read_key(proof["key"])
        head = read_head(proof["head"], key)
        statement = check_files(files, manifest)
        need(signed_text(proof["statement"], key) == statement, "the files are not those that the key signed for")
        shown = check_records(records, proof, head)
        words = check_lodged(lodged, key, head, proof) if lodged else "no lodged head was given: the key is the packet's own"
    except (KeyError, TypeError, AttributeError, RecursionError):
        raise NotVerified("a file is not in its form")
    n = len(records["items"])
    return [f"{n} records and {shown - n} addenda: all that is shown was signed, and stood in the log",
            f"packed and signed with {proof['key']}", f"head of {head[2]}, {head[0]} leaves", words]


def main(args):
    if len(args) not in (1, 2):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        with open(args[0], "rb") as f:
            raw = f.read()
        lodged = open(args[1], encoding="utf-8", newline="").read() if len(args) == 2 else None
        print("verified", *verify(raw, lodged), sep="\n")
    except NotVerified as e:
        print("not verified:", e, file=sys.stderr)
        return 7
    except (Unreadable, OSError, UnicodeDecodeError) as e:
        print("not readable:", e, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
