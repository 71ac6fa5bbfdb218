import type { Transport } from "../http/json-api";
import type { ServerTraits } from "../http/transport";
import type { TokenSystem } from "../pulumi/token-system";
import type { TokenAnswer } from "./answer";
import type { RotatingTokenInputs } from "./inputs";
import type { RotatingTokenOutputs } from "./state";

/** What a system has of its own whose API lets a token issue its successor. */
export interface RotatingTokenSystem extends TokenSystem<RotatingTokenInputs> {
    /** As the registry knows it: the issuing process is told this name, and no code. */
    readonly name: string;
    /** How long a new token lives when the answer does not say: milliseconds. */
    readonly lifetime: number;
    /** How long the previous token lives on at most; the API issues no third one before that: milliseconds. */
    readonly overlap: number;
    /** What a person does once no request can help any more. */
    readonly wayBack: string;
    readonly traits: ServerTraits;
    /** Where requests of a resource go. */
    endpointOf(properties: RotatingTokenInputs | RotatingTokenOutputs): string;
    /** The id of whom the token belongs to: that of the resource. Empty before it is known. */
    ownerOf(outputs: RotatingTokenOutputs): string;
    /** The owner in words, such as `user 1001`. */
    readonly describeOwner: (id: string) => string;
    /**
     * Asks with the token whose it is, which shows that it works. Throws an `ApiTokenError`.
     *
     * @param fresh - it was issued seconds ago: a 401 says nothing yet
     * @returns outputs of the system's own, what is known before included
     */
    verify(outputs: RotatingTokenOutputs, transport: Transport, fresh: boolean): Promise<OwnOutputs>;
    /** Asks once for a new token. Throws nothing: what happened is in the answer. */
    requestNewToken(endpoint: string, token: string, transport: Transport): Promise<TokenAnswer>;
}

/** Outputs of one system, by name. */
export type OwnOutputs = Readonly<Record<string, string>>;
