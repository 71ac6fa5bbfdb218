import { gzipSync } from "node:zlib";
import { setTimeout as wait } from "node:timers/promises";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { HttpBindings } from "@hono/node-server";
import type { EchoWriting, Fault } from "./faults";
import { titleOf } from "./problem";
import type { ErrorAnswer } from "./system";

/** What a fault has to work with. */
export interface Delivery {
    /** The answer of the API; undefined when the request was not processed. */
    answer: Response | undefined;
    /** The path that was asked for. */
    path: string;
    /** The token that was sent. */
    token: string | undefined;
    /** An error as the API asked for words it. */
    error: ErrorAnswer;
    /** Node's own request and response. */
    node: HttpBindings;
    /** Aborted when the simulator stops. */
    stopping: AbortSignal;
}

/** The status that the client gets to see, or null when it gets none. */
export function statusSeen(fault: Fault | undefined, answer: Response | undefined): number | null {
    switch (fault?.kind) {
        case "reset-before":
        case "reset-after":
        case "hang":
            return null;
        case "status":
            return fault.status;
        case "html":
            return fault.status ?? 502;
        case "proxy-page":
        case "echo":
            return fault.status ?? 403;
        case "retry-after-only":
            return 429;
        case "body":
            return fault.status ?? answer?.status ?? null;
        default:
            return answer?.status ?? null;
    }
}

/** Answers a request as the fault has it. */
export async function deliver(fault: Fault, delivery: Delivery): Promise<Response> {
    const answer = delivery.answer ?? new Response(null);
    switch (fault.kind) {
        case "delay":
            await pause(fault.delayMs, delivery.stopping);
            return answer;
        case "reset-before":
        case "reset-after":
            await pause(fault.delayMs ?? 0, delivery.stopping);
            delivery.node.incoming.socket.resetAndDestroy();
            return RESPONSE_ALREADY_SENT;
        case "hang":
            await closed(delivery.node);
            return RESPONSE_ALREADY_SENT;
        case "cut-body":
            await sendPart(answer, delivery.node, (length) => Math.floor(length / 2));
            return RESPONSE_ALREADY_SENT;
        case "partial-body":
            await sendPart(answer, delivery.node, (length) => Math.max(0, length - (fault.missing ?? 1)));
            return RESPONSE_ALREADY_SENT;
        case "gzip":
            return compressed(answer, fault.unannounced === true);
        case "interim":
            delivery.node.outgoing.writeContinue();
            return answer;
        case "proxy-page":
            return htmlAnswer(fault.status ?? 403);
        case "retry-after-only":
            return retryAfterOnly(fault.seconds ?? 1, delivery);
        case "echo":
            return delivery.error(
                fault.status ?? 403,
                `There is no access with ${written(delivery.token ?? "", fault.writing ?? "clear")}.`,
                delivery.path,
            );
        case "status":
            return statusAnswer(fault, delivery);
        case "html":
            return htmlAnswer(fault.status ?? 502);
        case "content-type":
            return withBody(answer, await answer.text(), fault.contentType ?? "text/plain", answer.status);
        case "body":
            return withBody(answer, bodyText(fault.body), fault.contentType, fault.status ?? answer.status);
    }
}

/** Ends early when the simulator stops. */
async function pause(milliseconds: number, stopping: AbortSignal): Promise<void> {
    await wait(milliseconds, undefined, { signal: stopping }).catch(() => undefined);
}

function closed(node: HttpBindings): Promise<void> {
    return new Promise((resolve) => {
        if (node.outgoing.closed) {
            resolve();
        }
        node.outgoing.once("close", resolve);
    });
}

async function sendPart(
    answer: Response,
    node: HttpBindings,
    part: (length: number) => number,
): Promise<void> {
    const body = Buffer.from(await answer.arrayBuffer());
    node.outgoing.writeHead(answer.status, {
        ...Object.fromEntries(answer.headers),
        "content-length": body.length,
    });
    await new Promise<void>((resolve) => {
        node.outgoing.write(body.subarray(0, part(body.length)), () => {
            resolve();
        });
    });
    node.incoming.socket.destroy();
}

async function compressed(answer: Response, isUnannounced: boolean): Promise<Response> {
    const { status, headers } = answer;
    const zipped = new Response(gzipSync(Buffer.from(await answer.arrayBuffer())), { status, headers });
    if (!isUnannounced) {
        zipped.headers.set("content-encoding", "gzip");
    }
    return zipped;
}

function retryAfterOnly(seconds: number, { error, path }: Delivery): Response {
    const answer = error(429, "There are too many requests.", path);
    answer.headers.set("retry-after", String(seconds));
    return answer;
}

const WRITE: Readonly<Record<EchoWriting, (token: string) => string>> = {
    clear: (token) => token,
    upper: (token) => token.toUpperCase(),
    grouped: (token) => token.replace(/[^a-z0-9]/gi, "").replace(/.{4}(?=.)/g, "$& "),
    hex: (token) => Buffer.from(token).toString("hex"),
    base64: (token) => Buffer.from(token).toString("base64"),
    percent: (token) => Buffer.from(token).toString("hex").replace(/../g, "%$&"),
    entities: (token) => Array.from(token, (letter) => `&#${letter.charCodeAt(0)};`).join(""),
    "zero-width": (token) => Array.from(token).join("\u200b"),
};

function written(token: string, writing: EchoWriting): string {
    return WRITE[writing](token);
}

function statusAnswer(fault: Extract<Fault, { kind: "status" }>, delivery: Delivery): Response {
    const answer = plainStatusAnswer(fault, delivery);
    if (fault.contentType !== undefined) {
        answer.headers.set("content-type", fault.contentType);
    }
    for (const [name, value] of Object.entries(fault.headers ?? {})) {
        answer.headers.set(name, value);
    }
    return answer;
}

function plainStatusAnswer(
    { status, body }: Extract<Fault, { kind: "status" }>,
    { error, path }: Delivery,
): Response {
    if (!mayHaveBody(status)) {
        return new Response(null, { status });
    }
    return body === undefined
        ? error(status, `The simulator was told to answer ${status}.`, path)
        : new Response(bodyText(body), { status, headers: { "content-type": "application/json" } });
}

function htmlAnswer(status: number): Response {
    const title = `${status} ${titleOf(status)}`;
    const page = `<html>\n<head><title>${title}</title></head>\n<body><h1>${title}</h1></body>\n</html>\n`;
    return new Response(page, { status, headers: { "content-type": "text/html" } });
}

function withBody(answer: Response, body: string, contentType: string | undefined, status: number): Response {
    const changed = new Response(mayHaveBody(status) ? body : null, { status, headers: answer.headers });
    if (contentType !== undefined) {
        changed.headers.set("content-type", contentType);
    }
    return changed;
}

function bodyText(body: unknown): string {
    return typeof body === "string" ? body : JSON.stringify(body);
}

function mayHaveBody(status: number): boolean {
    return ![204, 205, 304].includes(status);
}
