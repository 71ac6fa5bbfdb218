import { fingerprint } from "../../src/base/fingerprint";
import { Fleet, organisationsOf, type Plan } from "../support/fleet";
import type { Run } from "../support/stack";
import { useStackStage } from "../support/stack-stage";
import { kill, until } from "./processes";

/** `npm run fleet` sets more. */
const stacks = Number(process.env.FLEET_STACKS ?? 4);
const usersOfEach = Number(process.env.FLEET_USERS ?? 10);
const total = stacks * usersOfEach;

jest.setTimeout(120_000 + stacks * 180_000);

const names = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${prefix}-${String(index + 1).padStart(2, "0")}`);
const plan: Plan = Object.fromEntries(
    names("stack", stacks).map((stack) => [stack, names("user", usersOfEach)]),
);
const stage = useStackStage(organisationsOf(plan));

/** So many tokens were issued by the API; the pasted ones are not counted. */
const issued = () => stage.tokens.size - total;

async function timed(start: () => Promise<Run>): Promise<{ run: Run; seconds: number }> {
    const begun = Date.now();
    const run = await start();
    return { run, seconds: Math.round((Date.now() - begun) / 1000) };
}

/** The process that was started last, and all below it but the one that asks for tokens. */
function killEverything(): void {
    const [fleet] = stage.sandbox.running;
    if (fleet?.pid === undefined) {
        throw new Error("the campaign ended before it could be killed");
    }
    kill(fleet.pid, "run");
}

/** Each stack's state against what the simulator knows of its users. */
async function wrongTokens(fleet: Fleet): Promise<string[]> {
    const wrong: string[] = [];
    for (const stack of Object.keys(plan)) {
        const tokens = await fleet.tokens(stack);
        const users = await fleet.users(plan, stack);
        expect(users).toHaveLength(usersOfEach);
        for (const { name, tokens: known } of users) {
            const isNewest =
                known.length === 2 && known.at(-1)?.fingerprint === fingerprint(tokens[name] ?? "");
            if (!isNewest || (await stage.statusOf(tokens[name])) !== 200) {
                wrong.push(`${stack}/${name}`);
            }
        }
    }
    return wrong;
}

test("a campaign over many stacks that is killed half way and started again rotates every token exactly once", async () => {
    const fleet = await Fleet.open(stage, plan);
    const adopted = await timed(() => fleet.succeed("--release", "2026-11"));
    expect(adopted.run.output).toContain(`${total} adopted`);
    await stage.control.clearRequests();

    const killed = timed(() => fleet.run("--release", "2026-12"));
    await until("half of the tokens are rotated", () => issued() >= total / 2, 30);
    killEverything();
    const cut = await killed;
    expect(cut.run.code).toBeNull();
    const before = issued();
    expect(fleet.filesWithTokens()).toEqual([]);

    const second = await timed(() => fleet.succeed("--release", "2026-12"));
    expect(second.run.output).toContain("takes away the lock of a run that was cut off");
    expect(second.run.output).toContain(`${stacks} of ${stacks} stacks`);
    expect(second.run.output).toContain(`: ${total} rotated\n`);

    const log = await stage.control.requests();
    const attempts = log.filter(({ method }) => method === "POST");
    const refused = log.filter(({ status }) => status !== null && status >= 400);
    expect(attempts).toHaveLength(total);
    expect(refused).toEqual([]);
    const wrong = await wrongTokens(fleet);
    expect(wrong).toEqual([]);
    expect(fleet.filesWithTokens()).toEqual([]);

    const third = await fleet.succeed("--release", "2026-12");
    expect(third.requests).toEqual([]);
    process.stdout.write(
        [
            `\n${total} tokens in ${stacks} stacks, 2 stacks at a time`,
            `adopted in ${adopted.seconds} s`,
            `killed ${cut.seconds} s after the start of the campaign, with ${before} tokens issued`,
            `done ${second.seconds} s after the same command was given again`,
            `requests for a token: ${attempts.length}, refused: ${refused.length}, tokens lost: ${wrong.length}\n`,
        ].join("\n"),
    );
});
