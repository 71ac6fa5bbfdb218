import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Run, type Runner, Stack } from "./stack";
import type { StackStage } from "./stack-stage";

/** One of several machines that run the same stack: a name, a Pulumi home and a checkout of the project of its own. */
export class Machine implements Runner {
    readonly printed: string[];
    readonly stack: Stack;
    /** Set in the environment of the runs that follow. */
    environment: Record<string, string> = {};
    /** What the last run has said so far. */
    said = "";
    private readonly own: Record<string, string>;
    private readonly folder: string;

    /** @param checkedIn - the stack as it was initialised, with its config file */
    constructor(
        private readonly stage: StackStage,
        name: string,
        checkedIn: Stack,
    ) {
        this.folder = join(stage.sandbox.folder, name);
        const { folder } = this;
        const [project, temporary] = [join(folder, "project"), join(folder, "tmp")];
        cpSync(checkedIn.folder, project, { recursive: true });
        mkdirSync(temporary);
        this.own = {
            PULUMI_HOME: join(folder, "home"),
            TMPDIR: temporary,
            PULUMI_API_TOKENS_TEST_MACHINE: name,
        };
        this.printed = stage.printed;
        this.stack = new Stack(this, checkedIn.name, project);
    }

    /** All that it had is gone. */
    removeDisk(): void {
        rmSync(this.folder, { recursive: true, force: true });
    }

    pulumi(args: string[], cwd: string): Promise<Run> {
        this.said = "";
        const { NODE_OPTIONS = "", ...others } = this.environment;
        const preload = `--require ${JSON.stringify(join(__dirname, "machine-name.cjs"))}`;
        return this.stage.pulumi(args, cwd, {
            environment: {
                ...this.own,
                ...others,
                NODE_OPTIONS: `${preload} ${NODE_OPTIONS}`,
                PULUMI_STACK: "dev",
            },
            onOutput: (text) => (this.said += text),
        });
    }
}
