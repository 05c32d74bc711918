#!/usr/bin/env python3
"""Open a proof of a note and print its digest and what it shows.

    python3 verify_digest.py PROOF.json         # "-": standard input
    python3 verify_digest.py --vectors DIRECTORY

It needs nothing but Python's standard library, and shares no code with subrosa:
it was written from docs/note-digest.md, whose names it uses.
"""
import glob, hashlib, hmac, json, os, re, struct, sys

FIELDS = ("id case kind layer format start minutes place present part risk next author language "
          "started_at text_at signed_at late_reason amends marks extra").split()
TEXT, PADDING, UNOPENED = 0, 1, 2


class Malformed(Exception):
    pass


def need(true, kind):
    if not true:
        raise Malformed(kind)


def H(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def M(key, *parts):
    return hmac.new(key, b"".join(parts), hashlib.sha256).digest()


def T(name):
    return b"subrosa/note/v1/" + name.encode() + b"\0"


def u32(n):
    return struct.pack(">I", n)


def lp(s):
    return struct.pack(">Q", len(s)) + s


def unhex(s):
    need(re.fullmatch("[0-9a-f]{64}", s), "key")
    return bytes.fromhex(s)


def field(k, i, value):
    present = b"\0" if value is None else b"\1" + lp(value)
    return M(k, T("field"), u32(i), lp(FIELDS[i].encode()), present)


def leaf(k, p, t, kind, text):
    return M(k, T("token"), u32(p), u32(t), bytes([kind]), lp(text))


def paragraph(p, leaves):
    return H(T("para"), u32(p), u32(len(leaves)), *leaves)


def note(fields, nodes):
    return H(T("note"), u32(len(fields)), *fields, u32(len(nodes)), *nodes)


def parse(raw):
    """The JSON of a proof, in its one form."""
    try:
        text = raw.decode("utf-8")
        proof = json.loads(text)
        again = json.dumps(proof, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    except ValueError:
        raise Malformed("syntax")
    again = again.replace("\u2028".encode(), b"\\u2028").replace("\u2029".encode(), b"\\u2029")
    need(type(proof) is dict, "syntax")
    need(proof.get("version") == "subrosa/note/v1", "version")
    need(again == raw, "syntax")
    keys(proof, version=str, fields=list, nodes=list)
    for f in proof["fields"]:
        keys(f, name=str, hash=str, key=str, value=str)
    for n in proof["nodes"]:
        keys(n, hash=str, key=str, leaves=list, part=list)
        need(all(t is None or type(t) is str for t in n.get("leaves", [])), "syntax")
        for l in n.get("part", []):
            keys(l, hash=str, key=str, text=str)
    return proof


def keys(value, /, **types):
    """An object with some of these keys, in this order; only value and text may be empty."""
    need(type(value) is dict and [k for k in types if k in value] == list(value), "syntax")
    for k, v in value.items():
        need(type(v) is types[k] and (v or k in ("value", "text", "name")), "syntax")


def open_proof(proof):
    """Digest, fields shown, and per shown paragraph its runs; None is a withheld run."""
    need(len(proof["fields"]) == len(FIELDS), "count")
    count = len(proof["nodes"])
    need(64 <= count <= 65536 and count & (count - 1) == 0, "count")
    need(sum(len(n.get("leaves", [])) + len(n.get("part", [])) for n in proof["nodes"]) <= 1 << 22, "count")
    shown, paragraphs, fields, nodes = {}, [], [], []
    for i, f in enumerate(proof["fields"]):
        need(f["name"] == FIELDS[i], "order")
        if "hash" in f:
            need("key" not in f and "value" not in f, "kind")
            fields.append(unhex(f["hash"]))
            continue
        k, value = unhex(f.get("key", "")), f.get("value")
        need(value is None or len(value.encode()) <= 1 << 20, "count")
        shown[f["name"]] = value
        fields.append(field(k, i, None if value is None else value.encode()))
    for p, n in enumerate(proof["nodes"]):
        if list(n) == ["hash"]:
            nodes.append(unhex(n["hash"]))
            continue
        need(list(n) in (["key", "leaves"], ["part"]), "kind")
        leaves = open_whole(p, n) if "key" in n else open_part(p, n["part"])
        check_order(leaves)
        nodes.append(paragraph(p, [h for h, _, _ in leaves]))
        paragraphs.append(runs(leaves))
    return note(fields, nodes), shown, paragraphs


def open_whole(p, n):
    K = unhex(n["key"])
    return [opened(M(K, T("token-key"), u32(t)), p, t, text) for t, text in enumerate(n["leaves"])]


def open_part(p, part):
    leaves = []
    for t, l in enumerate(part):
        need(("hash" in l) != ("key" in l) and not ("hash" in l and "text" in l), "kind")
        if "hash" in l:
            leaves.append((unhex(l["hash"]), UNOPENED, ""))
        else:
            leaves.append(opened(unhex(l["key"]), p, t, l.get("text")))
    need(any(kind == UNOPENED for _, kind, _ in leaves), "kind")
    return leaves


def opened(k, p, t, text):
    kind = PADDING if text is None else TEXT
    return leaf(k, p, t, kind, (text or "").encode()), kind, text or ""


def check_order(leaves):
    need(len(leaves) % 32 == 0, "count")
    need(all(kind != TEXT or 1 <= len(text.encode()) <= 1024 for _, kind, text in leaves), "count")
    kinds = "".join("tpu"[kind] for _, kind, _ in leaves)
    # padding: up to 3 after a token, filled up at the end; never beside what is unopened
    body = kinds.rstrip("p")
    need(kinds == "p" * 32 or kinds[0] != "p" and "pu" not in kinds and "up" not in kinds
         and "pppp" not in body and len(kinds) - len(body) <= 34, "order")


def runs(leaves):
    out = []
    for _, kind, text in leaves:
        if kind == UNOPENED:
            if not out or out[-1] is not None:
                out.append(None)
        elif text:
            if out and out[-1] is not None:
                out[-1] += text
            else:
                out.append(text)
    return out


def uvarint(b):
    for i, x in enumerate(b[:10]):
        if x < 0x80:
            need(i == 0 or x > 0, "seal")
            return sum((y & 0x7F) << 7 * j for j, y in enumerate(b[: i + 1])), b[i + 1 :]
    raise Malformed("seal")


def read_seal(b):
    """Secret, number of nodes, and per paragraph its node and (length, padding) of its tokens."""
    need(len(b) >= 34 and b[0] == 1 and b[33] <= 10, "seal")
    secret, count, b = b[1:33], 64 << b[33], b[34:]
    need(len(b) >= count // 8, "seal")
    at = [p for p in range(count) if b[p // 8] & 0x80 >> p % 8]
    need(count == 64 or len(at) > count // 2, "seal")
    b, paragraphs = b[count // 8 :], []
    for p in at:
        n, b = uvarint(b)
        need(n <= len(b), "seal")
        slots = []
        for _ in range(n):
            x, b = uvarint(b)
            need(1 <= x >> 2 <= 1024, "seal")
            slots.append((x >> 2, x & 3))
        paragraphs.append((p, slots))
    need(not b and sum(total(slots) for _, slots in paragraphs) <= 1 << 22, "seal")
    return secret, count, paragraphs


def total(slots):
    return max(1, -(-sum(1 + pad for _, pad in slots) // 32)) * 32


def digest_of(seal, values, texts):
    """The digest from everything that is kept: seal, field values, texts of paragraphs."""
    secret, count, paragraphs = read_seal(seal)
    fields = [field(M(secret, T("field-key"), u32(i)), i, v) for i, v in enumerate(values)]
    nodes = [M(secret, T("random-node"), u32(p)) for p in range(count)]
    need(len(texts) == len(paragraphs), "mismatch")
    for (p, slots), text in zip(paragraphs, texts):
        leaves = []
        for length, pad in slots:
            leaves += [(TEXT, text[:length])] + [(PADDING, b"")] * pad
            need(len(text) >= length, "mismatch")
            text = text[length:]
        need(not text, "mismatch")
        leaves += [(PADDING, b"")] * (total(slots) - len(leaves))
        K = M(secret, T("para-key"), u32(p))
        nodes[p] = paragraph(p, [leaf(M(K, T("token-key"), u32(t)), p, t, *l) for t, l in enumerate(leaves)])
    return note(fields, nodes)


def outcome(v):
    try:
        if "seal" in v:
            values = [None if f is None else f.encode() for f in v.get("fields", [])]
            texts = ["".join(tokens).encode() for tokens in v.get("paragraphs", [])]
            if digest_of(bytes.fromhex(v["seal"]), values, texts).hex() != v["digest"]:
                return "mismatch"
        raw = bytes.fromhex(v["proof_hex"]) if "proof_hex" in v else v["proof"].encode()
        return "ok" if open_proof(parse(raw))[0].hex() == v["digest"] else "digest"
    except Malformed as e:
        return str(e)


def vectors(directory):
    files = sorted(glob.glob(os.path.join(directory, "*.json")))
    bad = 0
    for file in files:
        with open(file, encoding="utf-8") as f:
            v = json.load(f)
        got = outcome(v)
        bad += got != v["expect"]
        print(os.path.basename(file), "agrees" if got == v["expect"] else f"{got}, not {v['expect']}")
    return 1 if bad or not files else 0


def main(args):
    if len(args) == 2 and args[0] == "--vectors":
        return vectors(args[1])
    if len(args) != 1:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    with sys.stdin.buffer if args[0] == "-" else open(args[0], "rb") as f:
        raw = f.read()
    try:
        digest, shown, paragraphs = open_proof(parse(raw.rstrip(b"\n")))
    except Malformed as e:
        print("malformed proof:", e, file=sys.stderr)
        return 7
    print("digest", digest.hex())
    for name, value in shown.items():
        print(name, "(absent)" if value is None else value)
    for r in paragraphs:
        print("\n" + "".join("[...]" if run is None else run for run in r))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
