import { ApiTokenError } from "../../../../src/base/errors";
import { loadDriver } from "../../../../src/journal/stores/driver";
import { failureOf } from "../../../support/failure-of";

const withCode = (code: string | undefined, message = "words") =>
    Object.assign(new Error(message), code === undefined ? {} : { code });
const load = (error: unknown) =>
    loadDriver("@aws-sdk/client-s3", () => {
        throw error;
    });

test("a driver that is installed is given as it was loaded", async () => {
    const driver = { connect: () => undefined };
    expect(await loadDriver("postgres", () => Promise.resolve(driver))).toBe(driver);
});

test.each(["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"])(
    "a driver that is not installed is an input error that says how to install it: %s",
    async (code) => {
        const failure = await failureOf(load(withCode(code, "Cannot find package, from /srv/x.js")));
        expect(failure.code).toBe("ERR_INPUT");
        expect(failure.message).toBe(
            "the journal's address needs the driver @aws-sdk/client-s3: run `npm install @aws-sdk/client-s3` in the Pulumi project",
        );
        expect(await failureOf(loadDriver("postgres", () => Promise.reject(withCode(code))))).toHaveProperty(
            "message",
            "the journal's address needs the driver postgres: run `npm install postgres` in the Pulumi project",
        );
    },
);

test.each([
    ["fails while it is loaded", withCode("ERR_REQUIRE_ESM")],
    ["fails without a code", withCode(undefined)],
    ["fails with a fault of its own", new SyntaxError("Unexpected token")],
])("a driver that %s is not called missing", async (_name, error) => {
    await expect(load(error)).rejects.toBe(error);
    expect(error).not.toBeInstanceOf(ApiTokenError);
});

test("the module loader's own error for a package that is missing is understood", async () => {
    const name = ["no", "such", "driver"].join("-");
    expect((await failureOf(loadDriver(name, () => import(name)))).code).toBe("ERR_INPUT");
});
