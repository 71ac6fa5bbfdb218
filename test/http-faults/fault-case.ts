import { randomBytes, randomUUID } from "node:crypto";
import type { TlsOptions } from "node:tls";
import type { HttpOptions } from "../../src/http/http-options";
import type { Certificates } from "./certificates";
import { answer, type Answering, type Headers, type RawServer, type RawServerOptions } from "./raw-server";

export type Method = "GET" | "POST";

/** What a call comes to: success, the code of its error, or the kind of the answer; and how often it was sent. */
export interface End {
    readonly said: string;
    readonly requests: number;
}

/** What a fault is made with. */
export interface Stage {
    readonly certificates: Certificates;
    readonly method: Method;
    /** The token that is sent. */
    readonly token: string;
    /** The one that the server would issue. */
    readonly successor: string;
    /** Starts a server that ends with the case. */
    serve(answering: Answering, options?: RawServerOptions): Promise<RawServer>;
    /** Ends something else with the case. */
    defer(end: () => Promise<void>): void;
}

/** A fault that has been brought about. */
export interface Scene {
    readonly endpoint: string;
    /** How often the API was asked. */
    requests(): number;
    /** What the case knows to be wrong beyond that; nothing when all is well. */
    readonly wrong?: () => string | undefined;
    /** With an environment, the call is made by a process of its own. */
    readonly environment?: Readonly<Record<string, string>>;
    /** The most by which the call may let that process grow: bytes. */
    readonly mostMemory?: number;
    readonly options?: Partial<HttpOptions>;
}

export interface FaultCase {
    readonly fault: string;
    arrange(stage: Stage): Scene | Promise<Scene>;
    readonly get?: End;
    readonly post?: End;
}

export const end = (said: string, requests: number): End => ({ said, requests });
export const SUCCESS = { get: end("success", 1), post: end("issued", 1) };
export const NOTHING_SENT = { get: end("ERR_CONNECTION", 0), post: end("ERR_CONNECTION", 0) };
/** No complete answer: the POST may have been processed. */
export const INCOMPLETE = { get: end("ERR_CONNECTION", 1), post: end("unclear", 1) };
/** The same to a GET; what arrived holds the new token whole. */
export const FOUND_IN_PART = { get: end("ERR_CONNECTION", 1), post: end("issued", 1) };
/** An answer that is no JSON any more, with the new token in it. */
export const FOUND_IN_DAMAGE = { get: end("ERR_RESPONSE", 1), post: end("issued", 1) };
export const NOT_UNDERSTOOD = { get: end("ERR_RESPONSE", 1), post: end("unclear", 1) };
export const LOST = { get: end("ERR_RESPONSE", 1), post: end("lost", 1) };

/** Only a fault that never ends reaches these: a busy machine does not. */
export const PATIENT: HttpOptions = {
    connectTimeout: 10_000,
    headersTimeout: 10_000,
    bodyTimeout: 10_000,
    totalTimeout: 15_000,
    retryBudget: 0,
    rateLimitWait: 3000,
    refusalMemory: 0,
};

/** For faults that one of the client's own limits has to end. */
const IMPATIENT = { connectTimeout: 2000, headersTimeout: 1500, bodyTimeout: 1500, totalTimeout: 4000 };

/** The same case with limits that are short to wait for. */
export function endedByLimit(one: FaultCase): FaultCase {
    const arrange = async (stage: Stage) => {
        const scene = await one.arrange(stage);
        return { ...scene, options: { ...IMPATIENT, ...scene.options } };
    };
    return { ...one, arrange };
}

/** With characters that the writings of a token write differently. */
export function newToken(): string {
    return `${randomUUID()}+/~%${randomBytes(6).toString("base64")}`;
}

/** The answer of the API when all is well. */
export function goodBody({ method, successor }: Stage): string {
    return method === "GET"
        ? JSON.stringify({ uid: "1001", loginAccountGroup: { aid: "281474" } })
        : JSON.stringify({ bearerToken: successor, validUntil: "2032-01-01T00:00:00Z" });
}

export const goodStatus = ({ method }: Stage): number => (method === "GET" ? 200 : 201);

export function goodAnswer(stage: Stage, headers?: Headers): Buffer {
    return answer(goodStatus(stage), goodBody(stage), headers);
}

/** A case with one plain server. */
export function plain(
    fault: string,
    ends: Pick<FaultCase, "get" | "post">,
    answering: (stage: Stage) => Answering,
    scene: Partial<Scene> = {},
): FaultCase {
    const arrange = async (stage: Stage) => {
        const server = await stage.serve(answering(stage));
        return {
            endpoint: `http://127.0.0.1:${server.port}/v7`,
            requests: () => server.heads.length,
            ...scene,
        };
    };
    return { fault, arrange, ...ends };
}

/** A case in which every request gets the same bytes. */
export function bytes(
    fault: string,
    ends: Pick<FaultCase, "get" | "post">,
    make: (stage: Stage) => string | Buffer,
    close = false,
): FaultCase {
    return plain(fault, ends, (stage) => (socket) => {
        const text = make(stage);
        if (close) {
            socket.end(text);
        } else {
            socket.write(text);
        }
    });
}

/** A case with one TLS server, called directly by a process that trusts the test's own authority, unless told otherwise. */
export function secure(
    fault: string,
    ends: Pick<FaultCase, "get" | "post">,
    tls: (certificates: Certificates) => TlsOptions,
    environment: (certificates: Certificates) => Record<string, string> = trusting,
): FaultCase {
    const arrange = async (stage: Stage) => {
        const answering: Answering = (socket) => socket.write(goodAnswer(stage));
        const server = await stage.serve(answering, { tls: tls(stage.certificates) });
        return {
            endpoint: `https://localhost:${server.port}/v7`,
            requests: () => server.heads.length,
            environment: environment(stage.certificates),
        };
    };
    return { fault, arrange, ...ends };
}

export function trusting({ authorityFile }: Certificates): Record<string, string> {
    return { NODE_EXTRA_CA_CERTS: authorityFile };
}
