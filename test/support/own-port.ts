import { randomInt } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";

/** Below the ports that Linux gives to whoever asks for any (`ip_local_port_range`), and above the well-known ones. */
const [FIRST, END] = [10_000, 32_000];

/**
 * Listens on loopback at a port that stays free when the server is closed, for as long as a test needs it to be: nobody
 * who asks for any port is given it.
 *
 * @returns the port
 */
export async function listenOnOwnPort(server: Server): Promise<number> {
    for (;;) {
        try {
            await once(server.listen(randomInt(FIRST, END), "127.0.0.1"), "listening");
            return (server.address() as AddressInfo).port;
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") {
                throw error;
            }
        }
    }
}
