import type { ResourceHost } from "../pulumi/resource-host";
import type { TokenSystem } from "../pulumi/token-system";
import type { AdoptedTokenInputs } from "./inputs";
import type { AdoptedTokenOutputs, TokenFacts } from "./state";

/** Which token is asked about or revoked. */
export interface TokenAtHand {
    readonly token: string;
    /** The id by which the system knows it, when it has told of it before. */
    readonly tokenId?: string | undefined;
    /** It was made so short a time ago that the system may not know it yet. */
    readonly fresh?: boolean;
}

/** What a system has of its own whose tokens people make. */
export interface AdoptedTokenSystem<I extends AdoptedTokenInputs> extends TokenSystem<I> {
    /** Inputs that the check depends on: after a change of one the system is asked again. */
    readonly askedWith: readonly string[];
    /** Outputs that the system's answers give: kept until it is asked again. */
    readonly facts: readonly string[];
    /** Inputs that hold tokens besides `token`. */
    readonly otherTokens: readonly string[];
    /** Whether a new token may be rejected for its first seconds. */
    readonly newTokensTakeAMoment: boolean;
    /** A change of one of these makes it another resource. */
    readonly replacedBy: readonly string[];
    idOf(inputs: I): string;
    /** The inputs but for the token that lead to an id; nothing for what is no id. */
    inputsOf(id: string): Partial<I> | undefined;
    /** How an id is made up, such as `<environment>/<name>`. */
    readonly idForm: string;
    /** Asks the system, and throws an `ApiTokenError` when the token does not work. */
    check(inputs: I, at: TokenAtHand, host: ResourceHost): Promise<TokenFacts>;
    /** What the program itself says of a token that is not to be checked. */
    unchecked(inputs: I): TokenFacts;
    /** Outputs that follow from the inputs, such as a header value. */
    derive(inputs: I): Readonly<Record<string, string>>;
    /** Ends a token by the system's API, and says so; absent where there is no such API. */
    revoke?(outputs: I & AdoptedTokenOutputs, at: TokenAtHand, host: ResourceHost): Promise<string>;
    /** Whether the program wants that. */
    wantsRevocation?(inputs: I): boolean;
}
