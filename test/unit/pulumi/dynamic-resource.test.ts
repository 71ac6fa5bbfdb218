import * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../../../src/pulumi/dynamic-resource";

class Example extends DynamicResource {
    constructor(name: string, options?: pulumi.CustomResourceOptions) {
        super("test:Example", "example", name, { size: 1, result: undefined }, ["result"], options);
    }
}

const limit = Error.stackTraceLimit;

beforeAll(async () => {
    await pulumi.runtime.setMocks({
        newResource: ({ name }) => ({ id: name, state: {} }),
        call: () => ({}),
    });
});

afterEach(() => {
    delete process.env.PULUMI_DEBUG_PROMISE_LEAKS;
});

/** The limit of stack traces while a resource is declared: a transformation is run then. */
function limitWhileDeclared(name: string): number {
    let seen = NaN;
    const note = () => {
        seen = Error.stackTraceLimit;
        return undefined;
    };
    new Example(name, { transformations: [note] });
    return seen;
}

test("the SDK writes no stack traces while a resource is declared, and does again after it", () => {
    expect(limitWhileDeclared("a")).toBe(0);
    expect(Error.stackTraceLimit).toBe(limit);
});

test("whoever looks for promises that never end gets their stack traces", () => {
    process.env.PULUMI_DEBUG_PROMISE_LEAKS = "1";
    expect(limitWhileDeclared("b")).toBe(limit);
});

test("an error of a declaration shows the line of the program", () => {
    let thrown: unknown;
    try {
        new Example("");
    } catch (error) {
        thrown = error;
    }
    expect((thrown as Error).message).toContain("Missing resource name");
    expect((thrown as Error).stack).toContain("dynamic-resource.test.ts");
    expect(Error.stackTraceLimit).toBe(limit);
});
