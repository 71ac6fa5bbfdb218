import { randomBytes } from "node:crypto";
import {
    type OrganisationsInput,
    type Simulator,
    SimulatorControl,
    startSimulator,
} from "api-token-simulator";
import { PulumiSandbox } from "../../scripts/pulumi-sandbox.cjs";
import { uuidFrom } from "../../simulator/src/uuid";
import { DAY } from "../../src/base/duration";
import type { Run, Runner } from "./stack";
import { tracesOf } from "./traces";

interface RunOptions {
    environment?: Record<string, string>;
    onOutput?: (text: string) => void;
}

/** So many random bytes become a token of ThousandEyes; those of the other systems have other lengths. */
const UUID_BYTES = 16;

/** Programs are run without their types being checked each time: `npm run lint` checks them, and so does the demo. */
const UNCHECKED = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };

/** A simulator, a private Pulumi, and a time that both share. */
export class StackStage implements Runner {
    /** Every token that was issued, of all systems. */
    readonly tokens = new Set<string>();
    readonly printed: string[] = [];
    private pulumiSandbox: PulumiSandbox | undefined;
    /** Set in the environment of the runs that follow. */
    environment: Record<string, string> = {};
    private simulator: Simulator | undefined;
    private days = 0;

    /**
     * @param organisations - default: the simulator's own
     * @param stateFile - of an earlier simulator, which this one takes up
     */
    async start(organisations?: OrganisationsInput, stateFile?: string): Promise<void> {
        this.pulumiSandbox = new PulumiSandbox();
        this.simulator = await startSimulator({
            ...(organisations === undefined ? {} : { organisations }),
            ...(stateFile === undefined ? {} : { stateFile }),
            random: (size) => {
                const bytes = randomBytes(size);
                if (size === UUID_BYTES) {
                    this.tokens.add(uuidFrom(bytes));
                }
                return bytes;
            },
        });
    }

    get sandbox(): PulumiSandbox {
        if (this.pulumiSandbox === undefined) {
            throw new Error("The stage has not been started.");
        }
        return this.pulumiSandbox;
    }

    get apiUrl(): string {
        return this.running.apiUrl;
    }

    /** The stack config that leads to the simulator. */
    get addresses(): Record<string, string> {
        const { apiUrl, versioUrl, cutoverUrl } = this.running;
        return {
            "thousandeyes:apiEndpoint": apiUrl,
            "versio:url": versioUrl,
            "cutover:baseUrl": cutoverUrl,
        };
    }

    get control(): SimulatorControl {
        return new SimulatorControl(this.running.controlUrl);
    }

    /** Creates a token as a person does in the UI. */
    async newToken(uid = "1001", validFor?: string): Promise<string> {
        const options = validFor === undefined ? {} : { validFor };
        return (await this.control.createToken(uid, options)).token;
    }

    /** Creates a token of the environment `example` as a person does in the UI of Versio.io. */
    async newVersioToken(name: string, permissions?: string[]): Promise<string> {
        const options = permissions === undefined ? { name } : { name, permissions };
        return this.noted(await this.control.versio.createToken("example", options)).token;
    }

    /** Creates a user app token as a person does in the UI of Cutover. */
    async newCutoverToken(
        userId: string,
        label: string,
        validFor?: string,
    ): Promise<{ id: string; token: string }> {
        const options = validFor === undefined ? { label } : { label, validFor };
        return this.noted(await this.control.cutover.createToken(userId, options));
    }

    /** The status that the API gives a token. */
    async statusOf(token: string | undefined): Promise<number> {
        const headers = { authorization: `Bearer ${token ?? ""}` };
        return (await fetch(`${this.apiUrl}/users/current`, { headers })).status;
    }

    /** Moves the clocks of the simulator and of every later run. */
    async advance(days: number): Promise<void> {
        await this.control.advance(`${days}d`);
        this.days += days;
    }

    /** Sets the clocks of the simulator and of every later run. */
    async setTime(time: number): Promise<void> {
        await this.control.setClock({ now: new Date(time).toISOString() });
        this.days = (time - Date.now()) / DAY;
    }

    /** Ends the API: nothing listens any more. */
    async stopApi(): Promise<void> {
        await this.simulator?.stop();
        this.simulator = undefined;
    }

    async pulumi(args: string[], cwd: string, options?: RunOptions): Promise<Run> {
        return this.execute("pulumi", [...args, "--non-interactive"], cwd, options);
    }

    /** Runs `pulumi`, or a program that runs it. */
    async execute(
        command: string,
        args: string[],
        cwd: string,
        { environment = {}, onOutput }: RunOptions = {},
    ): Promise<Run> {
        const since = (await this.log()).at(-1)?.sequence ?? 0;
        const { code, output } = await this.sandbox.execute(command, args, {
            cwd,
            days: this.days,
            environment: { ...UNCHECKED, ...this.environment, ...environment },
            ...(onOutput === undefined ? {} : { onOutput }),
        });
        const requests = (await this.log(since)).map(
            ({ method, path }) => `${method} ${path.replace(/^\/(v7|versio|cutover)(?=\/)/, "")}`,
        );
        return { code, output, requests };
    }

    async dispose(): Promise<void> {
        await this.pulumiSandbox?.dispose();
        await this.stopApi();
    }

    private noted<T extends { token: string }>(created: T): T {
        this.tokens.add(created.token);
        return created;
    }

    private async log(since?: number) {
        return this.simulator === undefined ? [] : this.control.requests(since);
    }

    private get running(): Simulator {
        if (this.simulator === undefined) {
            throw new Error("The simulator is not running.");
        }
        return this.simulator;
    }
}

/**
 * A stage for the tests of one file. It ends with them, and then nothing that Pulumi printed may hold a token.
 */
export function useStackStage(organisations?: OrganisationsInput): StackStage {
    const stage = new StackStage();
    beforeAll(() => stage.start(organisations));
    afterAll(async () => {
        await stage.dispose();
        expect(stage.tokens.size).toBeGreaterThan(0);
        expect(stage.printed.length).toBeGreaterThan(0);
        for (const token of stage.tokens) {
            expect(tracesOf(token, stage.printed.join("\n"))).toEqual([]);
        }
    });
    return stage;
}
