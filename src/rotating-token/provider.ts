import { ApiTokenError } from "../base/errors";
import type { Setting } from "../base/setting";
import type { InputProblem } from "../inputs/input-problem";
import type { ResourceHost } from "../pulumi/resource-host";
import type { CheckedInputs, Difference, ImportedResource, TokenResource } from "../pulumi/token-resource";
import type { RotationDecision } from "../decision/rotation";
import { hasUnknown, UNKNOWN, withoutUnknown } from "../pulumi/unknown";
import type { RotatingTokenInputs } from "./inputs";
import type { Issuer } from "./issuer";
import { RotatingTokenLifecycle } from "./lifecycle";
import { endOf, type RotatingTokenOutputs } from "./state";
import type { RotatingTokenSystem } from "./system";

/** A resource whose token rotates: what the engine asks of it. */
export class RotatingTokenProvider implements TokenResource<RotatingTokenInputs, RotatingTokenOutputs> {
    readonly tokenProperties = ["bootstrapToken", "token", "previousToken"];
    readonly importProblem = 'a token cannot be imported. Declare it with onCreate: "adopt" instead';
    /** Whose token a resource held that diff wants replaced: the engine tells create nothing of it. */
    private readonly formerOwners = new Map<string, string>();

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
        await lifecycle.markSaved(olds);
        if (hasUnknown(news)) {
            host.report.info("whether it rotates is decided in up: some of its inputs are not known before");
            return { changes: true, outputs: ["token"] };
        }
        const { decision } = await lifecycle.decide(olds, news);
        switch (decision.action) {
            case "none":
                return { changes: false };
            case "refuse":
                throw new ApiTokenError(decision.code, lifecycle.refusal(decision));
            case "replace":
                this.formerOwners.set(host.key, this.idOf(olds));
        }
        host.report.info(decision.reason);
        return {
            changes: decision.action !== "wait",
            replaces: decision.action === "replace" ? ["bootstrapToken"] : [],
            outputs: changedBy(decision.action, news),
        };
    }

    async create(inputs: RotatingTokenInputs, host: ResourceHost): Promise<RotatingTokenOutputs> {
        const outputs = await this.lifecycle(host).create(inputs);
        const former = this.formerOwners.get(host.key);
        const owner = this.idOf(outputs);
        if (former !== undefined && former !== owner) {
            const { describeOwner } = this.system;
            const text = `the token is now one of ${describeOwner(owner)}; it was one of ${describeOwner(former)}`;
            host.report.warn(text);
        }
        return outputs;
    }

    update(
        olds: RotatingTokenOutputs,
        news: RotatingTokenInputs,
        host: ResourceHost,
    ): Promise<RotatingTokenOutputs> {
        return this.lifecycle(host).update(olds, news);
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
        const [problem] = problems;
        if (problem !== undefined) {
            throw new ApiTokenError("ERR_INPUT", `${problem.property}: ${problem.reason}`);
        }
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
        return new RotatingTokenLifecycle(this.system, this.issuer, host);
    }
}

/** Which outputs become others, as far as the inputs do not say so. */
function changedBy(action: RotationDecision["action"], { validUntil }: RotatingTokenInputs): string[] {
    if (action !== "record" && action !== "wait") {
        return ["token"];
    }
    return validUntil === undefined ? ["rotatesAfter"] : ["rotatesAfter", "validUntil"];
}
