import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AdoptedTokenProvider } from "../../src/adopted-token/provider";
import type { AdoptedTokenOutputs } from "../../src/adopted-token/state";
import type { AdoptedTokenSystem } from "../../src/adopted-token/system";
import { fingerprint } from "../../src/base/fingerprint";
import { DynamicProvider } from "../../src/pulumi/dynamic-provider";
import type { UserAppTokenInputs } from "../../src/systems/cutover/user-app-token-inputs";
import { userAppTokenSystem } from "../../src/systems/cutover/user-app-token-system";
import { failureAs } from "../support/failure-of";
import { NotedRun } from "../support/host";
import { temporaryFolder } from "../support/temporary-folder";
import { users } from "./cutover-calls";
import { useSimulator } from "./simulator-stage";

type Inputs = UserAppTokenInputs & { readonly resourceName: string };
type Outputs = Inputs & AdoptedTokenOutputs;

const stage = useSimulator();
const folder = temporaryFolder();
let made: { id: string; token: string }[];

beforeEach(async () => {
    made = [];
    for (const label of ["first", "second"]) {
        made.push(await stage.control.cutover.createToken(users.robot, { label }));
    }
});

/** The inputs of a resource that holds one of the tokens, and wants it revoked in the end. */
function inputs(resourceName: string, index = 0, changes: Partial<Inputs> = {}): Inputs {
    const label = ["first", "second"][index] ?? "";
    const baseUrl = stage.simulator.cutoverUrl;
    const token = made[index]?.token ?? "";
    return { resourceName, token, userId: users.robot, label, baseUrl, revoke: true, ...changes };
}

/** One command of Pulumi, as far as a provider sees it. */
class Command extends DynamicProvider<Inputs, Outputs> {
    private constructor(private readonly noted: NotedRun) {
        super(new AdoptedTokenProvider(userAppTokenSystem as AdoptedTokenSystem<Inputs>), noted);
    }

    static start(journal = folder.path): Command {
        const environment = { PULUMI_API_TOKENS_JOURNAL: journal, PULUMI_PROJECT: "billing" };
        const run = new NotedRun(environment, Date.now);
        run.configure({ get: () => undefined });
        return new Command(run);
    }

    get said(): string {
        return this.noted.lines.join("\n");
    }

    /** Registers a resource that is new to the engine. */
    async declared(news: Inputs): Promise<Outputs> {
        return (await this.create(await this.resolved(news))).outs as Outputs;
    }

    async resolved(news: Inputs): Promise<Inputs> {
        const { inputs: checked } = await this.check(undefined, news);
        return checked ?? news;
    }
}

/** The ids of the tokens that there are. */
async function living(): Promise<string[]> {
    const all = await stage.control.cutover.users();
    return all.find(({ id }) => id === users.robot)?.tokens.map(({ id }) => id) ?? [];
}
const ids = (...indices: number[]) => indices.map((index) => made[index]?.id);
const up = (news: Inputs) => Command.start().declared(news);

describe("a token that another resource of the program holds is not revoked", () => {
    test("after a rename, or under another parent: the new one is created before the old one goes", async () => {
        for (const newName of ["renamed", "robot"]) {
            const old = await up(inputs("robot"));
            const command = Command.start();
            await command.declared(inputs(newName));
            await command.delete("", old);
            expect(await living()).toEqual(ids(0, 1));
            expect(command.said).toContain(
                `token ${fingerprint(old.token)} is not revoked: "${newName}" of this program holds it`,
            );
        }
    });

    test("with deleteBeforeReplace: the new one is only declared when the old one goes", async () => {
        const old = await up(inputs("robot"));
        const command = Command.start();
        const checked = await command.resolved(inputs("robot"));
        await command.delete("", old);
        await command.create(checked);
        expect(await living()).toEqual(ids(0, 1));
    });

    test("as another one's adminToken", async () => {
        const old = await up(inputs("robot"));
        const command = Command.start();
        await command.declared(inputs("other", 1, { adminToken: old.token }));
        await command.delete("", old);
        expect(await living()).toEqual(ids(0, 1));
    });

    test("as the previous token of one whose grace period is over", async () => {
        const swapped = await Command.start().update("", await up(inputs("robot")), inputs("robot", 1));
        const command = Command.start();
        await command.check(undefined, inputs("other", 0, { revoke: false }));
        const over = { ...(swapped.outs as Outputs), previousValidUntil: "2020-01-01T00:00:00Z" };
        const { outs } = await command.update("", over, inputs("robot", 1));
        expect(await living()).toEqual(ids(0, 1));
        expect(outs).not.toHaveProperty("previousToken");
    });
});

