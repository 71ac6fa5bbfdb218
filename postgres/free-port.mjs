import { createServer } from "node:net";

/**
 * A port of loopback that nobody uses now.
 * @returns {Promise<number>}
 */
export function findFreePort() {
    return new Promise((resolve, reject) => {
        const server = createServer().on("error", reject);
        server.listen(0, "127.0.0.1", () => {
            const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
            server.close(() => {
                resolve(port);
            });
        });
    });
}
