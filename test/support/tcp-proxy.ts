import { connect, createServer, type Socket } from "node:net";
import { FaultyWay } from "./faulty-way";

/** A way to a service over TCP. */
export class TcpProxy extends FaultyWay {
    /** All that came from clients. */
    received = Buffer.alloc(0);
    connections = 0;
    /** Nothing goes on from connections to come. */
    isSilent = false;
    private readonly pairs = new Set<readonly [Socket, Socket]>();
    private losing: string | undefined;

    constructor(private readonly targetPort: number) {
        super(
            createServer((socket) => {
                this.take(socket);
            }),
        );
    }

    /** From now on nothing goes on, on any connection that stands. New ones are taken. */
    freeze(): void {
        for (const [client, server] of this.pairs) {
            client.unpipe(server).pause();
            server.removeAllListeners("data").pause();
        }
    }

    /** Breaks the connection on which the server answers with this text next, before that answer is passed on. */
    loseAnswer(text: string): void {
        this.losing = text;
    }

    /** Forgets what it has seen. */
    reset(): void {
        this.received = Buffer.alloc(0);
        this.connections = 0;
        this.losing = undefined;
    }

    private take(client: Socket): void {
        this.connections++;
        if (this.isSilent) {
            return;
        }
        const server = connect(this.targetPort, "127.0.0.1");
        this.watch(server);
        const pair = [client, server] as const;
        this.pairs.add(pair);
        client.on("data", (bytes: Buffer) => (this.received = Buffer.concat([this.received, bytes])));
        client.pipe(server);
        server.on("data", (bytes: Buffer) => {
            if (this.losing !== undefined && bytes.includes(this.losing)) {
                this.losing = undefined;
                client.destroy();
            } else {
                client.write(bytes);
            }
        });
        server.on("close", () => client.destroy());
        client.on("close", () => {
            this.pairs.delete(pair);
            server.destroy();
        });
    }
}
