import type * as pulumi from "@pulumi/pulumi";
import { ApiTokenError } from "../base/errors";
import { withoutLookalikes } from "../base/redaction";
import type { InputProblem } from "../inputs/input-problem";
import type { PluginRun } from "./plugin-run";
import { toProviderError } from "./provider-error";
import type { ResourceHost } from "./resource-host";
import type { TokenResource } from "./token-resource";

/** What the dynamic host keeps in inputs and outputs for itself. */
interface HostProperties {
    readonly __provider?: string;
    /** For messages: the engine tells a dynamic provider no name. */
    readonly resourceName: string;
}

type Hosted<T> = T & HostProperties;

/**
 * Serves a kind of resource from Pulumi's plugin process for dynamic providers. Here, and nowhere further in, are
 * `__provider` and `resourceName`.
 */
export class DynamicProvider<I extends object, O extends object> implements pulumi.dynamic.ResourceProvider<
    Hosted<I>,
    Hosted<O>
> {
    /** The resources whose inputs were checked in this run: those of a program. */
    private readonly checked = new Set<string>();

    constructor(
        private readonly resource: TokenResource<I, O>,
        private readonly run: PluginRun,
    ) {}

    /** Keeps the config before it returns: the SDK lets other calls in while a promise of this one is pending. */
    configure({ config }: pulumi.dynamic.ConfigureRequest): Promise<void> {
        this.run.configure(config);
        return Promise.resolve();
    }

    /** Refuses bad inputs at preview. */
    check(
        olds: Partial<Hosted<I>> | undefined,
        news: Hosted<I>,
    ): Promise<pulumi.dynamic.CheckResult<Hosted<I>>> {
        return this.guard([news, olds ?? {}], async (host) => {
            const before = olds?.resourceName === undefined ? undefined : ownOf(olds);
            const { inputs, problems } = await this.resource.check(before, ownOf(news), host);
            this.checked.add(news.resourceName);
            return { inputs: { ...hostsOf(news), ...inputs }, failures: problems.map(toFailure) };
        });
    }

    /**
     * Decides what up would do, and prints why. Sends nothing.
     *
     * A refresh calls it too, after read and without check: there is no program whose wishes could be compared.
     */
    diff(_id: string, olds: Hosted<O>, news: Hosted<I>): Promise<pulumi.dynamic.DiffResult> {
        return this.guard([news, olds], async (host) =>
            this.checked.has(news.resourceName)
                ? { replaces: [], ...(await this.resource.diff(ownOf(olds), ownOf(news), host)) }
                : { changes: false },
        );
    }

    create(inputs: Hosted<I>): Promise<pulumi.dynamic.CreateResult<Hosted<O>>> {
        return this.guard([inputs], async (host) => {
            const outputs = await this.resource.create(ownOf(inputs), host);
            return { id: this.resource.idOf(outputs), outs: { ...outputs, ...hostsOf(inputs) } };
        });
    }

    update(_id: string, olds: Hosted<O>, news: Hosted<I>): Promise<pulumi.dynamic.UpdateResult<Hosted<O>>> {
        return this.guard([news, olds], async (host) => {
            const outputs = await this.resource.update(ownOf(olds), ownOf(news), host);
            return { outs: { ...outputs, ...hostsOf(olds), ...hostsOf(news) } };
        });
    }

    read(id: string, props?: Hosted<O>): Promise<pulumi.dynamic.ReadResult<Hosted<O>>> {
        return this.guard([props ?? {}], async (host) => {
            if (props === undefined) {
                throw new ApiTokenError("ERR_INPUT", this.resource.importProblem);
            }
            const outputs = await this.resource.refresh(ownOf(props), host);
            return { id, props: { ...outputs, ...hostsOf(props) } };
        });
    }

    delete(_id: string, props: Hosted<O>): Promise<void> {
        return this.guard([props], (host) => this.resource.delete(ownOf(props), host));
    }

    /** @param known - what the call was given, the newest first */
    private async guard<T>(
        known: readonly Partial<HostProperties>[],
        run: (host: ResourceHost) => Promise<T>,
    ): Promise<T> {
        const names = known.map(({ resourceName }) => resourceName).filter((name) => name !== undefined);
        const name = names[0] ?? "ApiToken";
        try {
            return await run(
                this.run.hostFor(
                    name,
                    names.some((other) => other !== name),
                ),
            );
        } catch (error) {
            const tokens = known.flatMap((properties) => this.tokensIn(properties));
            throw toProviderError(error, {
                resourceName: name,
                tokens,
                idOf: (outputs) => this.resource.idOf(outputs as O),
                hosts: Object.assign({}, ...[...known].reverse().map(hostsOf)) as object,
            });
        }
    }

    private tokensIn(properties: object): string[] {
        return this.resource.tokenProperties
            .flatMap((name) => (properties as Record<string, unknown>)[name])
            .map((value) => (value as { token?: unknown } | undefined)?.token ?? value)
            .filter((value) => typeof value === "string");
    }
}

/** What belongs to the host. */
function hostsOf({ __provider, resourceName }: Partial<HostProperties>): HostProperties {
    return {
        ...(__provider === undefined ? {} : { __provider }),
        ...(resourceName === undefined ? {} : { resourceName }),
    } as HostProperties;
}

/** What belongs to the resource. */
function ownOf<T extends object>(properties: Hosted<T> | Partial<Hosted<T>>): T {
    const { __provider: _, resourceName: __, ...own } = properties as HostProperties;
    return own as unknown as T;
}

/** A token in the wrong place is not repeated. Names the input in the reason: with a property the engine prints the value as well, in clear unless it is a config secret. */
function toFailure({ property, reason }: InputProblem): pulumi.dynamic.CheckFailure {
    return { property: "", reason: `${withoutLookalikes(`${property}: ${reason}`)} [ERR_INPUT]` };
}
