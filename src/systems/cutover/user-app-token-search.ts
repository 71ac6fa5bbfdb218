import { ApiTokenError } from "../../base/errors";
import { quoted } from "../../base/terminal-text";
import type { ListedUserAppToken } from "./client";

/** By what a token is found. */
export interface WantedUserAppToken {
    readonly tokenId?: string | undefined;
    readonly label?: string | undefined;
}

/** Finds the one token that is meant, by its id, else by its label. Throws `ERR_NOT_FOUND` or `ERR_NOT_UNIQUE`. */
export function findUserAppToken(
    tokens: readonly ListedUserAppToken[],
    { tokenId, label }: WantedUserAppToken,
): ListedUserAppToken {
    const criterion = tokenId === undefined ? `the label ${quoted(label ?? "")}` : `the id ${tokenId}`;
    const [found, ...others] = tokens.filter((token) =>
        tokenId === undefined ? token.label === label : token.tokenId === tokenId,
    );
    if (found === undefined) {
        const known = tokens.length === 0 ? "none at all" : tokens.slice(0, 10).map(described).join(", ");
        throw new ApiTokenError("ERR_NOT_FOUND", `the user has no token with ${criterion}, but ${known}`);
    }
    if (others.length > 0) {
        const all = [found, ...others].map(described).join(", ");
        throw new ApiTokenError(
            "ERR_NOT_UNIQUE",
            `the user has several tokens with ${criterion}: ${all}. Give the tokenId as well`,
        );
    }
    return found;
}

function described({ tokenId, label, createdAt }: ListedUserAppToken): string {
    return `${quoted(label)} (id ${tokenId}${createdAt === undefined ? "" : `, made ${createdAt}`})`;
}
