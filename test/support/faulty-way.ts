import { once } from "node:events";
import type { Server, Socket } from "node:net";
import { listenOnOwnPort } from "./own-port";

/** A way to a service that can be closed and opened again, at one port of loopback. */
export abstract class FaultyWay {
    private readonly sockets = new Set<Socket>();
    private taken: number | undefined;

    protected constructor(private readonly server: Server) {
        server.on("connection", (socket: Socket) => {
            this.watch(socket);
        });
    }

    /** Opens it unless it is, at the port it had before. */
    async open(): Promise<void> {
        if (this.taken === undefined) {
            this.taken = await listenOnOwnPort(this.server);
        } else if (!this.server.listening) {
            await once(this.server.listen(this.taken, "127.0.0.1"), "listening");
        }
    }

    /** Breaks all connections, and refuses new ones. */
    async close(): Promise<void> {
        const closed = this.server.listening ? once(this.server, "close") : undefined;
        this.refuse();
        this.sever();
        await closed;
    }

    /** Refuses new connections, and leaves those that there are. */
    refuse(): void {
        this.server.close();
    }

    /** Breaks all connections. New ones are taken. */
    sever(): void {
        for (const socket of this.sockets) {
            socket.destroy();
        }
    }

    get port(): number {
        if (this.taken === undefined) {
            throw new Error("it was never open");
        }
        return this.taken;
    }

    /** Notes a connection, so that it can be broken. */
    protected watch(socket: Socket): void {
        if (!this.sockets.has(socket)) {
            this.sockets.add(socket);
            socket.on("error", () => undefined).on("close", () => this.sockets.delete(socket));
        }
    }
}
