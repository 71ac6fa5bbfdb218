import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long a key lives, and the one before it after a rotation. */
export const KEY_LIFETIME = 90 * DAY;
export const KEY_OVERLAP = 3 * DAY;

interface Key {
    readonly secret: string;
    end: number;
}

/**
 * The API of an invented service whose keys rotate, in another way than ThousandEyes' tokens: `PUT /keys/current`
 * answers 200, nests the key, tells its end as seconds to go, and says 423 while the previous key is valid.
 */
export class KeyServer {
    /** What was asked for, and what was answered. */
    readonly requests: string[] = [];
    /** The next answer to a rotation is lost on its way, though the key is made. */
    losesNextAnswer = false;
    private readonly keys: Key[] = [];
    private readonly server: Server;

    private constructor(private readonly now: () => number) {
        this.server = createServer((request, response) => {
            this.serve(request, response);
        });
    }

    static async start(now: () => number): Promise<KeyServer> {
        const server = new KeyServer(now);
        server.server.listen(0, "127.0.0.1");
        await once(server.server, "listening");
        return server;
    }

    get url(): string {
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    get newest(): string | undefined {
        return this.keys.at(-1)?.secret;
    }

    /** As a person does in the UI. */
    makeKey(): string {
        return this.add().secret;
    }

    revokeAll(): void {
        this.keys.length = 0;
    }

    stop(): void {
        this.server.close();
        this.server.closeAllConnections();
    }

    private add(): Key {
        const key = { secret: randomUUID(), end: this.now() + KEY_LIFETIME };
        this.keys.push(key);
        return key;
    }

    private valid(): Key[] {
        return this.keys.filter(({ end }) => end > this.now());
    }

    private serve({ method = "", url = "", headers }: IncomingMessage, response: ServerResponse): void {
        const secret = /^Key (.*)$/.exec(headers.authorization ?? "")?.[1];
        const key = this.valid().find((one) => one.secret === secret);
        const [status, body] = key === undefined ? [403, {}] : this.answer(`${method} ${url}`, key);
        this.requests.push(`${method} ${url} ${status}`);
        if (this.losesNextAnswer && method === "PUT") {
            this.losesNextAnswer = false;
            response.destroy();
            return;
        }
        response.writeHead(status, {
            "content-type": "application/json",
            date: new Date(this.now()).toUTCString(),
        });
        response.end(JSON.stringify(body));
    }

    private answer(call: string, key: Key): [status: number, body: object] {
        if (call === "GET /keys/self") {
            return [200, { account: "acme" }];
        }
        if (call !== "PUT /keys/current") {
            return [404, {}];
        }
        if (this.valid().length > 1) {
            return [423, {}];
        }
        key.end = Math.min(key.end, this.now() + KEY_OVERLAP);
        const { secret, end } = this.add();
        return [200, { key: { secret, secondsToLive: (end - this.now()) / 1000 } }];
    }
}
