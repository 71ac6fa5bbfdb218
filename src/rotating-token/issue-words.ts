import { describeDuration } from "../base/duration";
import type { ErrorCode } from "../base/errors";
import { describeLoss } from "../decision/causes";
import type { IssuedAnswer, TokenAnswer } from "./answer";
import type { RotatingTokenOutputs } from "./state";

/** Where a person finds an answer that no new token could be read from. */
export const WHAT_ARRIVED =
    "What arrived is sealed in the journal: `api-tokens journal recover` shows it to whoever has the current token";

/** Says of a token that is new here until when it and the previous one work. */
export function describeNew(
    { tokenFingerprint, validUntil = "", previousValidUntil = "" }: RotatingTokenOutputs,
    verb: string,
): string {
    return `${verb}, token ${tokenFingerprint} is valid until ${validUntil}, the previous one until ${previousValidUntil}`;
}

/** Says that a newer token is lost, after what was answered. */
export function explainLoss(message: string, deadline: number): string {
    return `${message}. So ${describeLoss(deadline)}. Either the answer with the new token was lost, or another stack or person had it issued`;
}

/** Says what an answer without a new token means, and what to do. */
export function explain(
    answer: Exclude<TokenAnswer, IssuedAnswer>,
    overlap: number,
): { code: ErrorCode; message: string } {
    const { message } = answer;
    switch (answer.kind) {
        case "rejected":
            return { code: "ERR_TOKEN_REJECTED", message };
        case "not-processed":
            return { code: answer.code, message: `${message}. Nothing was issued: the token stays as it is` };
        case "overlap":
            return {
                code: "ERR_OVERLAP",
                message: `${message}. The current token was issued within the last ${describeDuration(overlap)}, or is the newer one of the two: wait for the end of the other, or revoke that one in the UI`,
            };
        default:
            return {
                code: "ERR_AMBIGUOUS",
                message: `${message}. A new token may have been issued. The current one still works. Run \`pulumi up\` again to find out`,
            };
    }
}
