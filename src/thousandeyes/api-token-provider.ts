import type * as pulumi from "@pulumi/pulumi";
import { ApiTokenError } from "../errors";
import { decide, type Decision } from "../lifecycle/rotation";
import { parseTime } from "../lifecycle/time";
import { PartialFailure, toProviderError } from "../pulumi/provider-error";
import type { Report } from "../pulumi/report";
import { hasUnknown, UNKNOWN, withoutUnknown } from "../pulumi/unknown";
import type { InputProblem } from "./api-token-check";
import type { ApiTokenInputs } from "./api-token-inputs";
import { adopt, regenerate, verify } from "./api-token-issue";
import { type ApiTokenOutputs, endpointOf, record, settle, toRequest, toTokenState } from "./api-token-state";
import type { ThousandEyesClient } from "./client";
import { resolveEndpoint } from "./settings";

/** What the provider takes from outside: passed in, so that tests need no real clock and no real environment. */
export interface ApiTokenProviderContext {
    now(): number;
    readonly environment: NodeJS.ProcessEnv;
    readonly report: Report;
    /** Loaded at first use: a run in which nothing is sent loads no HTTP client. */
    client(endpoint: string): Promise<ThousandEyesClient>;
    /** Loaded at first use, likewise. */
    findInputProblems(inputs: unknown): Promise<InputProblem[]>;
}

const REVOKE_IN_UI = "Account Settings > Users and Roles > Profile > User API Tokens";
const WAY_BACK = `Make a new token in the UI (${REVOKE_IN_UI}) and set it as bootstrapToken.`;

/** The provider behind `thousandeyes.ApiToken`: what the engine calls in the plugin process. */
export class ApiTokenProvider implements pulumi.dynamic.ResourceProvider<ApiTokenInputs, ApiTokenOutputs> {
    private config: pulumi.dynamic.Config | undefined;
    /** The resources whose inputs were checked in this run: those of a program. */
    private readonly checked = new Set<string>();

    constructor(private readonly context: ApiTokenProviderContext) {}

    /** Keeps the config before it returns: the SDK lets other calls in while a promise of this one is pending. */
    configure({ config }: pulumi.dynamic.ConfigureRequest): Promise<void> {
        this.config = config;
        return Promise.resolve();
    }

    /** Refuses bad inputs at preview, and resolves the endpoint, which is kept in the inputs. */
    check(
        olds: Partial<ApiTokenInputs> | undefined,
        news: ApiTokenInputs,
    ): Promise<pulumi.dynamic.CheckResult<ApiTokenInputs>> {
        return this.guard(news, async () => {
            const apiEndpoint = this.endpointFor(news.apiEndpoint, olds?.apiEndpoint);
            const inputs: ApiTokenInputs = { ...news, apiEndpoint };
            // Whether an end may be given depends on onCreate: with one unknown, both are.
            const checked = hasUnknown(inputs.onCreate) ? { ...inputs, validUntil: UNKNOWN } : inputs;
            const failures = await this.context.findInputProblems(withoutUnknown(checked));
            const isNew = olds?.resourceName === undefined;
            if (isNew && inputs.bootstrapToken === undefined) {
                const reason = `a new token needs bootstrapToken: one that works, pasted from the UI (${REVOKE_IN_UI})`;
                failures.push({ property: "bootstrapToken", reason });
            }
            if (isNew && (parseTime(inputs.validUntil ?? "") ?? Infinity) <= this.context.now()) {
                failures.push({
                    property: "validUntil",
                    reason: "that time has passed: the token is dead already",
                });
            }
            this.checked.add(news.resourceName);
            return { inputs, failures: failures.map(toFailure) };
        });
    }

