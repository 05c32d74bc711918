"""Heads and proofs of the log of a practice, for verify_packet.py.

It needs nothing but Python's standard library, and shares no code with subrosa or
with what subrosa uses.
"""
import base64, hashlib, re


class NotVerified(Exception):
    pass


def need(true, what):
    if not true:
        raise NotVerified(what)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# Ed25519, as RFC 8032 has it, only to verify.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def point(b):
    y = int.from_bytes(b, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT % P
    need((x * x - x2) % P == 0 and y < P and not (x == 0 and sign), "a key that is none")
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * p[3] * q[3] * D, 2 * p[2] * q[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, p):
    q = (0, 1, 1, 0)
    while n:
        if n & 1:
            q = add(q, p)
        p, n = add(p, p), n >> 1
    return q


def ed25519(public, message, signature):
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(r + public + message).digest(), "little") % L
    base = point(bytes([0x58] + [0x66] * 31))
    x, y, z, _ = point(public)
    x, y, z, _ = add(times(s, base), times(k, ((P - x) % P, y, z, (P - x) * y % P)))
    inverse = pow(z, -1, P)
    x, y = x * inverse % P, y * inverse % P
    return s < L and (y | (x & 1) << 255).to_bytes(32, "little") == r


# Signed notes: golang.org/x/mod/sumdb/note.
def read_key(key):
    name, number, public = (key.split("+", 2) + ["", ""])[:3]
    try:
        public = base64.b64decode(public, validate=True)
    except ValueError:
        raise NotVerified("the key does not read")
    good = len(public) == 33 and public[0] == 1 and number == sha256(name.encode(), b"\n", public)[:4].hex()
    need(name and good, "the key does not read")
    return name, bytes.fromhex(number), public[1:]


def signed_text(note, key):
    """The text of a note that has exactly one signature, by this key."""
    name, number, public = key
    text, _, last = note.rpartition("\n\n")
    found = re.fullmatch("\u2014 " + re.escape(name) + r" ([A-Za-z0-9+/]{91}=)\n", last)
    need(found, "not signed by the key of the packet, or not by it alone")
    signature = base64.b64decode(found[1])
    need(base64.b64encode(signature).decode() == found[1], "the signature is not in canonical form")
    need(signature[:4] == number, "signed by another key")
    text += "\n"
    need(ed25519(public, text.encode(), signature[4:]), "the signature is wrong")
    return text


def read_head(note, key):
    """Size, root and time of a head of the log."""
    lines = signed_text(note, key).split("\n")
    good = len(lines) == 5 and lines[0] == key[0] and re.fullmatch("0|[1-9][0-9]*", lines[1])
    good = good and re.fullmatch("[A-Za-z0-9+/]{43}=", lines[2])
    need(good, "the head does not read")
    return int(lines[1]), base64.b64decode(lines[2]), lines[3]


# The log: golang.org/x/mod/sumdb/tlog, which is the tree of RFC 6962.
def node(left, right):
    return sha256(b"\1", left, right)


def below(n):
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def root_of(path, lo, hi, n, leaf):
    if lo + 1 == hi:
        need(not path, "it does not stand in the log")
        return leaf
    need(path, "it does not stand in the log")
    k = below(hi - lo)
    if n < lo + k:
        return node(root_of(path[:-1], lo, lo + k, n, leaf), path[-1])
    return node(path[-1], root_of(path[:-1], lo + k, hi, n, leaf))


def roots_of(path, lo, hi, n, old):
    """The root at size n and the root today."""
    if n == hi:
        need(len(path) == (lo > 0), "at the lodged head the log was another one")
        return (path[0], path[0]) if path else (old, old)
    need(path, "at the lodged head the log was another one")
    k = below(hi - lo)
    if n <= lo + k:
        was, now = roots_of(path[:-1], lo, lo + k, n, old)
        return was, node(now, path[-1])
    was, now = roots_of(path[:-1], lo + k, hi, n, old)
    return node(path[-1], was), node(path[-1], now)


def hexes(path):
    need(all(re.fullmatch("[0-9a-f]{64}", h) for h in path), "a hash that is none")
    return [bytes.fromhex(h) for h in path]
