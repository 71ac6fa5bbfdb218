import type { InputProblem } from "../input-check";
import type { PluginContext } from "../plugin-context";
import type { AdoptedTokenInputs } from "./adopted-token-inputs";
import type { AdoptedTokenOutputs, TokenFacts } from "./adopted-token-state";

/** Which token is asked about or revoked. */
export interface TokenAtHand {
    readonly token: string;
    /** The id by which the system knows it, when it has told of it before. */
    readonly tokenId?: string | undefined;
    /** It was made so short a time ago that the system may not know it yet. */
    readonly fresh?: boolean;
}

/** What one system has of its own. */
export interface AdoptedTokenSystem<I extends AdoptedTokenInputs> {
    /** Inputs of its own that are kept in state; a change of one is recorded. */
    readonly inputs: readonly string[];
    /** Those of them that the check depends on: after a change of one the system is asked again. */
    readonly askedWith: readonly string[];
    /** Outputs that the system's answers give: kept until it is asked again. */
    readonly facts: readonly string[];
    /** Whether a new token may be refused for its first seconds. */
    readonly newTokensTakeAMoment: boolean;
    /** A change of one of these makes it another resource. */
    readonly replacedBy: readonly string[];
    /** Fills in what config and environment give. `olds` are the inputs in state. */
    resolve(news: I, olds: Partial<I> | undefined, plugin: PluginContext): I;
    findInputProblems(inputs: unknown): Promise<InputProblem[]>;
    idOf(inputs: I): string;
    /** Asks the system, and throws an `ApiTokenError` when the token does not work. */
    check(inputs: I, at: TokenAtHand, plugin: PluginContext): Promise<TokenFacts>;
    /** What the program itself says of a token that is not to be checked. */
    unchecked(inputs: I): TokenFacts;
    /** Outputs that follow from the inputs, such as a header value. */
    derive(inputs: I): Readonly<Record<string, string>>;
    /** Ends a token by the system's API, and says so; absent where there is no such API. */
    revoke?(outputs: I & AdoptedTokenOutputs, at: TokenAtHand, plugin: PluginContext): Promise<string>;
    /** Whether the program wants that. */
    wantsRevocation?(inputs: I): boolean;
    /** Where people make and end tokens. */
    readonly tokensInUi: string;
}
