/** Certificates for the benchmark's hosts, made for one run: one key, one self-signed certificate a host. */
import { execFileSync } from "node:child_process";
import { X509Certificate, createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate for each host, so that no browser joins two origins in one connection; `pin` is what Chromium is told to trust. */
export function certificates(hosts) {
  const folder = mkdtempSync(join(tmpdir(), "tsampa-bench-"));
  try {
    const key = join(folder, "key");
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key);
    const made = hosts.map((host) => {
      const place = join(folder, host);
      openssl("req", "-x509", "-key", key, "-out", place, "-days", "2", "-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host}`);
      return [host, readFileSync(place)];
    });
    const spki = new X509Certificate(made[0][1]).publicKey.export({ type: "spki", format: "der" });
    return { key: readFileSync(key), byHost: new Map(made), pin: createHash("sha256").update(spki).digest("base64") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function openssl(...words) {
  execFileSync("openssl", words, { stdio: ["ignore", "ignore", "pipe"] });
}
