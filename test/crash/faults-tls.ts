import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:https";

/** A server on loopback whose certificate nobody has signed. Needs `openssl`. */
export async function startSelfSigned(folder: string): Promise<{ server: Server; url: string }> {
    const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
    const request =
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1";
    try {
        execFileSync("openssl", [...request.split(" "), "-keyout", key, "-out", certificate], {
            stdio: "pipe",
        });
    } catch (error) {
        throw new Error("a certificate cannot be made: openssl is needed on the PATH", { cause: error });
    }
    const options = { key: readFileSync(key), cert: readFileSync(certificate) };
    const server = createServer(options, (_request, response) => response.writeHead(500).end());
    await once(server.listen(0, "127.0.0.1"), "listening");
    return { server, url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/v7` };
}
