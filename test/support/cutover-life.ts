import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Simulator, SimulatorControl, startSimulator } from "api-token-simulator";
import { PluginProcess, type Properties } from "./plugin-process";
import { begin, change, type Slot, type Step, urnOf } from "./cutover-steps";
import { type DeclaredResource, SmallEngine } from "./small-engine";

const POINTER = 'exports.handler = () => require("pulumi-api-tokens/provider").cutoverUserAppToken;';
const USERS = ["102", "102", "102", "103"];

/** Two stacks with Cutover tokens, one journal and one API. */
export class Life {
    private readonly stacks = [new SmallEngine(), new SmallEngine()];
    private readonly programs = [
        [begin(0, 0), begin(1, 1)],
        [begin(0, 0), begin(2, 2)],
    ];
    private days = 0;
    readonly counts = { runs: 0, failed: 0, revoked: 0 };

    private constructor(
        private readonly simulator: Simulator,
        private readonly home: string,
        private readonly tokens: readonly { readonly id: string; readonly token: string }[],
    ) {}

    static async start(): Promise<Life> {
        const simulator = await startSimulator();
        const { cutover } = new SimulatorControl(simulator.controlUrl);
        const tokens = [];
        for (const [index, user] of USERS.entries()) {
            tokens.push(await cutover.createToken(user, { label: `token-${index}` }));
        }
        return new Life(simulator, mkdtempSync(join(tmpdir(), "pulumi-api-tokens-lives-")), tokens);
    }

    async end(): Promise<void> {
        await this.simulator.stop();
        rmSync(this.home, { recursive: true, force: true });
    }

    async take(step: Step): Promise<void> {
        if (step.kind === "days") {
            this.days += step.days;
            await new SimulatorControl(this.simulator.controlUrl).advance(`${step.days}d`);
            return;
        }
        const stack = this.stacks[step.stack];
        const program = this.programs[step.stack];
        if (stack === undefined || program === undefined) {
            throw new Error("no such stack");
        }
        const plugin = await PluginProcess.start({
            home: this.home,
            days: this.days,
            environment: { PULUMI_PROJECT: `project-${step.stack}`, PULUMI_API_TOKENS_REFUSAL_MEMORY: "0s" },
        });
        try {
            const isWell = await this.run(step, stack, program, plugin);
            this.counts.runs++;
            this.counts.failed += isWell ? 0 : 1;
        } finally {
            await plugin.stop();
        }
        await this.expectNoTokenInUseToBeRevoked();
    }

    private async run(
        step: Exclude<Step, { kind: "days" }>,
        stack: SmallEngine,
        program: Slot[],
        plugin: PluginProcess,
    ): Promise<boolean> {
        switch (step.kind) {
            case "destroy":
                return stack.destroy(plugin);
            case "refresh":
                return stack.refresh(plugin);
            case "up": {
                for (const one of step.edits) {
                    change(program, one);
                }
                const declared = program.map((slot) => this.declare(slot));
                const isWell = await stack.up(plugin, declared, step);
                for (const slot of program) {
                    slot.isForced = false;
                }
                return isWell;
            }
        }
    }

    private declare(slot: Slot): DeclaredResource {
        const { token, revoke, deleteBeforeReplace, alias, isForced, name } = slot;
        return {
            urn: urnOf(slot),
            alias,
            deleteBeforeReplace,
            isForced,
            inputs: {
                __provider: POINTER,
                resourceName: `r${name}`,
                userId: USERS[token],
                label: `token-${token}`,
                token: this.tokens[token]?.token,
                baseUrl: this.simulator.cutoverUrl,
                revoke,
            },
        };
    }

    /** Every token that a state holds works: the present one, and each of those before it until its own date. */
    private async expectNoTokenInUseToBeRevoked(): Promise<void> {
        const users = await new SimulatorControl(this.simulator.controlUrl).cutover.users();
        const working = users.flatMap(({ tokens }) => tokens.map(({ id }) => id));
        const dead = this.tokens.filter(({ id }) => !working.includes(id));
        this.counts.revoked = dead.length;
        const inUse = this.stacks.flatMap(({ resources }) =>
            resources.flatMap(({ outputs }) => this.usedBy(outputs)),
        );
        const revoked = dead.filter(({ token }) => inUse.includes(token));
        expect(revoked.map(({ id }) => `token ${id} is in use, and revoked`)).toEqual([]);
    }

    private usedBy(outputs: Properties): string[] {
        const {
            token,
            previousToken,
            previousValidUntil,
            earlierTokens = [],
        } = outputs as {
            token: string;
            previousToken?: string;
            previousValidUntil?: string;
            earlierTokens?: { token: string; validUntil: string }[];
        };
        const before = [
            ...(previousToken === undefined
                ? []
                : [{ token: previousToken, validUntil: previousValidUntil ?? "" }]),
            ...earlierTokens,
        ];
        const now = Date.now() + this.days * 86_400_000;
        return [
            token,
            ...before.filter(({ validUntil }) => Date.parse(validUntil) > now).map((one) => one.token),
        ];
    }
}
