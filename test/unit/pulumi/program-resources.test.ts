import { ProgramResources } from "../../../src/pulumi/program-resources";
import { PartialFailure } from "../../../src/pulumi/token-resource";

interface Inputs {
    readonly token: string;
    readonly adminToken?: string;
}

const [one, other] = ["urn:…::a:b:One$x:y:T::ci", "urn:…::a:b:Other$x:y:T::ci"].map((key) => ({
    resourceName: "ci",
    key,
})) as [{ resourceName: string; key: string }, { resourceName: string; key: string }];
let program: ProgramResources<Inputs, Inputs>;

beforeEach(() => {
    program = new ProgramResources(["token", "adminToken"]);
    program.declare(one, { token: "first" });
    program.declare(other, { token: "second", adminToken: "third" });
});

describe("two resources of one name", () => {
    test("each have a successor of their own", () => {
        expect(program.successorOf(one)).toEqual({ token: "first" });
        expect(program.successorOf(other)).toMatchObject({ token: "second" });
    });

    test("are settled one by one", () => {
        program.settle(one);
        expect([program.isSettled(one), program.isSettled(other)]).toEqual([true, false]);
        expect(program.successorOf(one)).toBeUndefined();
        expect(program.successorOf(other)).toMatchObject({ token: "second" });
    });

    test("each have what this run found of them", () => {
        program.compare(one, { token: "old first" });
        expect(program.predecessorOf(one)).toEqual({ token: "old first" });
        expect(program.predecessorOf(other)).toBeUndefined();
    });
});

describe("a resource that is created or updated", () => {
    test("is settled with what it has in the end", async () => {
        await expect(program.settled(one, Promise.resolve({ token: "new" }))).resolves.toEqual({
            token: "new",
        });
        expect([program.isSettled(one), program.whoHolds("new")]).toEqual([true, "ci"]);
    });

    test("is settled although something about it failed", async () => {
        const failure = new PartialFailure(new Error("no answer"), { token: "new" });
        await expect(program.settled(one, Promise.reject(failure))).rejects.toBe(failure);
        expect([program.isSettled(one), program.whoHolds("new")]).toEqual([true, "ci"]);
    });

    test("is not settled when it came to nothing", async () => {
        const failure = new Error("no answer");
        await expect(program.settled(one, Promise.reject(failure))).rejects.toBe(failure);
        expect(program.isSettled(one)).toBe(false);
    });
});

test("one whose host cannot tell it from another has no successor that is known", () => {
    program.declare(one, { token: "fourth" });
    expect(program.successorOf(one)).toBeUndefined();
});

test("whoever is given a token is told by name, whichever input it is given in", () => {
    expect(["first", "third", "fourth"].map((token) => program.whoIsGiven(token))).toEqual([
        "ci",
        "ci",
        undefined,
    ]);
});

test("one whose inputs are checked again, as those of a replacement are, is one resource all the same", () => {
    program.compare(one, { token: "old first" });
    program.declare(one, { token: "first" });
    expect(program.successorOf(one)).toEqual({ token: "first" });
    expect(program.predecessorOf(one)).toEqual({ token: "old first" });
});
