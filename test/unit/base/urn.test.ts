import * as fc from "fast-check";
import { formatUrn, nameIn, parseUrn } from "../../../src/base/urn";

const word = fc.stringMatching(/^[\w.-]+$/);

test("what a URN is made of is read from it, whatever the name holds", () => {
    const parts = fc.record({ stack: word, project: word, type: word, name: fc.string() });
    fc.assert(
        fc.property(parts, (urn) => {
            expect(parseUrn(formatUrn(urn))).toEqual(urn);
        }),
    );
});

test("the type is the resource's own, not those of its parents", () => {
    expect(parseUrn("urn:pulumi:dev::app::acme:index:Team$acme:index:Robot$x:index:T::ci")).toEqual({
        stack: "dev",
        project: "app",
        type: "x:index:T",
        name: "ci",
    });
});

test.each(["line one\nline two", "a::b", "$", ""])("a name may be %j", (name) => {
    expect(nameIn(`urn:pulumi:dev::app::a:b:C$x:index:T::${name}`)).toBe(name);
});

test.each([
    ["another word", "ci"],
    ["no name", "urn:pulumi:dev::app::x:index:T"],
    ["no stack", "urn:pulumi:::app::x:index:T::ci"],
    ["no project", "urn:pulumi:dev::::x:index:T::ci"],
    ["something before it", "an urn:pulumi:dev::app::x:index:T::ci"],
])("%s is no URN, and its own name", (_what, text) => {
    expect(parseUrn(text)).toBeUndefined();
    expect(nameIn(text)).toBe(text);
});