    /**
     * Decides what up would do, and prints why. Sends nothing.
     *
     * A refresh calls it too, after read and without check: there is no program whose wishes could be compared.
     */
    diff(_id: string, olds: ApiTokenOutputs, news: ApiTokenInputs): Promise<pulumi.dynamic.DiffResult> {
        return this.guard(news, () => {
            if (!this.checked.has(news.resourceName)) {
                return { changes: false };
            }
            if (hasUnknown(news)) {
                const text = "whether it rotates is decided in up: some of its inputs are not known before";
                this.context.report.info(news.resourceName, text);
                return { changes: true };
            }
            const decision = this.decideNow(olds, news);
            this.announce(news.resourceName, decision);
            return {
                changes: decision.action !== "none" && decision.action !== "wait",
                replaces: decision.action === "replace" ? ["bootstrapToken"] : [],
            };
        });
    }

    create(inputs: ApiTokenInputs): Promise<pulumi.dynamic.CreateResult<ApiTokenOutputs>> {
        return this.guard(inputs, async () => {
            const client = await this.context.client(endpointOf(inputs));
            const adopted = await adopt(client, inputs, this.context.now());
            if (inputs.onCreate === "adopt") {
                this.context.report.info(
                    inputs.resourceName,
                    `adopted the pasted token ${adopted.tokenFingerprint}`,
                );
                return { id: adopted.userId, outs: settle(adopted, this.context.now()) };
            }
            return { id: adopted.userId, outs: await this.regenerateAndVerify(client, adopted, "created") };
        });
    }

    update(
        _id: string,
        olds: ApiTokenOutputs,
        news: ApiTokenInputs,
    ): Promise<pulumi.dynamic.UpdateResult<ApiTokenOutputs>> {
        return this.guard({ ...olds, ...news }, async () => {
            const decision = this.decideNow(olds, news);
            const recorded = record(olds, news, decision);
            const client = () => this.context.client(endpointOf(news));
            switch (decision.action) {
                case "rotate":
                    return { outs: await this.regenerateAndVerify(await client(), recorded, "rotated") };
                case "record":
                    return { outs: settle(recorded, this.context.now()) };
                case "none":
                case "wait":
                    // The engine calls update without a change after a partial failure only: the token is checked again.
                    return {
                        outs: await this.verified(await client(), settle(recorded, this.context.now())),
                    };
                case "refuse":
                    throw new ApiTokenError(decision.code, this.refusal(decision));
                case "replace":
                    throw new ApiTokenError(
                        "ERR_INTERNAL",
                        "an update was asked for where a replacement was announced",
                    );
            }
        });
    }

    /** Refresh: asks whether the token still works. One that is known to have expired is not sent. */
    read(id: string, props?: ApiTokenOutputs): Promise<pulumi.dynamic.ReadResult<ApiTokenOutputs>> {
        return this.guard(props ?? {}, async () => {
            if (props === undefined) {
                throw new ApiTokenError(
                    "ERR_INPUT",
                    'a token cannot be imported. Declare it with onCreate: "adopt" instead',
                );
            }
            const now = this.context.now();
            if ((parseTime(props.validUntil ?? "") ?? Infinity) <= now) {
                this.context.report.warn(
                    props.resourceName,
                    `the token expired at ${props.validUntil ?? ""}. ${WAY_BACK}`,
                );
                return { id, props: settle(props, now) };
            }
            try {
                const client = await this.context.client(props.apiEndpoint);
                const checked = await verify(client, props);
                const status = props.status === "lost" ? "lost" : "active";
                return { id, props: settle({ ...checked, status }, now) };
            } catch (error) {
                if (!(error instanceof ApiTokenError) || error.code !== "ERR_TOKEN_REJECTED") {
                    throw error;
                }
                this.context.report.warn(
                    props.resourceName,
                    `${error.message}. It stays in state. ${WAY_BACK}`,
                );
                return { id, props: settle({ ...props, status: "rejected" }, now) };
            }
        });
    }

