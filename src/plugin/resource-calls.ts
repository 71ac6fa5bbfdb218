import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { ApiTokenError } from "../base/errors";
import { resolveSetting } from "../base/setting";
import { nameIn } from "../base/urn";
import { hostsOf, ownOf } from "../pulumi/host-properties";
import type { PluginRun } from "../pulumi/plugin-run";
import { ServedResource, type Subject } from "../pulumi/served-resource";
import type { Difference } from "../pulumi/token-resource";
import { UNKNOWN } from "../pulumi/unknown";
import type { CatalogResource } from "./catalog";
import { coerceAll } from "./coercion";
import { toDiffResponse } from "./detailed-diff";
import type { EngineLog } from "./engine-log";
import type { Struct } from "./grpc";
import { schema } from "./schema";
import { type Decoded, decode, encode, type Path, type Properties } from "./values";

/** A request about one resource. */
interface Request {
    getUrn(): string;
}

/** The calls of the engine about resources of one type. */
export class ResourceCalls {
    private readonly served: ServedResource<object, object>;
    /** What the last diff of a resource came to: an update that is only foreseen asks for it. */
    private readonly differences = new Map<string, Difference>();

    constructor(
        private readonly type: string,
        private readonly catalog: CatalogResource,
        private readonly run: PluginRun,
        private readonly log: EngineLog,
    ) {
        this.served = new ServedResource(catalog.resource, run);
    }

    async check(request: proto.CheckRequest): Promise<proto.CheckResponse> {
        const olds = ownOf(decode(request.getOlds()).values);
        const { values, secrets } = decode(request.getNews());
        const known = coerceAll(ownOf(values), this.spec.inputProperties, schema().types);
        const before = Object.keys(olds).length === 0 ? undefined : this.inward(olds);
        const news = this.inward(this.filledIn(known));
        const { inputs, failures } = await this.served.check(this.subject(request), before, news);
        return new proto.CheckResponse()
            .setInputs(this.encode(this.outward(inputs as Properties), secrets))
            .setFailuresList(
                failures.map(({ property, reason }) =>
                    new proto.CheckFailure().setProperty(property).setReason(reason),
                ),
            );
    }

    async diff(request: proto.DiffRequest): Promise<proto.DiffResponse> {
        const olds = ownOf(decode(request.getOlds()).values);
        const oldInputs = this.outward(ownOf(decode(request.getOldInputs()).values));
        const news = decode(request.getNews()).values;
        const difference = await this.served.diff(this.subject(request), olds, this.inward(news));
        this.differences.set(request.getUrn(), difference);
        return toDiffResponse(difference, oldInputs, news);
    }

    async create(request: proto.CreateRequest): Promise<proto.CreateResponse> {
        const inputs = decode(request.getProperties());
        if (request.getPreview()) {
            return new proto.CreateResponse().setProperties(this.foreseen({}, inputs, ["token"]));
        }
        const news = this.inward(inputs.values);
        const { id, outputs } = await this.served.create(this.subject(request), news);
        return new proto.CreateResponse().setId(id).setProperties(this.encode(outputs, inputs.secrets));
    }

    async update(request: proto.UpdateRequest): Promise<proto.UpdateResponse> {
        const { values } = decode(request.getOlds());
        const inputs = decode(request.getNews());
        if (request.getPreview()) {
            const { outputs = ["token"] } = this.differences.get(request.getUrn()) ?? {};
            return new proto.UpdateResponse().setProperties(this.foreseen(values, inputs, outputs));
        }
        const hosts = hostsOf(values);
        const subject = { ...this.subject(request), hosts };
        const outputs = await this.served.update(subject, ownOf(values), this.inward(inputs.values));
        return new proto.UpdateResponse().setProperties(
            this.encode({ ...outputs, ...hosts }, inputs.secrets),
        );
    }

    /** Reads what is in state; what is in none is imported. */
    async read(request: proto.ReadRequest): Promise<proto.ReadResponse> {
        const { values, secrets } = decode(request.getProperties());
        if (Object.keys(values).length === 0) {
            return this.import(request);
        }
        const hosts = hostsOf(values);
        const outputs = await this.served.refresh({ ...this.subject(request), hosts }, ownOf(values));
        return new proto.ReadResponse()
            .setId(request.getId())
            .setInputs(request.getInputs())
            .setProperties(this.encode({ ...outputs, ...hosts }, secrets));
    }

    async delete(request: proto.DeleteRequest): Promise<void> {
        await this.served.delete(this.subject(request), ownOf(decode(request.getProperties()).values));
    }

    /** The outputs of a resource that exists although something failed. */
    encodeOutputs(outputs: object, secrets: readonly Path[] = []): Struct {
        return this.encode(outputs, secrets);
    }

    private async import(request: proto.ReadRequest): Promise<proto.ReadResponse> {
        const subject = this.subject(request);
        const token = await this.served.guard(subject, [], () => this.tokenToImport());
        const { inputs, outputs } = await this.served.import(subject, request.getId(), token);
        return new proto.ReadResponse()
            .setId(request.getId())
            .setInputs(this.encode(this.outward(inputs as Properties)))
            .setProperties(this.encode(outputs));
    }

    /** An input would be printed as code. */
    private tokenToImport(): string {
        const { tokenSetting } = this.served.resource;
        const token = resolveSetting(tokenSetting, this.run.lookUpHost().sources(undefined));
        if (token === undefined) {
            const { config, variable } = tokenSetting;
            const text = `the token to import is not known: set ${variable}, or run \`pulumi config set --secret ${config}\``;
            throw new ApiTokenError("ERR_NO_TOKEN", text);
        }
        return token;
    }

    /** With the token of the provider's settings or the environment, where none is given. */
    private filledIn(inputs: Properties): Properties {
        if (!this.catalog.fillsInToken || inputs.token !== undefined) {
            return inputs;
        }
        const { tokenSetting } = this.served.resource;
        const token = resolveSetting(tokenSetting, this.run.lookUpHost().sources(undefined));
        return token === undefined ? inputs : { ...inputs, token };
    }

    /** Outputs as far as they are known before up. */
    private foreseen(olds: Properties, { values, secrets }: Decoded, changing: readonly string[]): Struct {
        const names = Object.keys(this.spec.properties ?? {});
        const unknown = changing.includes("token") ? names : changing;
        const given = Object.entries(values).filter(([name]) => names.includes(name));
        const outputs = {
            ...olds,
            ...Object.fromEntries(given),
            ...Object.fromEntries(unknown.map((name) => [name, UNKNOWN])),
        };
        return this.encode(outputs, secrets);
    }

    private get spec() {
        const spec = schema().resources[this.type];
        if (spec === undefined) {
            throw new Error(`the schema has no ${this.type}`);
        }
        return spec;
    }

    private encode(values: object, secrets: readonly Path[] = []): Struct {
        return encode(values, [...secrets, ...this.catalog.secrets.map((name) => [name])]);
    }

    private subject(request: Request): Subject {
        const urn = request.getUrn();
        return { resourceName: nameIn(urn), key: urn, isRenamed: false, report: this.log.at(urn) };
    }

    /** Inputs under the names that they have inside. */
    private inward(inputs: Properties): Properties {
        return renamed(inputs, this.catalog.renamed);
    }

    private outward(inputs: Properties): Properties {
        const back = Object.entries(this.catalog.renamed).map(([outer, inner]) => [inner, outer]);
        return renamed(inputs, Object.fromEntries(back) as Record<string, string>);
    }
}

function renamed(values: Properties, names: Readonly<Record<string, string>>): Properties {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [names[name] ?? name, value]));
}
