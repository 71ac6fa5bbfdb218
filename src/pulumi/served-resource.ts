import { ApiTokenError } from "../base/errors";
import { withoutLookalikes } from "../base/redaction";
import type { InputProblem } from "../inputs/input-problem";
import type { PluginRun } from "./plugin-run";
import { toProviderError } from "./provider-error";
import type { ResourceHost, ResourceIdentity, ResourceReport } from "./resource-host";
import type { Difference, ImportedResource, TokenResource } from "./token-resource";

/** The resource that a call is about, as a host of providers knows it. */
export interface Subject extends ResourceIdentity {
    /** Default: the terminal. */
    readonly report?: ResourceReport;
    /** What the host keeps in outputs for itself: goes with those of a resource that exists although something failed. */
    readonly hosts?: object;
}

/** A problem with the inputs, as the engine takes it. */
export interface CheckFailure {
    readonly property: string;
    readonly reason: string;
}

/** A kind of resource in one run: what every host of providers does, whatever form its calls come in. */
export class ServedResource<I extends object, O extends object> {
    /** The resources whose inputs were checked in this run: those of a program. */
    private readonly checked = new Set<string>();

    constructor(
        readonly resource: TokenResource<I, O>,
        private readonly run: PluginRun,
    ) {}

    /** Refuses bad inputs at preview. */
    check(
        subject: Subject,
        olds: Partial<I> | undefined,
        news: I,
    ): Promise<{ inputs: I; failures: CheckFailure[] }> {
        return this.guard(subject, [news, olds ?? {}], async (host) => {
            const { inputs, problems } = await this.resource.check(olds, news, host);
            this.checked.add(subject.key);
            return { inputs, failures: problems.map(toFailure) };
        });
    }

    /**
     * Decides what up would do, and tells why. Sends nothing.
     *
     * A refresh calls it too, after read and without check: there is no program whose wishes could be compared.
     */
    diff(subject: Subject, olds: O, news: I): Promise<Difference> {
        return this.guard(subject, [news, olds], async (host) => {
            if (!this.checked.has(subject.key)) {
                return { changes: false };
            }
            try {
                return { replaces: [], ...(await this.resource.diff(olds, news, host)) };
            } catch (error) {
                throw withoutResource(error, subject);
            }
        });
    }

    create(subject: Subject, inputs: I): Promise<{ id: string; outputs: O }> {
        return this.guard(subject, [inputs], async (host) => {
            const outputs = await this.resource.create(inputs, host);
            return { id: this.resource.idOf(outputs), outputs };
        });
    }

    update(subject: Subject, olds: O, news: I): Promise<O> {
        return this.guard(subject, [news, olds], (host) => this.resource.update(olds, news, host));
    }

    refresh(subject: Subject, outputs: O): Promise<O> {
        return this.guard(subject, [outputs], (host) => this.resource.refresh(outputs, host));
    }

    /** @param token - which is not told, whatever fails */
    import(subject: Subject, id: string, token: string): Promise<ImportedResource<I, O>> {
        return this.guard(subject, [{ token }], (host) => this.resource.import(id, token, host));
    }

    delete(subject: Subject, outputs: O): Promise<void> {
        return this.guard(subject, [outputs], (host) => this.resource.delete(outputs, host));
    }

    /**
     * Hands the resource its host, and turns what it throws into an error for the engine.
     *
     * @param known - what the call was given: tokens in it are not told
     */
    async guard<T>(
        { report, hosts = {}, ...identity }: Subject,
        known: readonly object[],
        run: (host: ResourceHost) => Promise<T> | T,
    ): Promise<T> {
        try {
            return await run(this.run.hostFor(identity, report));
        } catch (error) {
            throw toProviderError(error, {
                resourceName: identity.resourceName,
                tokens: known.flatMap((properties) => this.tokensIn(properties)),
                idOf: (outputs) => this.resource.idOf(outputs as O),
                hosts,
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

/** A refused preview holds up the whole stack, with `--continue-on-error` too: says how the rest of it goes on. */
function withoutResource(error: unknown, { resourceName }: Subject): unknown {
    return error instanceof ApiTokenError && error.code !== "ERR_INTERNAL"
        ? new ApiTokenError(
              error.code,
              `${error.message}. The rest of the stack goes on with \`--exclude '**::${resourceName}'\``,
          )
        : error;
}

/** A token in the wrong place is not repeated. Names the input in the reason: with a property the engine prints the value as well, in clear unless it is a config secret. */
function toFailure({ property, reason }: InputProblem): CheckFailure {
    return { property: "", reason: `${withoutLookalikes(`${property}: ${reason}`)} [ERR_INPUT]` };
}
