import * as fc from "fast-check";

/** A resource in the program of a stack. */
export interface Slot {
    name: number;
    parent: number;
    token: number;
    revoke: boolean;
    deleteBeforeReplace: boolean;
    /** As the state has it, where the program names that as an alias. */
    alias?: string | undefined;
    isForced: boolean;
}

const edit = fc.oneof(
    {
        weight: 3,
        arbitrary: fc.record({
            kind: fc.constant("rename" as const),
            slot: fc.nat(2),
            to: fc.nat(3),
            alias: fc.boolean(),
        }),
    },
    {
        weight: 3,
        arbitrary: fc.record({
            kind: fc.constant("move" as const),
            slot: fc.nat(2),
            to: fc.nat(1),
            alias: fc.boolean(),
        }),
    },
    {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant("swap" as const), slot: fc.nat(2), to: fc.nat(3) }),
    },
    {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant("replace" as const), slot: fc.nat(2), first: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("drop" as const), slot: fc.nat(2) }) },
    {
        weight: 3,
        arbitrary: fc.record({
            kind: fc.constant("add" as const),
            name: fc.nat(3),
            token: fc.nat(3),
            revoke: fc.nat(5),
        }),
    },
);
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

const stackNumber = fc.nat(1);
/** What a person does: edits a program and runs it, destroys a stack, refreshes it, or lets days go by. */
export const step = fc.oneof(
    {
        weight: 8,
        arbitrary: fc.record({
            kind: fc.constant("up" as const),
            stack: stackNumber,
            edits: fc.array(edit, { minLength: 1, maxLength: 3 }),
            continueOnError: fc.boolean(),
        }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("destroy" as const), stack: stackNumber }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("refresh" as const), stack: stackNumber }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("days" as const), days: fc.constantFrom(5, 15) }) },
);
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

export const begin = (name: number, token: number): Slot => ({
    name,
    token,
    parent: 0,
    revoke: true,
    deleteBeforeReplace: false,
    isForced: false,
});

export const urnOf = ({ name, parent }: Slot) =>
    `urn:pulumi:dev::p::${parent === 0 ? "" : "acme:Team$"}T::r${name}`;

/** Changes a program as a person does. What would give two resources the same URN is left out. */
export function change(program: Slot[], edit: Edit): void {
    const isFree = (slot: Slot) => program.every((other) => urnOf(other) !== urnOf(slot));
    if (edit.kind === "add") {
        const { name, token, revoke } = edit;
        const added = {
            name,
            token,
            parent: 0,
            revoke: revoke > 0,
            deleteBeforeReplace: false,
            isForced: false,
        };
        if (program.length < 3 && isFree(added)) {
            program.push(added);
        }
        return;
    }
    const slot = program[edit.slot];
    if (slot === undefined) {
        return;
    }
    switch (edit.kind) {
        case "rename":
        case "move": {
            const changed = {
                ...slot,
                ...(edit.kind === "rename" ? { name: edit.to } : { parent: edit.to }),
            };
            if (isFree(changed)) {
                Object.assign(slot, changed, { alias: edit.alias ? urnOf(slot) : undefined });
            }
            break;
        }
        case "swap":
            slot.token = edit.to;
            break;
        case "replace":
            Object.assign(slot, { isForced: true, deleteBeforeReplace: edit.first });
            break;
        case "drop":
            program.splice(edit.slot, 1);
    }
}
