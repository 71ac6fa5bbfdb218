import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import Table from "cli-table3";
import { filesUnder } from "./secrecy-search";
import type { Stack } from "./stack";
import type { StackStage } from "./stack-stage";
import { tracesOf } from "./traces";

/**
 * All levels of `-v` take ten minutes: unless `SECRECY_LEVELS=all` asks for them, the highest, which prints what those
 * below it do, and the one from which the SDK logs answers.
 */
const IS_WHOLE = process.env.SECRECY_LEVELS === "all";
const LEVELS = IS_WHOLE ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] : [3, 11];
const FLOWING = IS_WHOLE ? LEVELS : [11];

/** A way of printing: what to run with, and the files that it writes beside the output. */
interface Way {
    readonly name: string;
    readonly args?: (folder: string, command: Command) => string[];
    readonly environment?: (folder: string) => Record<string, string>;
    /** A command after it, whose output counts. */
    readonly after?: string[];
}

const WAYS: readonly Way[] = [
    { name: "--diff", args: () => ["--diff"] },
    { name: "--json", args: () => ["--json"] },
    { name: "--debug", args: () => ["--debug"] },
    {
        // As the Automation API has the events for `onEvent`.
        name: "--event-log",
        args: (folder) => ["--event-log", join(folder, "events")],
        environment: () => ({ PULUMI_DEBUG_COMMANDS: "1" }),
    },
    {
        name: "--save-plan",
        args: (folder, command) => (command === "preview" ? ["--save-plan", join(folder, "plan")] : []),
        environment: () => ({ PULUMI_EXPERIMENTAL: "1" }),
    },
    { name: "--tracing", args: (folder) => [`--tracing=file:${join(folder, "trace")}`] },
    { name: "--otel-traces", args: (folder) => [`--otel-traces=file://${join(folder, "traces")}`] },
    // The engine keeps a log of every run in its home, encrypted as the state is.
    { name: "logs decrypt", after: ["logs", "decrypt", "--latest"] },
    { name: "PULUMI_DEBUG_GRPC", environment: (folder) => ({ PULUMI_DEBUG_GRPC: join(folder, "grpc") }) },
    ...LEVELS.map((level) => ({ name: `-v=${level}`, args: () => [`-v=${level}`, "--logtostderr"] })),
    ...FLOWING.map((level) => ({
        name: `-v=${level} --logflow`,
        args: () => [`-v=${level}`, "--logtostderr", "--logflow"],
    })),
];

export const COMMANDS = ["preview", "up", "up without a change", "refresh", "destroy"] as const;
export type Command = (typeof COMMANDS)[number];

/** Those that run the program. */
export const PROGRAM_RUNS = ["preview", "up", "up without a change"] as const satisfies readonly Command[];

/** Ways that print a token, and in which commands. */
export type Leaks = readonly (readonly [way: RegExp, commands: readonly Command[]])[];

/** A host of providers, with a program whose token neither its text nor a config holds. */
export interface Printer {
    readonly stage: StackStage;
    /** Opens a stack whose token `ci` rotates when the config `release` changes. */
    readonly open: (name: string, pasted: string) => Promise<Stack>;
    /** Known, and in SECURITY.md, with the version it was measured with. */
    readonly leaks: Leaks;
}

/** Every command with every way of printing: one test for a way. The stage has to run before. */
export function describePrinting({ stage, open, leaks }: Printer): void {
    const found: Record<string, Partial<Record<Command, string>>> = {};

    afterAll(() => {
        const table = new Table({ head: ["", ...COMMANDS], style: { head: [], border: [] } });
        for (const { name } of WAYS) {
            table.push([name, ...COMMANDS.map((command) => found[name]?.[command] ?? "not run")]);
        }
        const cells = WAYS.length * COMMANDS.length;
        const leaks = Object.values(found).flatMap((row) =>
            Object.values(row).filter((one) => one !== "none"),
        );
        process.stdout.write(
            `\nTokens in what a run prints\n${table.toString()}\n${cells} cells, ${leaks.length} with a token\n`,
        );
    });

    describe.each(WAYS)("with $name", ({ name, args = () => [], environment = () => ({}), after }) => {
        let stack: Stack;
        let folder: string;
        const tokens: Record<string, string> = {};
        let releases = 0;

        async function run(command: Command): Promise<void> {
            rmSync(folder, { recursive: true, force: true });
            mkdirSync(folder);
            const before = stage.environment;
            stage.environment = { ...before, ...environment(folder) };
            const [word = "", ...others] = argumentsOf(command);
            const ran = await stack.succeed(word, ...others, ...args(folder, command));
            stage.environment = before;
            const more = after === undefined ? undefined : await stack.succeed(...after);
            if (more?.output.trim() === "") {
                throw new Error(`${after?.join(" ")} printed nothing`);
            }
            const { token } = await stack.outputs();
            if (token !== undefined) {
                tokens[Object.values(tokens).includes(token) ? "" : `token ${Object.keys(tokens).length}`] =
                    token;
            }
            const told = tellsIn(ran.output + (more?.output ?? ""));
            (found[name] ??= {})[command] = told === "" ? "none" : told;
        }

        function tellsIn(output: string): string {
            const texts = [
                output,
                ...(existsSync(folder) ? filesUnder(folder).map((file) => readFileSync(file, "latin1")) : []),
            ];
            const told = Object.keys(tokens).filter((one) =>
                texts.some((text) => tracesOf(tokens[one] ?? "", text).length > 0),
            );
            return told.join(", ");
        }

        test("what prints a token is known", async () => {
            folder = join(stage.sandbox.folder, "printed");
            await stage.control.revokeTokens("1001");
            const pasted = await stage.newToken("1001");
            tokens["the pasted one"] = pasted;
            stack = await open(`printing-${WAYS.findIndex((way) => way.name === name)}`, pasted);
            await stack.up();
            for (const command of COMMANDS) {
                if (command === "preview") {
                    await stage.advance(20);
                    stack.configure({ release: String(++releases + 1) });
                }
                await run(command);
            }
            const leaking = COMMANDS.filter((command) => found[name]?.[command] !== "none");
            expect(leaking).toEqual(leaks.find(([way]) => way.test(name))?.[1] ?? []);
        });
    });
}

function argumentsOf(command: Command): string[] {
    switch (command) {
        case "preview":
            return ["preview"];
        case "refresh":
        case "destroy":
            return [command, "--yes", "--skip-preview"];
        default:
            return ["up", "--yes", "--skip-preview"];
    }
}
