import type { Setting } from "../base/setting";
import type { InputProblem } from "../inputs/input-problem";
import type { ResourceHost } from "./resource-host";

/** Inputs as they are kept, and what is wrong with them. */
export interface CheckedInputs<I> {
    readonly inputs: I;
    readonly problems: readonly InputProblem[];
}

/** What `up` would do, as far as the engine wants to know it. */
export interface Difference {
    readonly changes: boolean;
    /** The inputs for which another resource takes the place of this one. */
    readonly replaces?: string[];
    /** Outputs that become others although the inputs do not say so; `"token"` stands for all that comes with a new one. */
    readonly outputs?: readonly string[];
}

/** A resource that was there before its program. */
export interface ImportedResource<I, O> {
    /** Without any token: `pulumi import` prints them as code. */
    readonly inputs: I;
    readonly outputs: O;
}

/** A kind of resource, as any host of providers calls it: what the engine asks for, and nothing of the host's own. */
export interface TokenResource<I extends object, O extends object> {
    /** The inputs and outputs that hold tokens: none of them is ever told. */
    readonly tokenProperties: readonly string[];
    /** Where its token is found when no input gives it. */
    readonly tokenSetting: Setting;
    /** Why the import of a dynamic resource cannot do it, and what to do instead. */
    readonly importProblem: string;
    /** The id under which the engine keeps the resource. */
    idOf(outputs: O): string;
    /** Fills in what config and environment give, and looks for problems. `olds` are the inputs in state, if there are any. */
    check(olds: Partial<I> | undefined, news: I, host: ResourceHost): Promise<CheckedInputs<I>>;
    /** Decides what `update` would do, and tells why. Sends nothing. */
    diff(olds: O, news: I, host: ResourceHost): Promise<Difference>;
    create(inputs: I, host: ResourceHost): Promise<O>;
    update(olds: O, news: I, host: ResourceHost): Promise<O>;
    refresh(outputs: O, host: ResourceHost): Promise<O>;
    /** Takes a token as it is, which must be that of the id. Changes nothing. */
    import(id: string, token: string, host: ResourceHost): Promise<ImportedResource<I, O>>;
    delete(outputs: O, host: ResourceHost): Promise<void>;
}

/** Something failed, and the resource is there all the same: its outputs have to reach the state. */
export class PartialFailure extends Error {
    constructor(
        readonly failure: unknown,
        readonly outputs: object,
        /** What is said after the failure. */
        readonly hint = "",
    ) {
        super("the resource exists although something about it failed");
    }
}
