import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OrganisationsInput, UserView } from "api-token-simulator";
import { repository, type Run } from "./stack";
import type { StackStage } from "./stack-stage";

const CLI = join(repository, "dist", "cli.js");

/** The names of users, by stack. */
export type Plan = Record<string, string[]>;

/** An organisation for each stack: the rate limit is one of an organisation, and their sum would take the most time. */
export function organisationsOf(plan: Plan): OrganisationsInput {
    const organisations = Object.entries(plan).map(([stack, users], index) => {
        const aid = String(900_000 + index);
        return {
            orgId: String(500_000 + index),
            organizationName: `Organisation of ${stack}`,
            accountGroups: [{ aid, accountGroupName: stack }],
            users: users.map((user) => ({
                uid: uidOf(plan, stack, user),
                name: user,
                email: `${user}.${stack}@example.com`,
                loginAccountGroup: aid,
                accountGroups: [aid],
            })),
        };
    });
    return { organisations };
}

/** The `uid` of a stack's user in {@link organisationsOf}. */
export function uidOf(plan: Plan, stack: string, user: string): string {
    return String(100_000 + 1000 * Object.keys(plan).indexOf(stack) + (plan[stack] ?? []).indexOf(user));
}

/** The project of examples/fleet in the stage's sandbox, with stacks whose users have pasted tokens to be adopted. */
export class Fleet {
    private constructor(
        private readonly stage: StackStage,
        readonly folder: string,
    ) {}

    static async open(stage: StackStage, plan: Plan): Promise<Fleet> {
        const fleet = new Fleet(stage, stage.sandbox.project(join(repository, "examples", "fleet")));
        fleet.writePlan(plan);
        for (const [stack, users] of Object.entries(plan)) {
            await fleet.initialise(
                stack,
                users.map((user) => [user, uidOf(plan, stack, user)] as const),
            );
        }
        return fleet;
    }

    writePlan(stacks: Plan): void {
        writeFileSync(join(this.folder, "fleet.json"), JSON.stringify({ stacks }));
    }

    /** Runs the command in the example. All that it prints is searched for tokens at the end. */
    async run(...args: string[]): Promise<Run> {
        const run = await this.stage.execute(process.execPath, [CLI, "rotate", ...args], this.folder);
        this.stage.printed.push(run.output);
        return run;
    }

    /** A run after which nothing is left for a person. */
    async succeed(...args: string[]): Promise<Run> {
        const run = await this.run(...args);
        if (run.code !== 0) {
            throw new Error(`fleet ${args.join(" ")} ended with code ${run.code ?? "none"}:\n${run.output}`);
        }
        return run;
    }

    async pulumi(...args: string[]): Promise<Run> {
        const run = await this.stage.pulumi(args, this.folder);
        if (run.code !== 0) {
            throw new Error(`pulumi ${args[0] ?? ""} ended with code ${run.code ?? "none"}:\n${run.output}`);
        }
        return run;
    }

    /** The tokens that a stack hands on, by user. */
    async tokens(stack: string): Promise<Record<string, string>> {
        const { output } = await this.pulumi(
            "stack",
            "output",
            "tokens",
            "--json",
            "--show-secrets",
            "--stack",
            stack,
        );
        return JSON.parse(output) as Record<string, string>;
    }

    /** The simulator's view of a stack's users. */
    async users(plan: Plan, stack: string): Promise<UserView[]> {
        const uids = (plan[stack] ?? []).map((user) => uidOf(plan, stack, user));
        return (await this.stage.control.users()).filter(({ uid }) => uids.includes(uid));
    }

    /** The files of the sandbox (states, journal, record, what was left of a killed run) with a token in clear in them. */
    filesWithTokens(): string[] {
        const { folder } = this.stage.sandbox;
        const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
            entry.isFile(),
        );
        return files
            .map(({ parentPath, name }) => join(parentPath, name))
            .filter((file) => {
                const words = readFileSync(file, "latin1").match(
                    /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
                );
                return words?.some((word) => this.stage.tokens.has(word)) ?? false;
            });
    }

    private async initialise(stack: string, users: (readonly [string, string])[]): Promise<void> {
        await this.pulumi("stack", "init", stack);
        const settings = [
            "--plaintext",
            `thousandeyes:apiEndpoint=${this.stage.apiUrl}`,
            "--plaintext",
            "onCreate=adopt",
        ];
        for (const [user, uid] of users) {
            settings.push("--secret", `bootstrapToken-${user}=${await this.stage.newToken(uid)}`);
        }
        await this.pulumi("config", "set-all", "--stack", stack, ...settings);
    }
}
