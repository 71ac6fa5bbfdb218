import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";

/** Answers one request with whatever bytes it likes. `index` counts from 0. */
export type Answering = (socket: Socket, index: number, head: string) => void;

/** How a server differs from a plain one that reads requests. */
export interface RawServerOptions {
    readonly tls?: TlsOptions;
    /** Takes a connection over before anything is read of it. */
    readonly onConnection?: (socket: Socket) => void;
    /** Default: any free one. */
    readonly port?: number;
}

/** A server on loopback that answers with bytes, right or wrong, and keeps the head of every request. */
export class RawServer {
    readonly heads: string[] = [];
    connections = 0;
    private readonly sockets = new Set<Socket>();
    private readonly server: Server;

    private constructor(answering: Answering, { tls, onConnection }: RawServerOptions) {
        const serve = (socket: Socket) => {
            socket.on("error", () => undefined);
            this.read(socket, answering);
        };
        this.server = tls === undefined ? createServer({ noDelay: true }) : createTlsServer(tls, serve);
        this.server.on("tlsClientError", () => undefined);
        this.server.on("connection", (socket: Socket) => {
            this.connections++;
            this.sockets.add(socket);
            socket.on("error", () => undefined).on("close", () => this.sockets.delete(socket));
            if (onConnection !== undefined) {
                onConnection(socket);
            } else if (tls === undefined) {
                serve(socket);
            }
        });
    }

    static async start(answering: Answering, options: RawServerOptions = {}): Promise<RawServer> {
        const one = new RawServer(answering, options);
        await once(one.server.listen(options.port ?? 0, "127.0.0.1"), "listening");
        return one;
    }

    get port(): number {
        return (this.server.address() as AddressInfo).port;
    }

    async stop(): Promise<void> {
        const closed = once(this.server, "close");
        this.server.close();
        for (const socket of this.sockets) {
            socket.destroy();
        }
        await closed;
    }

    /** None of the requests has a body. */
    private read(socket: Socket, answering: Answering): void {
        let text = "";
        socket.on("data", (bytes: Buffer) => {
            text += bytes.toString("latin1");
            for (let end = text.indexOf("\r\n\r\n"); end !== -1; end = text.indexOf("\r\n\r\n")) {
                const head = text.slice(0, end);
                text = text.slice(end + 4);
                this.heads.push(head);
                answering(socket, this.heads.length - 1, head);
            }
        });
    }
}

/** The headers of an answer, by name. */
export type Headers = Readonly<Record<string, string>>;

/** The head of an answer, with the empty line at its end. */
export function head(status: number, headers: Headers = {}): string {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return `HTTP/1.1 ${status} Status\r\n${lines.join("")}\r\n`;
}

/** A whole answer. */
export function answer(status: number, body: string | Buffer = "", headers: Headers = {}): Buffer {
    const bytes = Buffer.from(body);
    const all = { "content-type": "application/hal+json", "content-length": `${bytes.length}`, ...headers };
    return Buffer.concat([Buffer.from(head(status, all), "latin1"), bytes]);
}