describe("a token that a resource of another stack holds", () => {
    test("is not revoked before the last one goes, and the words tell which one holds it", async () => {
        const [one, other] = [await up(inputs("robot")), await up(inputs("copy"))];
        const first = Command.start();
        await first.delete("", one);
        expect(await living()).toEqual(ids(0, 1));
        expect(first.said).toContain('is not revoked: "copy" of project "billing" holds it too, as noted in');
        await Command.start().delete("", other);
        expect(await living()).toEqual(ids(1));
        expect(readdirSync(folder.path).filter((name) => name.includes("held"))).toEqual([]);
    });

    test("is not revoked while that one keeps it for its grace period", async () => {
        const [one, other] = [await up(inputs("robot")), await up(inputs("copy"))];
        await Command.start().update("", other, inputs("copy", 1));
        await Command.start().delete("", one);
        expect(await living()).toEqual(ids(0, 1));
    });

    test("cannot be told from one that nobody holds where the journal cannot be read: it is not revoked", async () => {
        const one = await up(inputs("robot"));
        const file = join(folder.path, "a-file");
        writeFileSync(file, "");
        const command = Command.start(file);
        await command.delete("", one);
        expect(await living()).toEqual(ids(0, 1));
        expect(command.said).toContain("whether another stack holds it cannot be found out");
    });

    test("counts also when its state is of 0.1.0, once it was refreshed", async () => {
        const { holder: _, ...old } = await up(inputs("robot"));
        const copy = await up(inputs("copy"));
        await Command.start().read("", old);
        await Command.start().delete("", copy);
        expect(await living()).toEqual(ids(0, 1));
    });
});

describe("before a resource is replaced", () => {
    const before = async (news: Inputs) => {
        const olds = await up(inputs("robot"));
        const command = Command.start();
        await command.check(olds, news);
        const { replaces } = await command.diff("", olds, news);
        expect(replaces).toEqual(["userId"]);
        return command.said;
    };

    test("preview says that its token is revoked then", async () => {
        expect(await before(inputs("robot", 1, { userId: users.otherRobot }))).toBe(
            `robot: userId changes: another resource takes the place of this one, and token ${fingerprint(inputs("robot").token)} is revoked then`,
        );
    });

    test("preview says that its token stays, when the next one has it", async () => {
        expect(await before(inputs("robot", 0, { userId: users.otherRobot }))).toContain("stays");
    });

    test("preview says who else holds its token", async () => {
        await up(inputs("copy"));
        expect(await before(inputs("robot", 1, { userId: users.otherRobot }))).toContain(
            'is not revoked: "copy" of project "billing" holds it too',
        );
    });
});

describe("with deleteBeforeReplace", () => {
    test("a token that does not work takes no other one's place", async () => {
        const olds = await up(inputs("robot"));
        const command = Command.start();
        await command.check(undefined, inputs("robot", 0, { token: "0".repeat(48) }));
        const error = await failureAs(Error, command.delete("", olds));
        expect(error.message).toContain("The token in state stays");
        expect(error.message).toContain("[ERR_TOKEN_REJECTED]");
        expect(await living()).toEqual(ids(0, 1));
    });
});

test("an adoption says that the token is revoked with its resource", async () => {
    const command = Command.start();
    await command.declared(inputs("robot"));
    expect(command.said).toContain("With revoke: true it is revoked when this resource is destroyed");
});
