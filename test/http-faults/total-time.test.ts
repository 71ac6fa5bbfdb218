import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { RawServer } from "./raw-server";

const PROGRAM = join(__dirname, "total-time-process.cjs");

/** Node 20 forgets an `AbortSignal.timeout` that only `AbortSignal.any` knows of. */
test("the time of a request ends it, whatever the garbage collector takes meanwhile", async () => {
    const server = await RawServer.start(() => undefined);
    try {
        const url = `http://127.0.0.1:${server.port}/`;
        const flags = ["--expose-gc", "--always-turbofan"];
        const { stdout } = await promisify(execFile)(process.execPath, [...flags, PROGRAM, url, "1000"]);
        expect(stdout).toContain("gave no complete answer (TimeoutError)");
    } finally {
        await server.stop();
    }
});
