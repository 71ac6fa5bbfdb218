import type * as pulumi from "@pulumi/pulumi";
import { ApiTokenError } from "../errors";
import type { Decision } from "../lifecycle/rotation";
import { toProviderError } from "../pulumi/provider-error";
import { hasUnknown, UNKNOWN, withoutUnknown } from "../pulumi/unknown";
import type { InputProblem } from "../input-check";
import type { ApiTokenInputs } from "./api-token-inputs";
import { type LifecycleContext, refusal, TokenLifecycle } from "./api-token-lifecycle";
import { type ApiTokenOutputs, endOf } from "./api-token-state";
import { resolveEndpoint } from "./settings";
import { TOKENS_IN_UI } from "./way-back";

/** What the provider takes from outside: passed in, so that tests need no real clock and no real environment. */
export interface ApiTokenProviderContext extends LifecycleContext {
    readonly environment: NodeJS.ProcessEnv;
    /** Takes the stack's config, before anything else is called. */
    configure(config: pulumi.dynamic.Config): void;
    /** Loaded at first use: only a run that checks inputs needs it. */
    findInputProblems(inputs: unknown): Promise<InputProblem[]>;
}

/** The provider behind `thousandeyes.ApiToken`: what the engine calls in the plugin process. */
export class ApiTokenProvider implements pulumi.dynamic.ResourceProvider<ApiTokenInputs, ApiTokenOutputs> {
    private config: pulumi.dynamic.Config | undefined;
    /** The resources whose inputs were checked in this run: those of a program. */
    private readonly checked = new Set<string>();
    private readonly lifecycle: TokenLifecycle;
    /** Whose token a resource held that diff wants replaced: the engine tells create nothing of it. */
    private readonly formerUsers = new Map<string, string>();

    constructor(private readonly context: ApiTokenProviderContext) {
        this.lifecycle = new TokenLifecycle(context);
    }

    /** Keeps the config before it returns: the SDK lets other calls in while a promise of this one is pending. */
    configure({ config }: pulumi.dynamic.ConfigureRequest): Promise<void> {
        this.config = config;
        this.context.configure(config);
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
            const known = hasUnknown(inputs.onCreate) ? { ...inputs, validUntil: UNKNOWN } : inputs;
            const failures = await this.context.findInputProblems(withoutUnknown(known));
            const isNew = olds?.resourceName === undefined;
            if (isNew && inputs.bootstrapToken === undefined) {
                const reason = `a new token needs bootstrapToken: one that works, pasted from the UI (${TOKENS_IN_UI})`;
                failures.push({ property: "bootstrapToken", reason });
            }
            if (isNew && endOf(inputs) <= this.context.now()) {
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
    diff(id: string, olds: ApiTokenOutputs, news: ApiTokenInputs): Promise<pulumi.dynamic.DiffResult> {
        return this.guard({ ...olds, ...news }, async () => {
            if (!this.checked.has(news.resourceName)) {
                return { changes: false };
            }
            await this.lifecycle.settle(olds);
            if (hasUnknown(news)) {
                const text = "whether it rotates is decided in up: some of its inputs are not known before";
                this.context.report.info(news.resourceName, text);
                return { changes: true };
            }
            const decision = await this.lifecycle.decide(olds, news);
            this.announce(news.resourceName, decision);
            if (decision.action === "replace") {
                this.formerUsers.set(news.resourceName, id);
            }
            return {
                changes: decision.action !== "none" && decision.action !== "wait",
                replaces: decision.action === "replace" ? ["bootstrapToken"] : [],
            };
        });
    }

    create(inputs: ApiTokenInputs): Promise<pulumi.dynamic.CreateResult<ApiTokenOutputs>> {
        return this.guard(inputs, async () => {
            const outs = await this.lifecycle.create(inputs);
            const former = this.formerUsers.get(inputs.resourceName);
            if (former !== undefined && former !== outs.userId) {
                const text = `the token is now one of user ${outs.userId}; it was one of user ${former}`;
                this.context.report.warn(inputs.resourceName, text);
            }
            return { id: outs.userId, outs };
        });
    }

    update(
        _id: string,
        olds: ApiTokenOutputs,
        news: ApiTokenInputs,
    ): Promise<pulumi.dynamic.UpdateResult<ApiTokenOutputs>> {
        return this.guard({ ...olds, ...news }, async () => ({
            outs: await this.lifecycle.update(olds, news),
        }));
    }

    /** Refresh: asks whether the token still works. One that is known to have expired is not sent. */
    read(id: string, props?: ApiTokenOutputs): Promise<pulumi.dynamic.ReadResult<ApiTokenOutputs>> {
        return this.guard(props ?? {}, async () => {
            if (props === undefined) {
                const message = 'a token cannot be imported. Declare it with onCreate: "adopt" instead';
                throw new ApiTokenError("ERR_INPUT", message);
            }
            return { id, props: await this.lifecycle.refresh(props) };
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

    private announce(resourceName: string, decision: Decision): void {
        if (decision.action === "refuse") {
            throw new ApiTokenError(decision.code, refusal(decision));
        }
        if (decision.action !== "none") {
            this.context.report.info(resourceName, decision.reason);
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

function farewell(outputs: ApiTokenOutputs, now: number): string {
    const { tokenFingerprint, validUntil, status } = outputs;
    const left = `token ${tokenFingerprint} leaves the state`;
    if (endOf(outputs) <= now) {
        return `${left}; it expired at ${validUntil ?? ""}`;
    }
    if (status === "rejected") {
        return `${left}; the API refused it when last asked`;
    }
    const end = validUntil === undefined ? "until its own end, which is not known" : `until ${validUntil}`;
    return `${left} and stays valid ${end}: the API cannot revoke it. To end it now: ${TOKENS_IN_UI}`;
}

/** Names the input in the reason: with a property the engine prints the value as well, in clear unless it is a config secret. */
function toFailure({ property, reason }: InputProblem): pulumi.dynamic.CheckFailure {
    return { property: "", reason: `${property}: ${reason} [ERR_INPUT]` };
}
