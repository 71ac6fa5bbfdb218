import { setTimeout as wait } from "node:timers/promises";
import type * as pulumi from "@pulumi/pulumi";
import type { Journal } from "../lifecycle/journal";
import { hasAttempt } from "../lifecycle/journal-location";
import type { PluginContext } from "../plugin-context";
import type { InputProblem } from "../input-check";
import type { ApiTokenProviderContext } from "./api-token-provider";
import type { ThousandEyesClient } from "./client";
import { SERVER_TRAITS } from "./settings";
import type { IssueReply, IssueRequest } from "./issue-successor";
import type { TokenIssuer } from "./token-issuer";

/** What the provider of `thousandeyes.ApiToken` takes from a real plugin process. What is heavy is loaded at first use. */
export class PluginApiTokenContext implements ApiTokenProviderContext {
    private issuer: TokenIssuer | undefined;

    constructor(private readonly plugin: PluginContext) {}

    get environment() {
        return this.plugin.environment;
    }

    get report() {
        return this.plugin.report;
    }

    get journalFolder() {
        return this.plugin.journalFolder;
    }

    now(): number {
        return this.plugin.now();
    }

    wait(milliseconds: number): Promise<void> {
        return wait(milliseconds);
    }

    configure(config: pulumi.dynamic.Config): void {
        this.plugin.configure(config);
    }

    async journalFor(fingerprint: string): Promise<Journal | undefined> {
        if (!hasAttempt(this.journalFolder, fingerprint)) {
            return undefined;
        }
        const [{ Journal }, { currentOwner }] = await Promise.all([
            import("../lifecycle/journal.js"),
            import("../lifecycle/owner.js"),
        ]);
        return new Journal(this.journalFolder, currentOwner(), this.plugin.now);
    }

    /** What the issuing process sends counts towards the rate limit of this one. */
    async issue(request: IssueRequest): Promise<IssueReply> {
        const [{ TokenIssuer }, { pacing }] = await Promise.all([
            import("./token-issuer.js"),
            this.plugin.httpTools(request.apiEndpoint, SERVER_TRAITS),
        ]);
        const issuer = (this.issuer ??= new TokenIssuer());
        const http = this.plugin.httpOptions();
        const { reply } = await pacing.run(
            () => issuer.issue({ ...request, http }),
            ({ standing }) => standing,
        );
        return reply;
    }

    async client(endpoint: string): Promise<ThousandEyesClient> {
        const [{ ThousandEyesClient }, tools] = await Promise.all([
            import("./client.js"),
            this.plugin.httpTools(endpoint, SERVER_TRAITS),
        ]);
        return new ThousandEyesClient(endpoint, tools);
    }

    async findInputProblems(inputs: unknown): Promise<InputProblem[]> {
        // A setting that cannot be used is found at preview as well.
        this.plugin.httpOptions();
        const { findInputProblems } = await import("./api-token-check.js");
        return findInputProblems(inputs);
    }
}
