import type * as pulumi from "@pulumi/pulumi";
import { ApiTokenError } from "../base/errors";
import { type Hosted, type HostProperties, hostsOf, ownOf } from "./host-properties";
import type { PluginRun } from "./plugin-run";
import { ServedResource, type Subject } from "./served-resource";
import type { TokenResource } from "./token-resource";

/**
 * Serves a kind of resource from Pulumi's plugin process for dynamic providers. Here, and nowhere further in, are
 * `__provider` and `resourceName`.
 */
export class DynamicProvider<I extends object, O extends object> implements pulumi.dynamic.ResourceProvider<
    Hosted<I>,
    Hosted<O>
> {
    private readonly served: ServedResource<I, O>;

    constructor(
        resource: TokenResource<I, O>,
        private readonly run: PluginRun,
    ) {
        this.served = new ServedResource(resource, run);
    }

    /** Keeps the config before it returns: the SDK lets other calls in while a promise of this one is pending. */
    configure({ config }: pulumi.dynamic.ConfigureRequest): Promise<void> {
        this.run.configure(config);
        return Promise.resolve();
    }

    async check(
        olds: Partial<Hosted<I>> | undefined,
        news: Hosted<I>,
    ): Promise<pulumi.dynamic.CheckResult<Hosted<I>>> {
        const before = olds?.resourceName === undefined ? undefined : ownOf(olds);
        const { inputs, failures } = await this.served.check(
            subjectOf([news, olds ?? {}]),
            before,
            ownOf(news),
        );
        return { inputs: { ...hostsOf(news), ...inputs }, failures };
    }

    async diff(_id: string, olds: Hosted<O>, news: Hosted<I>): Promise<pulumi.dynamic.DiffResult> {
        const subject = subjectOf([news, olds]);
        const { changes, replaces } = await this.served.diff(subject, ownOf(olds), ownOf(news));
        return replaces === undefined ? { changes } : { changes, replaces };
    }

    async create(inputs: Hosted<I>): Promise<pulumi.dynamic.CreateResult<Hosted<O>>> {
        const { id, outputs } = await this.served.create(subjectOf([inputs]), ownOf(inputs));
        return { id, outs: { ...outputs, ...hostsOf(inputs) } };
    }

    async update(
        _id: string,
        olds: Hosted<O>,
        news: Hosted<I>,
    ): Promise<pulumi.dynamic.UpdateResult<Hosted<O>>> {
        const outputs = await this.served.update(subjectOf([news, olds]), ownOf(olds), ownOf(news));
        return { outs: { ...outputs, ...hostsOf(olds), ...hostsOf(news) } };
    }

    async read(id: string, props?: Hosted<O>): Promise<pulumi.dynamic.ReadResult<Hosted<O>>> {
        const subject = subjectOf([props ?? {}]);
        if (props === undefined) {
            return this.served.guard(subject, [], () => {
                throw new ApiTokenError("ERR_INPUT", this.served.resource.importProblem);
            });
        }
        const outputs = await this.served.refresh(subject, ownOf(props));
        return { id, props: { ...outputs, ...hostsOf(props) } };
    }

    delete(_id: string, props: Hosted<O>): Promise<void> {
        return this.served.delete(subjectOf([props]), ownOf(props));
    }
}

/** @param known - what the call was given, the newest first */
function subjectOf(known: readonly Partial<HostProperties>[]): Subject {
    const names = known.map(({ resourceName }) => resourceName).filter((name) => name !== undefined);
    const resourceName = names[0] ?? "ApiToken";
    // A state that another host has written has nothing that the engine could load: it is to be recorded.
    const [, olds = {}] = known;
    const isAnothers = Object.keys(olds).length > 0 && olds.resourceName === undefined;
    return {
        resourceName,
        key: resourceName,
        isRenamed: isAnothers || names.some((name) => name !== resourceName),
        hosts: Object.assign({}, ...[...known].reverse().map(hostsOf)) as object,
    };
}
