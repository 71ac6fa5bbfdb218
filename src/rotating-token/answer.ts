import type { ErrorCode } from "../base/errors";
import type { Received } from "../http/recording";

/**
 * What the answer to the request for a new token means for the two tokens.
 *
 * `issued`: the new token is here. `lost`: it exists and the answer does not hold it. `not-processed`: certainly nothing
 * happened. `rejected`: neither, and the token is not to be sent again. `overlap`: nothing happened, because the
 * previous token is still valid. `unclear`: it may have been issued.
 */
export type TokenAnswer =
    | IssuedAnswer
    | {
          readonly kind: "lost" | "unclear";
          readonly message: string;
          /** What arrived, as it came: the new token may be in it. */
          readonly received?: Received;
      }
    | { readonly kind: "rejected" | "overlap"; readonly message: string }
    | { readonly kind: "not-processed"; readonly code: ErrorCode; readonly message: string };

/** `validUntil`: milliseconds since 1970, if the answer tells. */
export interface IssuedAnswer {
    readonly kind: "issued";
    readonly token: string;
    readonly validUntil?: number;
    /** What arrived, as it came, where the token was searched for: it may be damaged itself. */
    readonly received?: Received;
}
