/*
 * The names in this file are a file format. Every state file that holds a resource of this package refers to one of
 * them (see `src/pulumi/dynamic-resource.ts`), and a refresh or destroy years from now will ask for it: nothing here is
 * ever moved or renamed.
 */
import { setTimeout as wait } from "node:timers/promises";
import { hasAttempt, journalFolder } from "./lifecycle/journal-location";
import { terminalReport } from "./pulumi/report";
import { ApiTokenProvider } from "./thousandeyes/api-token-provider";
import type { TokenIssuer } from "./thousandeyes/token-issuer";

const folder = journalFolder(process.env);
let issuer: TokenIssuer | undefined;

/** The provider of `thousandeyes.ApiToken`. Called by Pulumi's plugin process, not by programs. */
export const thousandeyesApiToken = new ApiTokenProvider({
    now: Date.now,
    wait,
    environment: process.env,
    report: terminalReport,
    journalFolder: folder,
    journalFor: async (fingerprint) => {
        if (!hasAttempt(folder, fingerprint)) {
            return undefined;
        }
        const [{ Journal }, { currentOwner }] = await Promise.all([
            import("./lifecycle/journal.js"),
            import("./lifecycle/owner.js"),
        ]);
        return new Journal(folder, currentOwner(), Date.now);
    },
    issue: async (request) => {
        const { TokenIssuer } = await import("./thousandeyes/token-issuer.js");
        issuer ??= new TokenIssuer();
        return issuer.issue(request);
    },
    client: async (endpoint) => {
        const { connect } = await import("./thousandeyes/connection.js");
        return connect(endpoint);
    },
    findInputProblems: async (inputs) => {
        const { findInputProblems } = await import("./thousandeyes/api-token-check.js");
        return findInputProblems(inputs);
    },
});
