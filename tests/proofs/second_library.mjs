// Checks a receipt and a notice by `jose` from npm and its place in the log by node's own hashing: nothing here is ours but the steps.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { compactVerify, createLocalJWKSet } from "jose";

const read = (name) => JSON.parse(readFileSync(name, "utf8"));
const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const [receipt, keys, inclusion] = ["receipt.json", "keys.json", "inclusion.json"].map(read);
const jws = receipt.signed_receipt;
const known = createLocalJWKSet({ keys: keys.keys });
const checked = async (text) => (await compactVerify(text, known, { algorithms: ["EdDSA"] })).payload;

const payload = await checked(jws);
console.log("jose: genuine", JSON.parse(Buffer.from(payload).toString()).number);

const [head, body, signature] = jws.split(".");
const say = (document) => Buffer.from(JSON.stringify(document)).toString("base64url");
const told = JSON.parse(Buffer.from(body, "base64url"));
const attacks = {
  "another number": [head, say({ ...told, number: "HB0000000000" }), signature],
  "one byte": [head, body.slice(0, 40) + (body[40] === "A" ? "B" : "A") + body.slice(41), signature],
  "no signature": [head, body, ""],
  "alg none": [say({ alg: "none" }), body, ""],
  "an unknown key": [say({ alg: "EdDSA", kid: "x", typ: "xinfang-receipt" }), body, signature],
};
for (const [name, parts] of Object.entries(attacks)) {
  const refused = await checked(parts.join(".")).then(() => null, (error) => error.code);
  if (refused === null) throw new Error(`${name} was let through`);
  console.log(`jose: ${name} refused (${refused})`);
}

const notice = read("notice.json");
const letter = JSON.parse(Buffer.from(await checked(notice.signed_notice)).toString());
const same = (what, found, signed) => {
  if (found.toString("hex") !== signed) throw new Error(`${what} is another one`);
};
same("the text", sha256(Buffer.from(notice.content)), letter.notice.content_sha256);
same("the file", sha256(readFileSync("notice.pdf")), letter.file_sha256);
console.log("jose: genuine", letter.notice.serial, "with its text and its file");
const noticed = notice.signed_notice.split(".");
const renumbered = say({ ...letter, notice: { ...letter.notice, number: "HB0000000000" } });
for (const [name, parts] of [["a notice under another number", [noticed[0], renumbered, noticed[2]]]]) {
  const refused = await checked(parts.join(".")).then(() => null, (error) => error.code);
  if (refused === null) throw new Error(`${name} was let through`);
  console.log(`jose: ${name} refused (${refused})`);
}
const sorted = (value) =>
  value !== null && typeof value === "object"
    ? Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]))
    : value;
const leaf = Buffer.from(JSON.stringify(sorted(letter.notice)));

// RFC 9162 §2.1.3.2, with the root out of the signed note.
const leadsToRoot = (document, inclusion) => {
  let [at, last] = [inclusion.position, inclusion.size - 1];
  let hash = sha256(Buffer.from([0]), sha256(document));
  for (const one of inclusion.path.map((text) => Buffer.from(text, "base64"))) {
    if (at % 2 === 1 || at === last) {
      hash = sha256(Buffer.from([1]), one, hash);
      while (at !== 0 && at % 2 === 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      hash = sha256(Buffer.from([1]), hash, one);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  const [, size, root] = inclusion.checkpoint.split("\n");
  if (hash.toString("base64") !== root || Number(size) !== inclusion.size) throw new Error("not in the log");
  console.log(`node: leaf ${inclusion.position} of ${size} leads to the signed root`);
};
leadsToRoot(Buffer.from(payload), inclusion);
leadsToRoot(leaf, read("of_notice.json"));
