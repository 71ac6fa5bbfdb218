import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A certificate with its key, as a TLS server takes them. */
export interface Identity {
    readonly key: Buffer;
    readonly cert: Buffer;
}

/** The name that only a proxy can lead to the server: `.invalid` is never resolved (RFC 6761). */
export const FAR_HOST = "api.thousandeyes.invalid";

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
const NAMES = `DNS:localhost,DNS:${FAR_HOST},IP:127.0.0.1`;

/** Certificates for servers on loopback, and the authority that signed them. Needs `openssl`. */
export class Certificates {
    /** For `NODE_EXTRA_CA_CERTS`. */
    readonly authorityFile: string;
    readonly good: Identity;
    readonly expired: Identity;
    readonly wrongHost: Identity;
    readonly selfSigned: Identity;

    constructor(private readonly folder: string) {
        mkdirSync(folder, { recursive: true });
        this.authorityFile = this.signItself("authority");
        this.good = this.signed("good", NAMES);
        this.expired = this.signed("expired", NAMES, -1);
        this.wrongHost = this.signed("wrong-host", "DNS:other.example.com");
        this.signItself("self-signed", ["-addext", `subjectAltName=${NAMES}`]);
        this.selfSigned = this.identity("self-signed");
    }

    private signItself(name: string, extra: readonly string[] = []): string {
        const files = ["-keyout", this.path(name, "key"), "-out", this.path(name, "pem")];
        openssl(["req", "-x509", ...NEW_KEY, "-days", "2", "-subj", `/CN=${name}`, ...extra, ...files]);
        return this.path(name, "pem");
    }

    /** Makes one for other names. */
    signed(name: string, names: string, days = 2): Identity {
        const [key, request, extensions] = ["key", "csr", "ext"].map((kind) => this.path(name, kind)) as [
            string,
            string,
            string,
        ];
        openssl(["req", "-new", ...NEW_KEY, "-subj", `/CN=${name}`, "-keyout", key, "-out", request]);
        writeFileSync(extensions, `subjectAltName=${names}\n`);
        const authority = ["-CA", this.path("authority", "pem"), "-CAkey", this.path("authority", "key")];
        const files = ["-in", request, "-extfile", extensions, "-out", this.path(name, "pem")];
        openssl(["x509", "-req", ...authority, "-CAcreateserial", "-days", String(days), ...files]);
        return this.identity(name);
    }

    private identity(name: string): Identity {
        return { key: readFileSync(this.path(name, "key")), cert: readFileSync(this.path(name, "pem")) };
    }

    private path(name: string, kind: string): string {
        return join(this.folder, `${name}.${kind}`);
    }
}

function openssl(args: readonly string[]): void {
    try {
        execFileSync("openssl", args, { stdio: "pipe" });
    } catch (error) {
        throw new Error("a certificate cannot be made: openssl is needed on the PATH", { cause: error });
    }
}
