import { createSend } from "../../src/http/http-client";
import { DEFAULT_HTTP_OPTIONS } from "../../src/http/http-options";
import { transportFor } from "../../src/http/transport";
import { Certificates } from "../http-faults/certificates";
import { answer, RawServer } from "../http-faults/raw-server";
import { failureOf } from "../support/failure-of";
import { temporaryFolder } from "../support/temporary-folder";

const folder = temporaryFolder();
const before = { ...process.env };

afterEach(() => {
    process.env = { ...before };
});

test.each(["GET", "POST"] as const)(
    "nothing is sent by a %s to a server with a certificate that signed itself",
    async (method) => {
        const { selfSigned } = new Certificates(folder.path);
        const server = await RawServer.start((socket) => socket.end(answer(200)), { tls: selfSigned });
        try {
            const url = `https://127.0.0.1:${server.port}/`;
            const request = { method, url, authorization: "Bearer none", accept: "*/*" };
            const { code, message } = await failureOf(createSend()(request));
            expect(code).toBe("ERR_CONNECTION");
            expect(message).toContain("could not be reached securely (DEPTH_ZERO_SELF_SIGNED_CERT)");
            expect(server.heads).toEqual([]);
        } finally {
            await server.stop();
        }
    },
);

test("that certificates are checked is said once, to whoever has told Node to check none", () => {
    const said: string[] = [];
    const prepare = (endpoint: string, value?: string) => {
        process.env = { ...before, ...(value === undefined ? {} : { NODE_TLS_REJECT_UNAUTHORIZED: value }) };
        transportFor(endpoint, { options: DEFAULT_HTTP_OPTIONS, announce: (text) => said.push(text) });
    };
    prepare("https://one.example");
    prepare("https://two.example", "1");
    expect(said).toEqual([]);
    prepare("https://three.example", "0");
    prepare("https://four.example", "0");
    expect(said).toEqual([
        "NODE_TLS_REJECT_UNAUTHORIZED=0 is set: certificates are checked all the same before a token is sent. For one of your own authority, name its file in NODE_EXTRA_CA_CERTS",
    ]);
});
