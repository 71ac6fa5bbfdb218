import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { TransportError } from "../../src/http/errors";
import { createSend, type HttpRequest } from "../../src/http/http-client";
import { DEFAULT_HTTP_OPTIONS } from "../../src/http/http-options";
import type { Received } from "../../src/http/recording";
import { type Answering, RawServer } from "../http-faults/raw-server";
import { failureAs } from "../support/failure-of";

/** What no parser takes for the beginning of an answer. */
export const BROKEN = "HTTP/1.1 OK\r\na: b\r\n\r\n";

let server: RawServer | undefined;

/** Ends the servers of the file's tests. */
export function useServers(): void {
    afterEach(() => server?.stop());
}

/** A POST to a server of its own. */
export async function requestTo(answering: Answering): Promise<HttpRequest> {
    server = await RawServer.start(answering);
    const url = `http://127.0.0.1:${server.port}/v7/api-tokens`;
    return { method: "POST", url, authorization: "Bearer none", accept: "*/*" };
}

export function textOf(received?: Received): string | undefined {
    return received?.bytes().toString("latin1");
}

/** What had arrived when the request failed. */
export async function receivedFrom(answering: Answering, options = {}): Promise<string | undefined> {
    const send = createSend({ ...DEFAULT_HTTP_OPTIONS, ...options });
    const request = await requestTo(answering);
    return textOf((await failureAs(TransportError, send(request))).received);
}

/** Writes pieces with the same pause before each, and ends only if told to. */
export function inPieces(pieces: readonly string[], milliseconds: number, isEnded = false): Answering {
    const write = async (socket: Socket) => {
        for (const piece of pieces) {
            await pause(milliseconds);
            if (socket.destroyed) {
                return;
            }
            socket.write(piece);
        }
        if (isEnded) {
            socket.end();
        }
    };
    return (socket) => void write(socket);
}

/** Returns once the connection is closed. */
export async function closed(socket: Socket | undefined): Promise<void> {
    if (socket?.closed === false) {
        await once(socket, "close");
    }
    expect(socket?.closed).toBe(true);
}
