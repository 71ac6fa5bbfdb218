import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { hasUnknown, UNKNOWN, withoutUnknown } from "../../../src/pulumi/unknown";

test("the sentinel is the one of the SDK", () => {
    expect(UNKNOWN).toBe(unknownValue);
});

test.each([
    ["itself", UNKNOWN],
    ["as a property", { token: UNKNOWN }],
    ["deeper down", { rotation: { triggers: { a: "1", b: UNKNOWN } } }],
    ["in a list", [["a"], [UNKNOWN]]],
])("an unknown value is found %s", (_name, value) => {
    expect(hasUnknown(value)).toBe(true);
});

test.each([[undefined], [null], [""], [0], [{}], [[]], [{ a: null, b: ["x"] }], [{ [UNKNOWN]: "as a key" }]])(
    "%j holds nothing unknown",
    (value) => {
        expect(hasUnknown(value)).toBe(false);
    },
);

test("what is unknown is left out at every depth, and the rest stays", () => {
    const value = { token: UNKNOWN, n: null, rotation: { every: "90d", triggers: { a: "1", b: UNKNOWN } } };
    expect(withoutUnknown(value)).toEqual({ n: null, rotation: { every: "90d", triggers: { a: "1" } } });
});

test("leaving out does not change the value itself", () => {
    const value = { rotation: { every: UNKNOWN } };
    withoutUnknown(value);
    expect(value).toEqual({ rotation: { every: UNKNOWN } });
});

test("a list stays a list", () => {
    expect(withoutUnknown({ list: ["a"] })).toEqual({ list: ["a"] });
});
