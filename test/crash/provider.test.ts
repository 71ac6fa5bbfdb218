import { ProviderStage, saidAt } from "../support/provider-stage";
import type { Stack } from "../support/stack";
import type { StackStage } from "../support/stack-stage";
import { Crash, type CrashHost, Ground, type Outcome } from "./crash";
import {
    afterIntent,
    answerUnsent,
    type CrashPoint,
    inIssuer,
    journalOf,
    returned,
    sealed,
} from "./crash-points";
import type { Victims } from "./processes";
import { SharedBucket, type SharedStore } from "./shared-stores";
import { printTable } from "./table";

jest.setTimeout(180_000);

const TYPE = "api-tokens:thousandeyes:ApiToken";

const PROGRAM = `
config:
  bootstrapToken: { type: string, secret: true }
  release: { type: string, default: "1" }
resources:
  ci:
    type: ${TYPE}
    properties:
      bootstrapToken: \${bootstrapToken}
      rotation: { triggers: { release: "\${release}" } }
outputs:
  token: \${ci.token}
  tokenFingerprint: \${ci.tokenFingerprint}
`;

/** The provider for every language, and a program in YAML. Its journal is in the store, or in the default folder. */
class ProviderHost implements CrashHost {
    constructor(private readonly store?: SharedStore) {}

    async open(stage: StackStage, bootstrapToken: string): Promise<Stack> {
        const { sandbox } = stage;
        Object.assign(sandbox.environment, this.store?.environment(sandbox.folder));
        const provider = new ProviderStage(stage);
        await provider.start();
        return provider.yaml("rotate", PROGRAM, bootstrapToken);
    }

    said = (run: Parameters<CrashHost["said"]>[0]) => saidAt(TYPE, "ci", run);

    async journal(stage: StackStage) {
        const kept = [...((await this.store?.entries()) ?? [])].map(([name, text]) => ({ name, text }));
        return [...journalOf(stage), ...kept];
    }
}

/** What is killed, and when. */
type Cut = readonly [Victims, CrashPoint];

const VICTIMS: readonly Victims[] = ["provider", "engine", "run"];

/** `CRASHES=all` kills each of the victims at each instant; otherwise another one at each, which takes a third of the time. */
const isWhole = process.env.CRASHES === "all";

const IN_FOLDER = [afterIntent, answerUnsent, sealed, returned].flatMap((point, index) =>
    VICTIMS.filter((_, turn) => isWhole || turn === index % VICTIMS.length).map((victims): Cut => [
        victims,
        point,
    ]),
);

const sealedInService = inIssuer("sealed, not returned", "service: sealed, not returned");

const IN_SERVICE: readonly Cut[] = [
    ...(isWhole ? VICTIMS : []).map((victims): Cut => [victims, sealedInService]),
    ["provider", inIssuer("sealed on the runner only", "service: sealed here, not there")],
    ["engine", inIssuer("after the intent", "service: after the intent")],
    ["run", returned],
];

/** A creation and then rotations of one token, each of which is cut off. */
function describeCuts(where: string, created: Cut, cuts: readonly Cut[], store?: SharedStore): void {
    describe(`the provider for every language, with a journal in ${where}`, () => {
        const outcomes: Outcome[] = [];
        let ground: Ground | undefined;
        let rotations = 1;

        beforeAll(async () => {
            await store?.start();
            ground = await Ground.lay(new ProviderHost(store));
        });

        afterAll(async () => {
            printTable(`the provider, journal in ${where}: it, the engine, or both are killed`, outcomes);
            await ground?.clear();
            await store?.stop();
        });

        async function hold(job: Outcome["job"], [victims, point]: Cut): Promise<void> {
            if (ground === undefined) {
                throw new Error("there is no ground");
            }
            const outcome = await new Crash(ground, job, point, victims).play();
            outcomes.push(outcome);
            expect(outcome.end).toBe("newest token in state, and works");
            expect(outcome.issued).toBe(1);
            expect(Math.max(...outcome.posts)).toBeLessThanOrEqual(1);
        }

        test(`a creation, ${created[1].name}, ${created[0]} killed: the newest token ends in the state`, () =>
            hold("create", created));

        test.each(cuts.map((cut) => ({ cut, victims: cut[0], name: cut[1].name })))(
            "a rotation, $name, $victims killed: the newest token ends in the state",
            async ({ cut }) => {
                await ground?.stage.advance(20);
                ground?.stack.configure({ release: String(++rotations) });
                await hold("rotate", cut);
            },
        );
    });
}

describeCuts("a folder", ["provider", answerUnsent], IN_FOLDER);
describeCuts("S3", ["run", sealedInService], IN_SERVICE, new SharedBucket());
