import { AdoptedTokenProvider } from "../../../src/adopted-token/provider";
import type { AdoptedTokenOutputs } from "../../../src/adopted-token/state";
import type { AdoptedTokenSystem } from "../../../src/adopted-token/system";
import { DynamicProvider } from "../../../src/pulumi/dynamic-provider";
import { ProviderError } from "../../../src/pulumi/provider-error";
import type { UserAppTokenInputs } from "../../../src/systems/cutover/user-app-token-inputs";
import { userAppTokenSystem } from "../../../src/systems/cutover/user-app-token-system";
import type { VersioTokenInputs } from "../../../src/systems/versio/api-token-inputs";
import { apiTokenSystem as versioTokenSystem } from "../../../src/systems/versio/api-token-system";
import { failureAs } from "../../support/failure-of";
import { NotedRun } from "../../support/host";
import { temporaryFolder } from "../../support/temporary-folder";
import { day } from "../../support/token-state";

const folder = temporaryFolder();

export const TOKEN = "0123456789abcdef".repeat(3);
export const BASE_URL = "https://api.example.cutover.com";

/** The inputs of either system, as the dynamic host gives them: with the resource's name. */
export type Inputs = VersioTokenInputs & UserAppTokenInputs & { readonly resourceName: string };
export type Outputs = Inputs & AdoptedTokenOutputs;

export const VERSIO = { resourceName: "ci", token: TOKEN, name: "ci" } as Inputs;
export const CUTOVER = { resourceName: "robot", token: TOKEN, userId: "102", label: "CI" } as Inputs;

/** What a run is set up with. */
export interface Settings {
    config?: Record<string, string>;
    environment?: NodeJS.ProcessEnv;
    now?: number;
}

/** The provider of a system's resources, as Pulumi's plugin process calls it, and what it says. */
export class ProviderStage extends DynamicProvider<Inputs, Outputs> {
    private constructor(
        system: object,
        private readonly noted: NotedRun,
    ) {
        super(new AdoptedTokenProvider(system as AdoptedTokenSystem<Inputs>), noted);
    }

    static async of(
        system: object,
        { config = {}, environment = {}, now = day(0) }: Settings = {},
    ): Promise<ProviderStage> {
        const journal = { PULUMI_API_TOKENS_JOURNAL: folder.path };
        const stage = new ProviderStage(system, new NotedRun({ ...journal, ...environment }, () => now));
        const get = (key: string) => config[key];
        await stage.configure({ config: { get, require: (key) => get(key) ?? "" } });
        return stage;
    }

    /** What the person at the terminal would read. */
    get said(): string[] {
        return this.noted.lines;
    }
}

export const versio = (settings?: Settings) => ProviderStage.of(versioTokenSystem, settings);
export const cutover = (settings?: Settings) => ProviderStage.of(userAppTokenSystem, settings);

/** What a call failed with: what the engine shows of it. */
export function providerFailureOf(call: Promise<unknown>): Promise<ProviderError> {
    return failureAs(ProviderError, call);
}
