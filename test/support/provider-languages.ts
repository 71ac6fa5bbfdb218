import { saidAt } from "./provider-stage";
import type { Stack } from "./stack";
import type { StackStage } from "./stack-stage";
import { tracesOf } from "./traces";

const TYPE = "api-tokens:thousandeyes:ApiToken";
const CREATED = ["GET /users/current", "POST /api-tokens", "GET /users/current"];

/** The programs that a language has, which do the same in all of them. */
export type ProgramName = "life" | "adopted" | "consume";

/** A language, with programs that use the provider. */
export interface Language {
    readonly name: string;
    readonly stage: StackStage;
    /** Opens a stack of a project with one of the programs. */
    readonly open: (project: string, program: ProgramName, bootstrapToken?: string) => Promise<Stack>;
}

/** What the provider does is the same in every language: two tests. */
export function describeLanguage({ name, stage, open }: Language): void {
    async function noTokenInClear(stack: Stack): Promise<void> {
        const { text } = await stack.exportState();
        expect([...stage.tokens].flatMap((token) => tracesOf(token, text))).toEqual([]);
    }

    test(`a program in ${name}: the life of a token of ThousandEyes`, async () => {
        const stack = await open("life", "life", await stage.newToken());
        const preview = await stack.succeed("preview", "--diff");
        expect(preview.requests).toEqual([]);
        expect(preview.output).toMatch(/bootstrapToken: \[secret\]/);
        expect(preview.output).toMatch(/fingerprint: \[unknown\]/);

        const create = await stack.up();
        expect(create.requests).toEqual(CREATED);
        expect(saidAt(TYPE, "ci", create)).toEqual([
            expect.stringMatching(/^created, token \w{12} is valid until \S+, the previous one until \S+$/),
        ]);
        const created = await stack.outputs();
        expect(await stage.statusOf(created.token)).toBe(200);
        expect(created).toMatchObject({
            userId: "1001",
            fingerprint: expect.stringMatching(/^\w{12}$/) as string,
        });

        const unchanged = await stack.up();
        expect(unchanged.requests).toEqual([]);
        expect(unchanged.output).toMatch(/2 unchanged/);

        stack.configure({ release: "2" });
        const refused = await stack.refused("preview");
        expect(refused.requests).toEqual([]);
        expect(refused.output).toMatch(
            /ci: not rotated, although trigger "release" changed\. .*\[ERR_OVERLAP\]/,
        );

        await stage.advance(20);
        const planned = await stack.succeed("preview", "--diff");
        expect(planned.requests).toEqual([]);
        expect(planned.output).toMatch(/rotating, trigger "release" changed/);
        expect(planned.output).toMatch(/~ release: "1" => "2"/);
        const rotate = await stack.up();
        expect(rotate.requests).toEqual(CREATED.slice(1));
        const rotated = await stack.outputs();
        expect(rotated.token).not.toBe(created.token);
        expect(await stage.statusOf(rotated.token)).toBe(200);

        const consumer = await open("consume", "consume");
        const consumed = await consumer.up();
        expect(consumed.requests).toEqual(["GET /users/current"]);
        expect(consumed.output).toMatch(/token *: \[secret\]/);
        expect(await consumer.outputs()).toMatchObject({ token: rotated.token });

        const refresh = await stack.refresh();
        expect(refresh.requests).toEqual(["GET /users/current"]);
        expect(refresh.output).toMatch(/2 unchanged/);

        await stage.advance(700);
        const due = await stack.preview();
        expect(saidAt(TYPE, "ci", due)).toEqual([expect.stringMatching(/^rotating, \d+ days left/)]);
        await stack.up();
        const latest = await stack.outputs();
        expect(latest.token).not.toBe(rotated.token);

        await noTokenInClear(stack);
        const destroy = await stack.destroy();
        expect(destroy.requests).toEqual([]);
        expect(saidAt(TYPE, "ci", destroy)).toContainEqual(
            expect.stringMatching(/^token \w{12} leaves the state and stays valid until /),
        );
    });

    test(`a program in ${name}: tokens of Versio.io and Cutover are adopted, swapped, refreshed and revoked`, async () => {
        const stack = await open("adopted", "adopted");
        const [first, robot] = [
            await stage.newVersioToken("pulumi"),
            await stage.newCutoverToken("102", "pulumi"),
        ];
        await stack.setSecret("versioToken", first);
        await stack.setSecret("api-tokens:cutoverApiToken", robot.token);
        const create = await stack.up();
        expect(saidAt("api-tokens:versio:ApiToken", "cmdb", create)).toEqual([
            expect.stringMatching(/^adopted token \w{12}: its end is not known$/),
        ]);
        expect(await stack.outputs()).toMatchObject({
            authorization: `apiToken ${first}`,
            cutoverToken: robot.token,
            tokenId: robot.id,
            labels: "pulumi",
        });
        const second = await stage.newVersioToken("pulumi-2");
        await stack.setSecret("versioToken", second);
        const swap = await stack.up();
        expect(saidAt("api-tokens:versio:ApiToken", "cmdb", swap)).toContainEqual(
            expect.stringMatching(/^swapped for token \w{12}/),
        );
        expect(await stack.outputs()).toMatchObject({ versioToken: second });
        for (const label of ["second", "third"]) {
            const { token } = await stage.newCutoverToken("102", label);
            await stack.setSecret("api-tokens:cutoverApiToken", token);
            stack.configure({ label });
            await stack.up();
        }
        const { earlier = "" } = await stack.outputs();
        expect(JSON.parse(earlier)).toEqual([
            { token: robot.token, tokenId: robot.id, validUntil: expect.any(String) as string },
        ]);
        const refresh = await stack.refresh();
        expect(refresh.output).toMatch(/3 unchanged/);
        await noTokenInClear(stack);
        const destroy = await stack.destroy();
        const living = (await stage.control.cutover.users()).find(({ id }) => id === "102")?.tokens;
        expect(living?.map(({ label }) => label)).toEqual([]);
        expect(saidAt("api-tokens:cutover:UserAppToken", "robot", destroy)).toContainEqual(
            expect.stringMatching(/^revoked token/),
        );
    });
}
