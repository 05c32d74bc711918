#!/usr/bin/env python3
"""Check a packet without subrosa.

    python3 verify_packet.py PACKET.zip [HEAD.txt]

HEAD.txt is a head of the practice's log that was lodged before. The check needs
Python's standard library and verify_digest.py and verify_log.py beside this file, and
shares no code with subrosa: it was written from docs/packet-format.md. It does not look into the
PDFs; it checks that they are those that were packed.

Exit status: 0 verified, 1 not readable, 7 not verified.
"""
import datetime, hashlib, io, json, re, sys, zipfile

from verify_digest import Malformed, open_proof, parse
from verify_log import NotVerified, hexes, need, read_head, read_key, root_of, roots_of, sha256, signed_text

WITHHELD, REDACTIONS = "03-withheld.csv", "04-redactions.csv"
FILES = ["01-records.pdf", "02-certification.pdf", WITHHELD, REDACTIONS, "records.json", "proof.json", "MANIFEST.json", "SHA256SUMS", "VERIFY.txt"]
UNSTATED = ("proof.json", "MANIFEST.json", "SHA256SUMS")
AMENDMENTS = ("addendum", "correction", "late-entry", "client-statement", "mark", "void")
KINDS = ("session no-show cancellation intake contact plan risk closing recording-request correspondence report incident supervision").split()
WORDS = ("other party,third party,contact data,national id,health of the person,outside the scope,legal advice,test items,"
         "substance use,other client,supervision,entered in error,psychotherapy note,privilege").split(",")
CODES = "TP PT SH PN OS LP PV TS SU ID OC SV EE".split()
MARK = re.compile(r"\[(third party [1-9][0-9]{0,5}|withheld ([1-9][0-9]{0,5}): (" + "|".join(WORDS) + r"))\]")


class Unreadable(Exception):
    pass


def unpack(raw):
    if not raw.startswith(b"PK\3\4"):
        raise Unreadable("not a packet")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as z:
            names = z.namelist()
            need(names == [n for n in FILES if n in names or n not in (WITHHELD, REDACTIONS)], "it does not hold exactly the files of a packet")
            need(all(i.compress_type == zipfile.ZIP_STORED and i.file_size <= len(raw) for i in z.infolist()), "not stored")
            return {name: z.read(name) for name in names}
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
    lines = [f"{hashlib.sha256(files[n]).hexdigest()}  {n}\n" for n in files]
    need("".join(l for l in lines if "SHA256SUMS" not in l).encode() == files["SHA256SUMS"], "SHA256SUMS does not agree")
    listed = [(f["name"], f["bytes"], f["sha256"]) for f in manifest["files"]]
    here = [(n, len(files[n]), hashlib.sha256(files[n]).hexdigest()) for n in files if n not in UNSTATED[1:]]
    need(listed == here, "MANIFEST.json does not agree")
    return "subrosa/packet/v1\n" + "".join(l for n, l in zip(files, lines) if n not in UNSTATED)


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
    nodes = [i for i, n in enumerate(proof["shown"]["nodes"]) if list(n) != ["hash"]]
    check_paragraphs(signed["paragraphs"], list(zip(nodes, paragraphs)), len(proof["shown"]["nodes"]))


def check_paragraphs(shown, opened, count):
    """Those that open, in order; one that is withheld as a whole is one of the unopened nodes there."""
    last, withheld = -1, 0
    for p in shown:
        if p.get("withheld"):
            withheld += 1
            continue
        need(opened, "a paragraph too many")
        (node, runs), opened = opened[0], opened[1:]
        check_paragraph(p, list(runs))
        need(node - last - 1 >= withheld, "nothing can have been withheld there")
        last, withheld = node, 0
    need(not opened, "a paragraph too few")
    need(count - last - 1 >= withheld, "nothing can have been withheld there")


def check_paragraph(paragraph, runs):
    heading = bool(runs and runs[0] and runs[0].startswith("## "))
    need(paragraph.get("heading", False) is heading, "a heading that is none, or none where there is one")
    if heading:
        runs[0] = runs[0][3:]
    read, marked = [], False  # None for one or more marks
    for piece in paragraph["pieces"]:
        mark = piece.get("mark", "")
        need(set(piece) <= {"mark", "page", "reason", "basis"} if mark else list(piece) == ["text"], "a piece that is neither text nor mark")
        need(not mark or MARK.fullmatch(mark), "not a mark where something is left out")
        if not (mark and marked):
            read.append(None if mark else piece["text"])
        marked = bool(mark)
    need(read == [r for r in runs if r != ""], "not the words that were signed")


def check_records(records, proof, head):
    need([item["item"] for item in records["items"]] == list(range(1, len(records["items"]) + 1)), "another number")
    enclosed = [item for item in records["items"] if "withheld" not in item]
    need(len(enclosed) == len(proof["items"]), "records without proof, or proof without records")
    seen = set()
    for item, p in zip(enclosed, proof["items"]):
        i = item["item"]
        need(p["kind"] == "note", f"record {i}: not a note in the log")
        check_signed(item, p, head, seen)
        addenda, proofs = item.get("addenda", []), p.get("addenda", [])
        need(len(addenda) == len(proofs), f"record {i}: addenda without proof, or proof without addenda")
        for a, ap in zip(addenda, proofs):
            check_signed(a, ap, head, seen)
            good = ap["kind"] in AMENDMENTS and a["facts"].get("kind") == ap["kind"]
            need(good and a["facts"].get("amends") == item["digest"], f"record {i}: an addendum of something else")
    return len(seen)


