import { defined, toAgent, toRole, toUser } from "../../../../src/systems/thousandeyes/user";

test("what has no value is left out, and what is false, empty or zero stays", () => {
    expect(defined({ a: undefined, b: false, c: "", d: 0, e: null })).toStrictEqual({
        b: false,
        c: "",
        d: 0,
        e: null,
    });
});

test("a user always has a list of roles", () => {
    expect(toUser({ uid: "1", email: undefined })).toStrictEqual({ uid: "1", roles: [] });
    expect(toUser({ roles: [{ name: "Admin", roleId: undefined }] })).toStrictEqual({
        roles: [{ name: "Admin" }],
    });
});

test("a role or an agent may have nothing at all", () => {
    expect(toRole({ roleId: undefined, isBuiltin: undefined })).toStrictEqual({});
    expect(toAgent({ agentId: undefined })).toStrictEqual({});
});
