import { UNKNOWN } from "../../../src/pulumi/unknown";
import { Struct } from "../../../src/plugin/grpc";
import { decode, encode } from "../../../src/plugin/values";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown) => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });
const output = (rest: object) => ({ [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", ...rest });
const UNKNOWN_OBJECT = "dd056dcd-154b-4c76-9bd3-c8f88648b5ff";

const struct = (values: object) =>
    Struct.fromJavaScript(values as Parameters<typeof Struct.fromJavaScript>[0]);

describe("reading what the engine sends", () => {
    test("secrets, outputs and unknown values are found at any depth", () => {
        const { values, secrets } = decode(
            struct({
                token: secret("a-token"),
                rotation: {
                    every: output({}),
                    triggers: {
                        release: output({ value: "2", secret: true }),
                        build: output({ value: "7" }),
                    },
                },
                permissions: ["one", secret("two")],
                environment: UNKNOWN_OBJECT,
                both: secret(UNKNOWN),
            }),
        );
        expect(values).toEqual({
            token: "a-token",
            rotation: { every: UNKNOWN, triggers: { release: "2", build: "7" } },
            permissions: ["one", "two"],
            environment: UNKNOWN,
            both: UNKNOWN,
        });
        expect(secrets.map((path) => path.join(".")).sort()).toEqual([
            "both",
            "permissions.1",
            "rotation.triggers.release",
            "token",
        ]);
    });

    test("what is null is not there, and nothing at all is no properties", () => {
        expect(decode(struct({ label: null, userId: "1" })).values).toEqual({ userId: "1" });
        expect(decode(undefined)).toEqual({ values: {}, secrets: [] });
    });
});

describe("writing for the engine", () => {
    test("marks as secret what a path leads to, once, and only what is there", () => {
        const values = { token: "a-token", rotation: { triggers: { release: "2" } }, absent: undefined };
        const paths = [
            ["token"],
            ["token"],
            ["rotation", "triggers", "release"],
            ["previousToken"],
            ["a", "b"],
        ];
        expect(encode(values, paths).toJavaScript()).toEqual({
            token: secret("a-token"),
            rotation: { triggers: { release: secret("2") } },
        });
        expect(values.token).toBe("a-token");
    });

    test("what is read again is the same", () => {
        const values = { token: "a-token", permissions: ["one", "two"] };
        const secrets = [["permissions", "1"], ["token"]];
        const again = decode(encode(values, secrets));
        expect(again.values).toEqual(values);
        expect([...again.secrets].sort()).toEqual([...secrets].sort());
    });
});
