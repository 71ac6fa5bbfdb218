import { setTimeout as wait } from "node:timers/promises";
import type * as pulumi from "@pulumi/pulumi";
import { ApiTokenError } from "../errors";
import type { InputProblem } from "../input-check";
import type { PluginContext } from "../plugin-context";
import { toProviderError } from "../pulumi/provider-error";
import { hasUnknown, withoutUnknown } from "../pulumi/unknown";
import { type AdoptedTokenInputs, differ, reminderProblem } from "./adopted-token-inputs";
import { AdoptedTokenLifecycle } from "./adopted-token-lifecycle";
import type { AdoptedTokenOutputs } from "./adopted-token-state";
import type { AdoptedTokenSystem } from "./adopted-token-system";

/** The provider behind a resource whose token a person made: what the engine calls in the plugin process. */
export class AdoptedTokenProvider<I extends AdoptedTokenInputs> implements pulumi.dynamic.ResourceProvider<
    I,
    I & AdoptedTokenOutputs
> {
    /** The resources whose inputs were checked in this run: those of a program. */
    private readonly checked = new Set<string>();
    private readonly lifecycle: AdoptedTokenLifecycle<I>;

    constructor(
        private readonly system: AdoptedTokenSystem<I>,
        private readonly plugin: PluginContext,
    ) {
        this.lifecycle = new AdoptedTokenLifecycle(system, plugin, (delay) => wait(delay));
    }

    configure({ config }: pulumi.dynamic.ConfigureRequest): Promise<void> {
        this.plugin.configure(config);
        return Promise.resolve();
    }

    /** Refuses bad inputs at preview, and fills in what config and environment give, which is kept in the inputs. */
    check(olds: Partial<I> | undefined, news: I): Promise<pulumi.dynamic.CheckResult<I>> {
        return this.guard([news, olds ?? {}], async () => {
            this.plugin.httpOptions();
            const inputs = this.system.resolve(news, olds, this.plugin);
            const problems = await this.system.findInputProblems(withoutUnknown(inputs));
            const { maxAge, remindBefore } = inputs;
            const reason = hasUnknown({ maxAge, remindBefore }) ? undefined : reminderProblem(inputs);
            const all = reason === undefined ? problems : [...problems, { property: "maxAge", reason }];
            this.checked.add(news.resourceName);
            return { inputs, failures: all.map(toFailure) };
        });
    }

    /** Decides what up would do, and prints why. Sends nothing. A refresh calls it without check: then it says nothing. */
    diff(_id: string, olds: I & AdoptedTokenOutputs, news: I): Promise<pulumi.dynamic.DiffResult> {
        return this.guard([news, olds], () => {
            const { report } = this.plugin;
            if (!this.checked.has(news.resourceName)) {
                return { changes: false };
            }
            if (hasUnknown(news)) {
                report.info(
                    news.resourceName,
                    "what happens is decided in up: some of its inputs are not known before",
                );
                return { changes: true };
            }
            const replaces = this.system.replacedBy.filter((name) => differ(olds, news, [name]));
            if (replaces.length > 0) {
                return { changes: true, replaces };
            }
            const decision = this.lifecycle.decide(olds, news);
            switch (decision.action) {
                case "refuse":
                    throw new ApiTokenError(decision.code, decision.reason);
                case "none":
                    return { changes: false };
                case "remind":
                    report.warn(news.resourceName, decision.reason);
                    return { changes: false };
                default:
                    report.info(news.resourceName, decision.reason);
                    if ("reminder" in decision) {
                        report.warn(news.resourceName, decision.reminder);
                    }
                    return { changes: true };
            }
        });
    }

    create(inputs: I): Promise<pulumi.dynamic.CreateResult<I & AdoptedTokenOutputs>> {
        return this.guard([inputs], async () => ({
            id: this.system.idOf(inputs),
            outs: await this.lifecycle.create(inputs),
        }));
    }

    update(
        _id: string,
        olds: I & AdoptedTokenOutputs,
        news: I,
    ): Promise<pulumi.dynamic.UpdateResult<I & AdoptedTokenOutputs>> {
        return this.guard([news, olds], async () => ({
            outs: await this.lifecycle.update(olds, news),
        }));
    }

    read(
        id: string,
        props?: I & AdoptedTokenOutputs,
    ): Promise<pulumi.dynamic.ReadResult<I & AdoptedTokenOutputs>> {
        return this.guard([props ?? {}], async () => {
            if (props === undefined) {
                throw new ApiTokenError(
                    "ERR_INPUT",
                    "a token cannot be imported: declare the resource with it instead",
                );
            }
            return { id, props: await this.lifecycle.refresh(props) };
        });
    }

    delete(_id: string, props: I & AdoptedTokenOutputs): Promise<void> {
        return this.guard([props], () => this.lifecycle.delete(props));
    }

    private async guard<T>(known: readonly Known[], run: () => T | Promise<T>): Promise<T> {
        try {
            return await run();
        } catch (error) {
            const tokens = known.flatMap((values) => [values.token, values.previousToken, values.adminToken]);
            const name = known.map(({ resourceName }) => resourceName).find((text) => text !== undefined);
            const strings = tokens.filter((token) => typeof token === "string");
            throw toProviderError(name ?? "ApiToken", error, strings);
        }
    }
}

/** What an error is about, and the tokens that it must not tell. */
interface Known {
    readonly resourceName?: string | undefined;
    readonly token?: string | undefined;
    readonly previousToken?: string | undefined;
    readonly adminToken?: string | undefined;
}

/** Names the input in the reason: with a property the engine prints the value as well, in clear unless it is a config secret. */
function toFailure({ property, reason }: InputProblem): pulumi.dynamic.CheckFailure {
    return { property: "", reason: `${property}: ${reason} [ERR_INPUT]` };
}