def check_form(records, manifest, files):
    """What records.json says beside what was signed; the lists and counts are made again."""
    silent, items = records["mode"] == "silent", records["items"]
    known = records["language"] in ("en", "da") and records["paper"] in ("a4", "letter") and records["mode"] in ("silent", "marked")
    need(known, "another language, paper or mode")
    slips = [(item["item"], item["withheld"]) for item in items if "withheld" in item]
    need(not silent or not slips and "missing" not in records["certification"], "silent, and speaks of what is not enclosed")
    need(all(len(item) == 3 for item in items if "withheld" in item), "withheld, and shown all the same")
    for _, s in slips:
        need(s["type"] in KINDS and s["words"] in WORDS and s["reason"] in CODES and day(s.get("date")), "a slip-sheet that says something else")
    marks, number = [], 0
    for item in items:
        for signed in [item] + item.get("addenda", []):
            for p in signed.get("paragraphs", []):
                found = [x for x in p["pieces"] if "mark" in x]
                marks += [(item["item"], x) for x in found]
                alone = not silent and "heading" not in p and len(found) == len(p["pieces"]) == 1 and MARK.fullmatch(found[0]["mark"])
                need("withheld" not in p or alone, "a withheld paragraph that is not one mark")
    for _, x in marks:
        _, n, words = MARK.fullmatch(x["mark"]).groups()
        number += n is not None
        need(x["reason"] in CODES and (n is None or int(n) == number), "a mark on another ground, or with another number")
        need(not silent or words != "other party" and x["reason"] != "PT", "silent, and marks what the other party said")
    check_measures(records.get("measures", {"series": []}), silent)
    withheld = [[n, s["type"], s["words"], s["reason"], s.get("basis", "")] for n, s in slips]
    redactions = [[i, x["page"], n, x["reason"], x.get("basis", "")] for i, (n, x) in enumerate(marks, 1)]
    need(files.get(WITHHELD) == csv("item,type,words,reason,basis", withheld), "03-withheld.csv does not follow from records.json")
    need(files.get(REDACTIONS) == csv("number,bates_page,item,reason,basis", redactions), "04-redactions.csv does not follow from records.json")
    check_counts(records, manifest["pages"], len(marks), slips)


def check_measures(measures, silent):
    left = measures.get("left_out", [])
    need(not silent or not left, "silent, and speaks of measures that are not enclosed")
    need(all(l["count"] > 0 and l["words"] in WORDS for l in left), "measures that are left out otherwise than can be said")
    for s in measures["series"]:
        days, scores = [m["on"] for m in s["measures"]], [m["score"] for m in s["measures"] if "score" in m]
        need(s["min"] < s["max"] and days and all(day(d) for d in days) and days == sorted(days), "measures without range or order")
        need(all(s["min"] <= x <= s["max"] for x in scores), "a score out of its range")


def day(date):
    return date is None or bool(re.fullmatch(r"\d{4}-\d\d-\d\d", date) and datetime.date.fromisoformat(date))


def csv(head, rows):
    quoted = lambda s: '"' + s.replace('"', '""') + '"' if re.search('[,"\r\n]', s) else s
    lines = [head] + [",".join(quoted(str(s)) for s in row) for row in rows]
    return "".join(l + "\r\n" for l in lines).encode() if rows else None


def check_counts(records, pages, marks, slips):
    stated, enclosed = records["certification"], [item for item in records["items"] if "withheld" not in item]
    first, last = (f'{records["bates"]["prefix"]}{records["bates"]["from"] + n:07}' for n in (0, pages - 1))
    counted = {"records": len(enclosed), "pages": pages, "bates_from": first, "bates_to": last, "late": sum(late(item["facts"]) for item in enclosed)}
    addenda = sorted(a["facts"]["kind"] for item in enclosed for a in item.get("addenda", []))
    if addenda:
        counted["addenda"] = {kind: addenda.count(kind) for kind in addenda}
    counted["marks"] = marks
    if records["mode"] == "marked":
        counted.update(withheld=len(slips), void=sum(s["reason"] == "EE" for _, s in slips))
    counted.update((k, v) for k, v in stated.items() if k in ("missing", "declaration"))
    need(list(stated.items()) == list(counted.items()), "the certification counts otherwise than the records are")


def late(facts):
    try:
        start, changed = (datetime.datetime.fromisoformat(facts[k].replace("Z", "+00:00")) for k in ("start", "text_at"))
        return changed - start > datetime.timedelta(hours=48, minutes=int(facts.get("minutes") or 0))
    except (KeyError, ValueError):
        return False


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
        check_form(records, manifest, files)
        words = check_lodged(lodged, key, head, proof) if lodged else "no lodged head was given: the key is the packet's own"
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise NotVerified("a file is not in its form")
    n = len(proof["items"])
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
