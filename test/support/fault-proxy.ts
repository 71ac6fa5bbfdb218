import { createServer, type IncomingMessage, request as send, type ServerResponse } from "node:http";
import { FaultyWay } from "./faulty-way";

/** What becomes of one request. */
export type Fault =
    /** It is not passed on, and answered like this. */
    | { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> }
    /** It is not passed on, and never answered. */
    | "hangs"
    /** It is not passed on, and its connection is broken. */
    | "is cut off"
    /** It is processed, and its connection is broken instead of an answer. */
    | "loses its answer"
    /** It is processed, and the body of its answer never ends. */
    | "stalls";

interface Rule {
    readonly requests: RegExp;
    readonly faults: Fault[];
}

/** A server over HTTP with the one behind it, which gets what it is sent as it is. Requests meet faults on the way. */
export class FaultProxy extends FaultyWay {
    /** Such as `PUT /bucket/name`. */
    readonly seen: string[] = [];
    private rules: Rule[] = [];

    constructor(private readonly target: URL) {
        super(
            createServer((request, response) => {
                this.take(request, response);
            }),
        );
    }

    get url(): string {
        return `http://127.0.0.1:${this.port}`;
    }

    /** The next requests of these meet these faults, one each. */
    meet(requests: RegExp, ...faults: Fault[]): void {
        this.rules.push({ requests, faults });
    }

    /** All of these do. */
    meetAll(requests: RegExp, fault: Fault): void {
        this.meet(requests, ...Array.from({ length: 100 }, () => fault));
    }

    count(requests: RegExp): number {
        return this.seen.filter((line) => requests.test(line)).length;
    }

    /** Forgets the faults, and what it has seen. */
    reset(): void {
        this.rules = [];
        this.seen.length = 0;
    }

    private take(request: IncomingMessage, response: ServerResponse): void {
        const line = `${request.method ?? ""} ${request.url ?? ""}`;
        this.seen.push(line);
        const rule = this.rules.find(({ requests, faults }) => faults.length > 0 && requests.test(line));
        const fault = rule?.faults.shift();
        if (fault === "is cut off") {
            request.socket.destroy();
        } else if (typeof fault === "object") {
            request.resume().on("end", () => {
                response.writeHead(fault.status, fault.headers).end(fault.body ?? "");
            });
        } else if (fault !== "hangs") {
            this.pass(request, response, fault);
        }
    }

    private pass(request: IncomingMessage, response: ServerResponse, fault: Fault | undefined): void {
        const { method, url: path, rawHeaders } = request;
        const { hostname, port } = this.target;
        const onward = send({ method, path, hostname, port, headers: headersOf(rawHeaders), setHost: false });
        onward.on("error", () => request.socket.destroy());
        onward.on("socket", (socket) => {
            this.watch(socket);
        });
        onward.on("response", (answer) => {
            if (fault === "loses its answer") {
                answer.resume().on("end", () => request.socket.destroy());
            } else if (fault === "stalls") {
                response.writeHead(answer.statusCode ?? 0, { "content-length": "100" }).write("<");
            } else {
                response.writeHead(answer.statusCode ?? 0, headersOf(answer.rawHeaders));
                answer.pipe(response);
            }
        });
        request.pipe(onward);
    }
}

function headersOf(raw: readonly string[]): Record<string, string> {
    const pairs = Array.from({ length: raw.length / 2 }, (_, index) => raw.slice(2 * index, 2 * index + 2));
    return Object.fromEntries(pairs) as Record<string, string>;
}
