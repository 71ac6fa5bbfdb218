import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { repository } from "./stack";

/** A server of this repository in a process of its own. It ends with this process, even when that is killed. */
export class ForkedServer<Address> {
    private server: ChildProcess | undefined;

    /** @param folder - of the server in the repository, with its `cli.mjs` */
    constructor(private readonly folder: string) {}

    /** @returns what the server says of itself once it can be used */
    async start(): Promise<Address> {
        const cli = join(repository, this.folder, "cli.mjs");
        const server = fork(cli, { execArgv: [], stdio: ["ignore", "ignore", "pipe", "ipc"] });
        this.server = server;
        let said = "";
        server.stderr?.setEncoding("utf8").on("data", (text: string) => (said += text));
        return new Promise((resolve, reject) => {
            server.once("message", (message: Address) => {
                resolve(message);
            });
            server.once("close", () => {
                reject(new Error(said));
            });
        });
    }

    async stop(): Promise<void> {
        if (this.server?.connected) {
            const ended = once(this.server, "exit");
            this.server.disconnect();
            await ended;
        }
    }
}
