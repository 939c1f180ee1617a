"""Writes envelope.json and derived_key_aead.json from the documented layouts alone.

A second implementation, in another language on another library, so that the golden files show that the documentation is
enough to read the stored bytes without the Java code. The files are frozen: add cases, never change one.
Needs the package "cryptography". Run it in this directory.
"""

import hashlib
import json
import uuid

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def hkdf(key, info):
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(key)


def aad(header, strings):
    out = header + len(strings).to_bytes(4, "big")
    for s in strings:
        units = s.encode("utf-16-be", "surrogatepass")
        out += (len(units) // 2).to_bytes(4, "big") + units
    return out


def aes_block(key, block):
    e = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return e.update(block) + e.finalize()


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def xaes_256_gcm(key, nonce, plaintext, associated):
    l = int.from_bytes(aes_block(key, bytes(16)), "big")
    k1 = ((l << 1) & (2**128 - 1)) ^ (0x87 if l >> 127 else 0)
    k1 = k1.to_bytes(16, "big")
    derived = b"".join(aes_block(key, xor(bytes([0, i, 0x58, 0]) + nonce[:12], k1)) for i in (1, 2))
    return AESGCM(derived).encrypt(nonce[12:], plaintext, associated)


def fixed(name, length):
    return hashlib.shake_128(name.encode()).digest(length)


def fixed_uuid(name):
    b = bytearray(fixed(name, 16))
    b[6] = b[6] & 0x0F | 0x40
    b[8] = b[8] & 0x3F | 0x80
    return uuid.UUID(bytes=bytes(b))


def envelope(name, root_bytes, strings, plaintext):
    root, key_id, version_id = fixed(name + "root", root_bytes), fixed_uuid(name + "key"), fixed_uuid(name + "version")
    nonce = fixed(name + "nonce", 24)
    wrapping = hkdf(root, b"claviger/envelope/wrapping-key/v1/" + b"\x01")
    header = b"\xc1\x01" + key_id.bytes + version_id.bytes
    sealed = header + nonce + xaes_256_gcm(wrapping, nonce, plaintext, aad(header, strings))
    return {"name": name, "rootKeyMaterial": root.hex(), "keyId": str(key_id), "versionId": str(version_id),
            "aad": strings, "random": nonce.hex(), "plaintext": plaintext.hex(), "envelope": sealed.hex(),
            "commitment": hkdf(root, b"claviger/key-commitment/v1").hex()}


def derived(name, context, plaintext):
    data_key, key_id = fixed(name + "data key", 32), fixed_uuid(name + "id")
    info, nonce = fixed(name + "info", 32), fixed(name + "nonce", 12)
    message_key = hkdf(data_key, b"claviger/derived-key-aead/v1/" + info)
    header = b"\xd1" + key_id.bytes
    sealed = header + info + nonce + AESGCM(message_key).encrypt(nonce, plaintext, aad(header, context))
    return {"name": name, "dataKey": data_key.hex(), "dataKeyId": str(key_id), "context": context,
            "random": (info + nonce).hex(), "plaintext": plaintext.hex(), "sealed": sealed.hex()}


def write(file, cases):
    with open(file, "w") as out:
        json.dump(cases, out, indent=2)
        out.write("\n")


write("envelope.json", [
    envelope("128-bit root key, no aad", 16, [], fixed("a", 32)),
    envelope("192-bit root key, one string", 24, ["ab"], fixed("b", 32)),
    envelope("256-bit root key, two strings", 32, ["a", "b"], fixed("c", 64)),
    envelope("empty plaintext, an empty string", 32, ["ab", ""], b""),
    envelope("strings beyond ASCII", 32, ["schl\u00fcssel", "\U0001f511", "\ud800", "a\u0000b"], fixed("e", 17)),
])
write("derived_key_aead.json", [
    derived("no context", [], fixed("f", 32)),
    derived("a row of a cluster", ["cluster", "namespace", "name", "uid"], b'{"password":"example"}'),
    derived("empty plaintext", ["x"], b""),
    derived("several blocks", ["\u00e9", ""], fixed("g", 1000)),
])
