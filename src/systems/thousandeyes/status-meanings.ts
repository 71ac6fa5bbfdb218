import { DEFAULT_ENDPOINT } from "./settings";
import type { Meanings } from "../../http/answer-description";

/** What the statuses of the ThousandEyes API mean. Source: its API v7 documents, "Authentication" and "Response codes". */
export const MEANINGS: Meanings = {
    401: "The token is unknown, expired or revoked, or its account is locked. Try no further with it: 120 such answers in an hour block this machine's address",
    403: "The role of the token's user lacks a permission: every call needs “API access”, and the users and agents of an account group “View all account groups settings”",
    409: "The user already has two valid tokens",
    429: "The organisation's 240 requests a minute are used up, or this machine's address is blocked after too many refused tokens",
    503: "The API is under maintenance",
};

/** The same, with what an endpoint without the API's version in its path comes to. */
export function meaningsAt(endpoint: string): Meanings {
    return /\/v\d+$/.test(endpoint)
        ? MEANINGS
        : {
              ...MEANINGS,
              404: `The endpoint ${endpoint} does not end in the API's version: write one such as ${DEFAULT_ENDPOINT}`,
          };
}
