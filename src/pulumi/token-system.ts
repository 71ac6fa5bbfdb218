import type { Setting } from "../base/setting";
import type { InputProblem } from "../inputs/input-problem";
import type { ResourceHost } from "./resource-host";

/** What every system with tokens has of its own. */
export interface TokenSystem<I> {
    /** Where people create and revoke tokens in its UI. */
    readonly tokensInUi: string;
    /** Where a token is found when no argument gives it: of look-ups and imports. */
    readonly tokenSetting: Setting;
    /** Inputs of its own that are kept in state; a change of one is recorded. */
    readonly inputs: readonly string[];
    /** Fills in what config and environment give. `olds` are the inputs in state. */
    resolve(news: I, olds: Partial<I> | undefined, host: ResourceHost): I;
    /** Loaded at first use: only a run that checks inputs needs it. Unknown values are left out. */
    findInputProblems(inputs: unknown): Promise<InputProblem[]>;
}