    /** The API has no call that ends a token: this says until when it lives. */
    delete(_id: string, props: ApiTokenOutputs): Promise<void> {
        return this.guard(props, () => {
            this.context.report.info(props.resourceName, farewell(props, this.context.now()));
        });
    }

    private endpointFor(argument: unknown, recorded: string | undefined): string {
        if (argument !== undefined && typeof argument !== "string") {
            // From a JavaScript program; the check of the inputs names the fault.
            return argument as string;
        }
        const config = this.config?.get("thousandeyes:apiEndpoint");
        return resolveEndpoint({ argument, config, recorded, environment: this.context.environment });
    }

    private decideNow(olds: ApiTokenOutputs, news: ApiTokenInputs): Decision {
        return decide(toTokenState(olds), toRequest(olds, news), this.context.now());
    }

    private announce(resourceName: string, decision: Decision): void {
        if (decision.action === "refuse") {
            throw new ApiTokenError(decision.code, this.refusal(decision));
        }
        if (decision.action !== "none") {
            this.context.report.info(resourceName, decision.reason);
        }
    }

    private refusal({ code, reason }: Extract<Decision, { action: "refuse" }>): string {
        return code === "ERR_OVERLAP" ? reason : `${reason}. ${WAY_BACK}`;
    }

    private async regenerateAndVerify(
        client: ThousandEyesClient,
        outputs: ApiTokenOutputs,
        verb: "created" | "rotated",
    ): Promise<ApiTokenOutputs> {
        const { report } = this.context;
        const now = () => this.context.now();
        const issued = await regenerate(client, outputs, now);
        const { tokenFingerprint, validUntil, previousValidUntil } = issued.outputs;
        const ends = `token ${tokenFingerprint} is valid until ${validUntil ?? ""}, the one before it until ${previousValidUntil ?? ""}`;
        report.info(outputs.resourceName, `${verb}, ${ends}`);
        if (issued.endIsAssumed) {
            report.warn(outputs.resourceName, "the API gave no end for the new token: 2 years are assumed");
        }
        return this.verified(client, settle(issued.outputs, now()));
    }

    /** The token is in hand: whatever the check says, it has to reach the state. */
    private async verified(client: ThousandEyesClient, outputs: ApiTokenOutputs): Promise<ApiTokenOutputs> {
        try {
            return await verify(client, outputs);
        } catch (error) {
            const { message } = toProviderError(outputs.resourceName, error, [outputs.token]);
            const hint = "The token is kept in state; the next `pulumi up` only checks it again.";
            throw new PartialFailure(outputs.resourceName, `${message} ${hint}`, outputs.userId, outputs);
        }
    }

    private async guard<T>(
        props: Partial<ApiTokenInputs & ApiTokenOutputs>,
        run: () => T | Promise<T>,
    ): Promise<T> {
        try {
            return await run();
        } catch (error) {
            const tokens = [props.bootstrapToken, props.token, props.previousToken].filter(
                (token) => token !== undefined,
            );
            throw toProviderError(props.resourceName ?? "ApiToken", error, tokens);
        }
    }
}

function farewell({ tokenFingerprint, validUntil, status }: ApiTokenOutputs, now: number): string {
    const left = `token ${tokenFingerprint} leaves the state`;
    if (validUntil !== undefined && (parseTime(validUntil) ?? Infinity) <= now) {
        return `${left}; it expired at ${validUntil}`;
    }
    if (status === "rejected") {
        return `${left}; the API refused it when last asked`;
    }
    const end = validUntil === undefined ? "until its own end, which is not known" : `until ${validUntil}`;
    return `${left} and stays valid ${end}: the API cannot revoke it. To end it now: ${REVOKE_IN_UI}`;
}

/** Names the input in the reason: with a property the engine prints the value as well, in clear unless it is a config secret. */
function toFailure({ property, reason }: InputProblem): pulumi.dynamic.CheckFailure {
    return { property: "", reason: `${property}: ${reason} [ERR_INPUT]` };
}
