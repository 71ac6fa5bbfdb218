import { connect, type Socket } from "node:net";
import {
    end,
    endedByLimit,
    type FaultCase,
    INCOMPLETE,
    NOTHING_SENT,
    secure,
    type Stage,
    SUCCESS,
    trusting,
} from "./fault-case";
import { RawServer } from "./raw-server";

/** Faults before TLS stands: nothing is sent. */
function handshake(fault: string, onConnection: (socket: Socket) => void): FaultCase {
    const arrange = async (stage: Stage) => {
        const server = await stage.serve(() => undefined, { onConnection });
        return { endpoint: `https://localhost:${server.port}/v7`, requests: () => server.heads.length };
    };
    return { fault, arrange, ...NOTHING_SENT };
}

export const TLS_CASES: readonly FaultCase[] = [
    secure("TLS: own authority in NODE_EXTRA_CA_CERTS", SUCCESS, ({ good }) => good),
    secure(
        "TLS: authority that nobody knows",
        NOTHING_SENT,
        ({ good }) => good,
        () => ({}),
    ),
    secure("TLS: expired certificate", NOTHING_SENT, ({ expired }) => expired),
    secure("TLS: certificate of another host", NOTHING_SENT, ({ wrongHost }) => wrongHost),
    secure("TLS: certificate that signed itself", NOTHING_SENT, ({ selfSigned }) => selfSigned),
    secure(
        "TLS: certificate that signed itself, with NODE_TLS_REJECT_UNAUTHORIZED=0",
        NOTHING_SENT,
        ({ selfSigned }) => selfSigned,
        () => ({ NODE_TLS_REJECT_UNAUTHORIZED: "0" }),
    ),
    secure(
        "TLS: own authority, with NODE_TLS_REJECT_UNAUTHORIZED=0",
        SUCCESS,
        ({ good }) => good,
        (certificates) => ({ ...trusting(certificates), NODE_TLS_REJECT_UNAUTHORIZED: "0" }),
    ),
    secure("TLS: a version that is too old", NOTHING_SENT, ({ good }) => ({
        ...good,
        minVersion: "TLSv1" as const,
        maxVersion: "TLSv1.1" as const,
        ciphers: "DEFAULT@SECLEVEL=0",
    })),
    // TLS 1.3 lets the request out before the server has looked for the certificate.
    secure(
        "TLS: a certificate of the client is asked for",
        { get: end("ERR_CONNECTION", 0), post: end("unclear", 0) },
        ({ good }) => ({
            ...good,
            requestCert: true,
            rejectUnauthorized: true,
        }),
    ),
    secure("TLS: the same with TLS 1.2", NOTHING_SENT, ({ good }) => ({
        ...good,
        requestCert: true,
        rejectUnauthorized: true,
        maxVersion: "TLSv1.2" as const,
    })),
    handshake("TLS: garbage instead of a handshake", (socket) => {
        socket.once("data", () => socket.write(Buffer.alloc(600, 0x5a)));
    }),
    handshake("TLS: a plain HTTP server", (socket) => {
        socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    }),
    endedByLimit(handshake("TLS: no answer to the handshake", () => undefined)),
    handshake("TLS: closed in the handshake", (socket) => {
        socket.once("data", () => socket.end());
    }),
    handshake("TLS: reset in the handshake", (socket) => {
        socket.once("data", () => socket.resetAndDestroy());
    }),
    broken("TLS: a broken record in place of the answer", (socket) => {
        // A record as TLS frames it, encrypted with no key that anybody has.
        socket.end(Buffer.concat([Buffer.from("1703030040", "hex"), Buffer.alloc(64, 0x5a)]));
    }),
    broken("TLS: cut in place of the answer", (socket) => {
        socket.destroy();
    }),
];

/** The request arrives, and is processed; then somebody on the way breaks the encrypted stream. */
function broken(fault: string, breakIt: (client: Socket) => void): FaultCase {
    const arrange = async (stage: Stage) => {
        let breaking: (() => void) | undefined;
        const server = await stage.serve(
            () => {
                breaking?.();
            },
            { tls: stage.certificates.good },
        );
        const relay = await RawServer.start(() => undefined, {
            onConnection: (client) => {
                const behind = connect(server.port, "127.0.0.1").on("error", () => undefined);
                client.pipe(behind).pipe(client);
                client.on("close", () => behind.destroy());
                breaking = () => {
                    behind.unpipe(client);
                    breakIt(client);
                };
            },
        });
        stage.defer(() => relay.stop());
        return {
            endpoint: `https://localhost:${relay.port}/v7`,
            requests: () => server.heads.length,
            environment: trusting(stage.certificates),
        };
    };
    return { fault, arrange, ...INCOMPLETE };
}
