import { once } from "node:events";
import type { AddressInfo, Server, Socket } from "node:net";

/** A way to a service that can be closed and opened again, at one port of loopback. */
export abstract class FaultyWay {
    private readonly sockets = new Set<Socket>();
    private taken = 0;

    protected constructor(private readonly server: Server) {
        server.on("connection", (socket: Socket) => {
            this.watch(socket);
        });
    }

    /** Opens it unless it is, at the port it had before. */
    async open(): Promise<void> {
        if (!this.server.listening) {
            await once(this.server.listen(this.taken, "127.0.0.1"), "listening");
            this.taken = (this.server.address() as AddressInfo).port;
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
