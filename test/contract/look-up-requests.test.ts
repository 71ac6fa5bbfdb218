import type { Fault } from "api-token-simulator";
import {
    getAccountGroup,
    getAccountGroupOutput,
    getAccountGroups,
} from "../../src/systems/thousandeyes/account-groups";
import { getCurrentUser, getCurrentUserOutput } from "../../src/systems/thousandeyes/current-user";
import { programFailureOf } from "../support/failure-of";
import { useLookUpStage } from "./look-up-stage";
import { valueOf } from "./value-of";

const stage = useLookUpStage();
const LIST = "GET /account-groups";
const names = ["Production", "Staging", "Sandbox"] as const;
const nameOf = (index: number) => names[index % 3] ?? names[0];

describe("one request", () => {
    test("answers 1,000 look-ups at the same time", async () => {
        const groups = await Promise.all(
            Array.from({ length: 1_000 }, (_, index) => {
                const args = { ...stage.connection, name: nameOf(index) };
                return index % 2 === 0 ? getAccountGroup(args) : valueOf(getAccountGroupOutput(args));
            }),
        );
        expect(groups.map(({ name }) => name)).toEqual(Array.from({ length: 1_000 }, (_, i) => nameOf(i)));
        expect(await stage.requests()).toEqual([LIST]);
    });

    test("answers those that come later as well", async () => {
        await getAccountGroups(stage.connection);
        await getAccountGroup({ ...stage.connection, default: true });
        expect(await stage.requests()).toEqual([LIST]);
    });

    test("answers all ways to write the same endpoint", async () => {
        await getAccountGroups(stage.connection);
        await getAccountGroups({ ...stage.connection, apiEndpoint: `${stage.apiUrl}/` });
        expect(await stage.requests()).toEqual([LIST]);
    });

    test("answers every look-up of the user", async () => {
        await Promise.all([
            getCurrentUser(stage.connection),
            valueOf(getCurrentUserOutput({ ...stage.connection, expand: ["email"] })),
        ]);
        expect(await stage.requests()).toEqual(["GET /users/current"]);
    });

    test("answers one token only", async () => {
        const other = await stage.newToken("1002");
        const [mine, theirs] = await Promise.all([
            getAccountGroups(stage.connection),
            getAccountGroups({ ...stage.connection, token: other }),
        ]);
        expect([mine.accountGroups.length, theirs.accountGroups.length]).toEqual([3, 1]);
        expect(await stage.requests()).toEqual([LIST, LIST]);
    });

    test("answers no more than one run of a program", async () => {
        await getAccountGroups(stage.connection);
        stage.startRun();
        const body = { accountGroups: [{ aid: "1" }] };
        await stage.control.addFault({ kind: "body", path: "/v7/account-groups", body });
        expect((await getAccountGroups(stage.connection)).accountGroups).toHaveLength(1);
        expect(await stage.requests()).toEqual([LIST, LIST]);
    });
});

describe("a request that failed", () => {
    test.each<[string, Fault, string]>([
        ["500", { kind: "status", status: 500 }, "ERR_RESPONSE"],
        ["403", { kind: "status", status: 403 }, "ERR_FORBIDDEN"],
        ["an answer that cannot be understood", { kind: "body", body: "?" }, "ERR_RESPONSE"],
    ])(
        "with %s fails all who wait for it with one error, and is not remembered",
        async (_name, fault, code) => {
            await stage.control.addFault({ ...fault, times: 1 });
            const [one, other] = await Promise.all([
                programFailureOf(getAccountGroups(stage.connection)),
                programFailureOf(getAccountGroup({ ...stage.connection, name: "Staging" })),
            ]);
            expect(one.code).toBe(code);
            expect(other).toBe(one);
            expect(await stage.requests()).toEqual([LIST]);
            expect((await getAccountGroups(stage.connection)).accountGroups).toHaveLength(3);
            expect(await stage.requests()).toEqual([LIST, LIST]);
        },
    );
});
