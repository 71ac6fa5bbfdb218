import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { HttpBindings } from "@hono/node-server";
import { SimulatorError } from "./errors";

const host = "127.0.0.1";

/** What answers the requests of a listener. */
export type FetchHandler = (request: Request, env: HttpBindings) => Response | Promise<Response>;

/** A server on the loopback address. */
export interface Listener {
    /** `http://127.0.0.1:<port>`. */
    url: string;
    /** Closes the port and every connection at once. */
    close(): Promise<void>;
}

/** Listens on 127.0.0.1; `option` is the option to change when the port cannot be had. */
export async function listen(handler: FetchHandler, port: number, option: string): Promise<Listener> {
    const listener = getRequestListener((request, env) => handler(request, env as HttpBindings), {
        overrideGlobalObjects: false,
    });
    const server = createServer((incoming, outgoing) => {
        void listener(incoming, outgoing);
    });
    await bound(server, port, option);
    return {
        url: `http://${host}:${(server.address() as AddressInfo).port}`,
        close: () =>
            new Promise((resolve) => {
                server.close(() => {
                    resolve();
                });
                server.closeAllConnections();
            }),
    };
}

function bound(server: Server, port: number, option: string): Promise<void> {
    return new Promise((resolve, reject) => {
        server.once("error", (error: NodeJS.ErrnoException) => {
            const reason =
                error.code === "EADDRINUSE" ? "another program is using it" : (error.code ?? error.message);
            reject(
                new SimulatorError(
                    `Cannot listen on ${host}:${port}: ${reason}. Choose another port with ${option}; 0 takes any free one.`,
                ),
            );
        });
        server.listen(port, host, resolve);
    });
}
