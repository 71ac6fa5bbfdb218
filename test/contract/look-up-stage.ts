import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import {
    type OrganisationsInput,
    type Simulator,
    SimulatorControl,
    startSimulator,
} from "api-token-simulator";
import { call } from "./simulator-client";
import { deviations } from "./thousandeyes-contract";
import { setVariables } from "../support/environment";

const SETTINGS = ["TE_TOKEN", "TE_API_ENDPOINT", "PULUMI_API_TOKENS_JOURNAL"] as const;

/** The simulator and the Pulumi run of one test. Nothing of the machine's own settings reaches a look-up. */
export class LookUpStage {
    /** A token of user 1001. */
    token = "";
    private simulator: Simulator | undefined;
    private folder = "";
    private readonly outside = Object.fromEntries(SETTINGS.map((name) => [name, process.env[name]]));

    async start(organisations?: OrganisationsInput): Promise<void> {
        this.simulator = await startSimulator(organisations === undefined ? {} : { organisations });
        this.token = await this.newToken("1001");
        this.folder = mkdtempSync(join(tmpdir(), "pulumi-api-tokens-contract-"));
        this.setEnvironment({});
        this.startRun();
    }

    async stop(): Promise<void> {
        setVariables(SETTINGS, this.outside);
        await this.simulator?.stop();
        rmSync(this.folder, { recursive: true, force: true });
    }

    get apiUrl(): string {
        return this.running.apiUrl;
    }

    get control(): SimulatorControl {
        return new SimulatorControl(this.running.controlUrl);
    }

    get connection(): { token: string; apiEndpoint: string } {
        return { token: this.token, apiEndpoint: this.apiUrl };
    }

    async newToken(uid: string): Promise<string> {
        return (await this.control.createToken(uid)).token;
    }

    /** What the API was asked, such as `GET /account-groups`. */
    async requests(): Promise<string[]> {
        const requests = await this.control.requests();
        return requests.map(({ method, path, query }) => `${method} ${path.replace("/v7", "")}${query}`);
    }

    /** Begins another run of a program in this process, as the Automation API does. No look-up asks its engine. */
    startRun(config: Record<string, string> = {}): void {
        pulumi.runtime.resetOptions("project", "stack", -1, "", "127.0.0.1:9", false, "organisation");
        pulumi.runtime.setAllConfig(config);
    }

    /** Of the settings of this package, these alone. */
    setEnvironment(values: Partial<Record<(typeof SETTINGS)[number], string>>): void {
        setVariables(SETTINGS, { PULUMI_API_TOKENS_JOURNAL: this.folder, ...values });
    }

    /** Asks the API once more for all that it was asked for, and says what in its answers is not as documented. */
    async deviations(): Promise<string[]> {
        await this.control.clearFaults();
        const asked = await this.requests();
        const found = await Promise.all(
            [...new Set(asked)].map(async (request) => {
                const [method = "", url = ""] = request.split(" ");
                const answer = await call(method, this.apiUrl + url, { token: this.token });
                const path = url.replace(/\?.*/, "").replace(/^(\/account-groups\/).*/, "$1{id}");
                return deviations(method, path, answer).map((deviation) => `${request}: ${deviation}`);
            }),
        );
        return found.flat();
    }

    private get running(): Simulator {
        if (this.simulator === undefined) {
            throw new Error("The simulator runs during tests only: ask for it within one.");
        }
        return this.simulator;
    }
}

/** A stage for each test of a file. What the simulator answers in one must be as the API's documents have it. */
export function useLookUpStage(organisations?: OrganisationsInput): LookUpStage {
    const stage = new LookUpStage();
    beforeEach(() => stage.start(organisations));
    afterEach(async () => {
        try {
            expect(await stage.deviations()).toEqual([]);
        } finally {
            await stage.stop();
        }
    });
    return stage;
}
