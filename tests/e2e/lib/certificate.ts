// A certificate for localhost, and other names perhaps, that nobody but its owner trusts. It is its
// own authority.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export class Certificate {
  readonly #directory = mkdtempSync(join(tmpdir(), "gateway-e2e-"));
  readonly certificate = join(this.#directory, "certificate.pem");
  readonly key = join(this.#directory, "key.pem");

  constructor(...names: string[]) {
    const request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2";
    const all = ["DNS:localhost", "IP:127.0.0.1", ...names.map((name) => `DNS:${name}`)];
    const subject = ["-subj", `/CN=${names[0] ?? "localhost"}`];
    const extension = ["-addext", `subjectAltName=${all.join(",")}`];
    const files = ["-out", this.certificate, "-keyout", this.key];
    execFileSync("openssl", [...request.split(" "), ...subject, ...extension, ...files], { stdio: "pipe" });
  }

  // Takes the place of another one, in that one's files.
  replace(other: Certificate): void {
    copyFileSync(this.key, other.key);
    copyFileSync(this.certificate, other.certificate);
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true });
  }
}
