import { PostgresError } from "./error.mjs";
import { startPostgres } from "./server.mjs";

/** Resolves when this process is asked to end. */
const asked = new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
        process.on(signal, () => {
            resolve(undefined);
        });
    }
    // The channel to a process that forked this one closes when that process ends, even when it was killed.
    process.on("disconnect", () => {
        resolve(undefined);
    });
});

/** @param {string} url */
function announce(url) {
    if (process.send === undefined) {
        console.log(`export PULUMI_BACKEND_URL='${url}'\n\nCtrl-C ends the server and removes its data.`);
    } else if (process.connected) {
        process.send({ url });
    }
}

try {
    const server = await startPostgres();
    announce(server.url);
    const said = await Promise.race([server.ended, asked]);
    await server.stop();
    if (typeof said === "string") {
        throw new PostgresError(`PostgreSQL ended by itself:\n\n${said}`);
    }
} catch (error) {
    console.error(error instanceof PostgresError ? error.message : error);
    process.exitCode = 1;
}
// The channel would keep this process alive.
if (process.connected) {
    process.disconnect();
}
