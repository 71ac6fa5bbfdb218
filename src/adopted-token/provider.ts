import { ApiTokenError } from "../base/errors";
import type { Setting } from "../base/setting";
import { assertNoProblem } from "../inputs/input-problem";
import { ProgramResources } from "../pulumi/program-resources";
import type { ResourceHost } from "../pulumi/resource-host";
import type { CheckedInputs, Difference, ImportedResource, TokenResource } from "../pulumi/token-resource";
import { hasUnknown, withoutUnknown } from "../pulumi/unknown";
import { type AdoptedTokenInputs, differ, reminderProblem } from "./inputs";
import { AdoptedTokenLifecycle } from "./lifecycle";
import type { AdoptedTokenOutputs } from "./state";
import type { AdoptedTokenSystem } from "./system";

/** A resource whose token a person made: what the engine asks of it. */
export class AdoptedTokenProvider<I extends AdoptedTokenInputs> implements TokenResource<
    I,
    I & AdoptedTokenOutputs
> {
    readonly tokenProperties: readonly string[];
    readonly importProblem = "a token cannot be imported: declare the resource with it instead";

    readonly tokenSetting: Setting;
    private readonly program: ProgramResources<I, I & AdoptedTokenOutputs>;

    constructor(private readonly system: AdoptedTokenSystem<I>) {
        this.tokenSetting = system.tokenSetting;
        this.tokenProperties = ["token", "previousToken", "earlierTokens", ...system.otherTokens];
        this.program = new ProgramResources(this.tokenProperties);
    }

    idOf(outputs: I): string {
        return this.system.idOf(outputs);
    }

    async check(olds: Partial<I> | undefined, news: I, host: ResourceHost): Promise<CheckedInputs<I>> {
        // A setting that cannot be used is found at preview as well.
        host.checkSettings();
        const inputs = this.system.resolve(news, olds, host);
        this.program.declare(host, inputs);
        const problems = await this.system.findInputProblems(withoutUnknown(inputs));
        const { maxAge, remindBefore } = inputs;
        const reason = hasUnknown({ maxAge, remindBefore }) ? undefined : reminderProblem(inputs);
        return {
            inputs,
            problems: reason === undefined ? problems : [...problems, { property: "maxAge", reason }],
        };
    }

    async diff(olds: I & AdoptedTokenOutputs, news: I, host: ResourceHost): Promise<Difference> {
        const { report } = host;
        if (hasUnknown(news)) {
            report.info("what happens is decided in up: some of its inputs are not known before");
            return { changes: true, outputs: ["token"] };
        }
        const replaces = this.system.replacedBy.filter((name) => differ(olds, news, [name]));
        const lifecycle = this.lifecycle(host);
        if (replaces.length > 0) {
            report.info(await lifecycle.replacement(olds, news, replaces));
            return { changes: true, replaces, outputs: ["token"] };
        }
        const decision = lifecycle.decide(olds, news);
        switch (decision.action) {
            case "refuse":
                throw new ApiTokenError(decision.code, decision.reason);
            case "none":
                this.program.settle(host);
                return { changes: false };
            case "remind":
                this.program.settle(host);
                report.warn(decision.reason);
                return { changes: false };
            default:
                report.info(decision.reason);
                if ("reminder" in decision) {
                    report.warn(decision.reminder);
                }
                return { changes: true, outputs: this.changedBy(decision.action, olds, news) };
        }
    }

    /** Which outputs become others, as far as the inputs do not say so. */
    private changedBy(
        action: "swap" | "retire" | "record",
        olds: I & AdoptedTokenOutputs,
        news: I,
    ): string[] {
        const { askedWith, facts } = this.system;
        const isAsked = differ(olds, news, [...askedWith, "verify"]);
        const told = isAsked ? [...facts, "status"] : [];
        const due = differ(olds, news, ["validUntil", "maxAge", "remindBefore"]) ? ["dueAt"] : [];
        switch (action) {
            case "swap":
                return ["token"];
            case "retire":
                return ["previousToken", "previousValidUntil", ...told, ...due];
            case "record":
                return [...told, ...due];
        }
    }

    create(inputs: I, host: ResourceHost): Promise<I & AdoptedTokenOutputs> {
        return this.program.settled(host, this.lifecycle(host).create(inputs));
    }

    update(olds: I & AdoptedTokenOutputs, news: I, host: ResourceHost): Promise<I & AdoptedTokenOutputs> {
        return this.program.settled(host, this.lifecycle(host).update(olds, news));
    }

    refresh(outputs: I & AdoptedTokenOutputs, host: ResourceHost): Promise<I & AdoptedTokenOutputs> {
        return this.lifecycle(host).refresh(outputs);
    }

    /** Adopts the token under the id that it has. */
    async import(
        id: string,
        token: string,
        host: ResourceHost,
    ): Promise<ImportedResource<I, I & AdoptedTokenOutputs>> {
        const { system } = this;
        const named = system.inputsOf(id);
        if (named === undefined) {
            throw new ApiTokenError("ERR_INPUT", `the id to import must have the form ${system.idForm}`);
        }
        const { inputs, problems } = await this.check(undefined, { ...named, token } as I, host);
        assertNoProblem(problems[0]);
        const outputs = await this.create(inputs, host);
        const { token: _, ...told } = inputs;
        return { inputs: told as I, outputs };
    }

    delete(outputs: I & AdoptedTokenOutputs, host: ResourceHost): Promise<void> {
        return this.lifecycle(host).delete(outputs);
    }

    private lifecycle(host: ResourceHost): AdoptedTokenLifecycle<I> {
        return new AdoptedTokenLifecycle(this.system, host, this.program);
    }
}
