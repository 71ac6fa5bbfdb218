import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { messageOf, SimulatorError } from "./errors";
import type { RequestRecord } from "./request-log";
import type { SimulatorOptions } from "./options";
import type { Simulator } from "./simulator";
import { startSimulator } from "./simulator";

interface CliOptions {
    port: number;
    controlPort: number;
    organisations?: string;
    state?: string;
    now?: string;
    frozen?: true;
    json?: true;
    quiet?: true;
}

function version(): string {
    const manifest = readFileSync(join(__dirname, "../package.json"), "utf8");
    return (JSON.parse(manifest) as { version: string }).version;
}

function portNumber(text: string): number {
    if (!/^\d+$/.test(text) || Number(text) > 65_535) {
        throw new InvalidArgumentError("A port is a whole number from 0 to 65535; 0 takes any free one.");
    }
    return Number(text);
}

function command(): Command {
    return new Command("api-token-simulator")
        .description(
            "Serves the token APIs of ThousandEyes, Versio.io and Cutover on 127.0.0.1, with a clock, faults and a log of requests.",
        )
        .option("--port <port>", "port of the APIs; 0 takes any free one", portNumber, 7070)
        .option(
            "--control-port <port>",
            "port of the control interface; 0 takes any free one",
            portNumber,
            7071,
        )
        .option(
            "--organisations <file>",
            "JSON file with ThousandEyes organisations, account groups and users",
        )
        .option("--state <file>", "file that keeps tokens, settings, the clock and 401 counts over a restart")
        .option("--now <time>", "time to start at, ISO 8601 (default: the state's, else the real time)")
        .option("--frozen", "let the clock stand still until it is set or advanced")
        .option("--json", "print one JSON line with the URLs when ready, and nothing else")
        .option("--quiet", "print no line per request")
        .version(version());
}

function simulatorOptions(options: CliOptions): SimulatorOptions {
    const silent = options.quiet === true || options.json === true;
    return {
        port: options.port,
        controlPort: options.controlPort,
        ...(options.organisations === undefined ? {} : { organisationsFile: options.organisations }),
        ...(options.state === undefined ? {} : { stateFile: options.state }),
        ...(options.now === undefined ? {} : { now: options.now }),
        ...(options.frozen === undefined ? {} : { frozen: options.frozen }),
        ...(silent
            ? {}
            : {
                  onRequest: (record) => {
                      console.log(requestLine(record));
                  },
              }),
    };
}

function requestLine({ method, path, status, token, fault }: RequestRecord): string {
    const outcome = status === null ? "no answer" : String(status);
    return `${method} ${path} ${outcome} ${token ?? "no token"}${fault === null ? "" : ` (fault ${fault})`}`;
}

function startText({ apiUrl, versioUrl, cutoverUrl, controlUrl }: Simulator): string {
    return [
        `ThousandEyes API   ${apiUrl}`,
        `Versio.io server   ${versioUrl}`,
        `Cutover instance   ${cutoverUrl}`,
        `Control interface  ${controlUrl}/  (lists its routes)`,
        "",
        "Create a token in the UI's place, then use it:",
        `  TOKEN=$(curl -s -X POST ${controlUrl}/thousandeyes/users/1001/tokens | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')`,
        `  curl -s -H "Authorization: Bearer $TOKEN" ${apiUrl}/users/current`,
        "",
        "Stop with Ctrl-C.",
    ].join("\n");
}

function stopOnSignal(simulator: Simulator): void {
    const stop = () => {
        void simulator.stop().then(() => process.exit(0));
    };
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
}

async function main(): Promise<void> {
    const options = command().parse().opts<CliOptions>();
    const simulator = await startSimulator(simulatorOptions(options));
    stopOnSignal(simulator);
    const { apiUrl, versioUrl, cutoverUrl, controlUrl } = simulator;
    const urls = { apiUrl, versioUrl, cutoverUrl, controlUrl };
    console.log(options.json === true ? JSON.stringify(urls) : startText(simulator));
}

main().catch((error: unknown) => {
    console.error(`api-token-simulator: ${messageOf(error)}`);
    if (!(error instanceof SimulatorError)) {
        console.error("This was not expected; please report it.");
    }
    process.exitCode = 1;
});
