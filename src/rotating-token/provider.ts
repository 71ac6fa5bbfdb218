import { ApiTokenError } from "../base/errors";
import type { Setting } from "../base/setting";
import { assertNoProblem, type InputProblem } from "../inputs/input-problem";
import type { ResourceHost } from "../pulumi/resource-host";
import { ProgramResources } from "../pulumi/program-resources";
import type { CheckedInputs, Difference, ImportedResource, TokenResource } from "../pulumi/token-resource";
import type { RotationDecision } from "../decision/rotation";
import { hasUnknown, UNKNOWN, withoutUnknown } from "../pulumi/unknown";
import type { RotatingTokenInputs } from "./inputs";
import type { Issuer } from "./issuer";
import type { Program } from "./parting";
import { RotatingTokenLifecycle } from "./lifecycle";
import { endOf, isKnownTo, type RotatingTokenOutputs } from "./state";
import type { RotatingTokenSystem } from "./system";

/** A resource whose token rotates: what the engine asks of it. */
export class RotatingTokenProvider implements TokenResource<RotatingTokenInputs, RotatingTokenOutputs> {
    readonly tokenProperties = ["bootstrapToken", "token", "previousToken"];
    readonly importProblem = 'a token cannot be imported. Declare it with onCreate: "adopt" instead';
    private readonly program: Program = new ProgramResources(this.tokenProperties);

    constructor(
        private readonly system: RotatingTokenSystem,
        private readonly issuer: Issuer,
    ) {}

    get tokenSetting(): Setting {
        return this.system.tokenSetting;
    }

    idOf(outputs: RotatingTokenOutputs): string {
        return this.system.ownerOf(outputs);
    }

    async check(
        olds: Partial<RotatingTokenInputs> | undefined,
        news: RotatingTokenInputs,
        host: ResourceHost,
    ): Promise<CheckedInputs<RotatingTokenInputs>> {
        // A setting that cannot be used is found at preview as well.
        host.checkSettings();
        const inputs = this.system.resolve(news, olds, host);
        this.program.declare(host, inputs);
        // Whether an end may be given depends on onCreate: with one unknown, both are.
        const known = hasUnknown(inputs.onCreate) ? { ...inputs, validUntil: UNKNOWN } : inputs;
        const problems = await this.system.findInputProblems(withoutUnknown(known));
        return {
            inputs,
            problems: olds === undefined ? [...problems, ...this.problemsOfNew(inputs, host)] : problems,
        };
    }

    async diff(
        olds: RotatingTokenOutputs,
        news: RotatingTokenInputs,
        host: ResourceHost,
    ): Promise<Difference> {
        const lifecycle = this.lifecycle(host);
        this.program.compare(host, olds);
        await lifecycle.markSaved(olds);
        if (hasUnknown(news)) {
            host.report.info("whether it rotates is decided in up: some of its inputs are not known before");
            return { changes: true, outputs: ["token"] };
        }
        const { decision } = await lifecycle.decide(olds, news);
        switch (decision.action) {
            case "none":
                this.program.settle(host, olds);
                return { changes: false };
            case "wait":
                this.program.settle(host, olds);
                break;
            case "refuse":
                throw new ApiTokenError(decision.code, lifecycle.refusal(decision));
        }
        host.report.info(decision.reason);
        return {
            changes: decision.action !== "wait",
            replaces: decision.action === "replace" ? ["bootstrapToken"] : [],
            outputs: changedBy(decision.action, news),
        };
    }

    async create(inputs: RotatingTokenInputs, host: ResourceHost): Promise<RotatingTokenOutputs> {
        const { bootstrapToken = "" } = inputs;
        const former = this.program.predecessorOf(host);
        if (former !== undefined && isKnownTo(former, bootstrapToken)) {
            host.report.info("the resource is replaced, and its token goes on");
            return this.update(former, inputs, host);
        }
        const outputs = await this.program.settled(host, this.lifecycle(host).create(inputs));
        if (former !== undefined && this.idOf(former) !== this.idOf(outputs)) {
            const [now, before] = [outputs, former].map((one) => this.system.describeOwner(this.idOf(one)));
            host.report.warn(`the token is now one of ${now ?? ""}; it was one of ${before ?? ""}`);
        }
        return outputs;
    }

    update(
        olds: RotatingTokenOutputs,
        news: RotatingTokenInputs,
        host: ResourceHost,
    ): Promise<RotatingTokenOutputs> {
        return this.program.settled(host, this.lifecycle(host).update(olds, news));
    }

    /** Asks whether the token still works. One that is known to have expired is not sent. */
    refresh(outputs: RotatingTokenOutputs, host: ResourceHost): Promise<RotatingTokenOutputs> {
        return this.lifecycle(host).refresh(outputs);
    }

    /** Adopts the token under the id of its owner. A newer one in the journal takes its place. */
    async import(
        id: string,
        token: string,
        host: ResourceHost,
    ): Promise<ImportedResource<RotatingTokenInputs, RotatingTokenOutputs>> {
        const { system } = this;
        const given: RotatingTokenInputs = { bootstrapToken: token, onCreate: "adopt" };
        const { inputs, problems } = await this.check(undefined, given, host);
        assertNoProblem(problems[0]);
        const outputs = await this.create(inputs, host);
        const owner = this.idOf(outputs);
        if (owner !== id) {
            const { describeOwner } = system;
            const text = `the token is one of ${describeOwner(owner)}, not of ${describeOwner(id)}: import it with the id ${owner}`;
            throw new ApiTokenError("ERR_INPUT", text);
        }
        const { bootstrapToken: _, ...told } = inputs;
        return { inputs: told, outputs };
    }

    delete(outputs: RotatingTokenOutputs, host: ResourceHost): Promise<void> {
        return this.lifecycle(host).delete(outputs);
    }

    private problemsOfNew(inputs: RotatingTokenInputs, host: ResourceHost): InputProblem[] {
        const problems: InputProblem[] = [];
        if (inputs.bootstrapToken === undefined) {
            const reason = `a new token needs bootstrapToken: one that works, pasted from the UI (${this.system.tokensInUi})`;
            problems.push({ property: "bootstrapToken", reason });
        }
        if (endOf(inputs) <= host.now()) {
            problems.push({
                property: "validUntil",
                reason: "that time has passed: the token is dead already",
            });
        }
        return problems;
    }

    private lifecycle(host: ResourceHost): RotatingTokenLifecycle {
        return new RotatingTokenLifecycle(this.system, this.issuer, host, this.program);
    }
}

/** Which outputs become others, as far as the inputs do not say so. */
function changedBy(action: RotationDecision["action"], { validUntil }: RotatingTokenInputs): string[] {
    if (action === "retire") {
        return ["previousToken", "previousValidUntil"];
    }
    if (action !== "record" && action !== "wait") {
        return ["token"];
    }
    return validUntil === undefined ? ["rotatesAfter"] : ["rotatesAfter", "validUntil"];
}
