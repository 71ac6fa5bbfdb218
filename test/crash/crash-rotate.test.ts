import { Ground } from "./crash";
import { describeCrashes } from "./crash-cases";
import { afterIntent, answerUnsent, notSealed } from "./crash-points";

jest.setTimeout(180_000);

const grounds: Ground[] = [];
let rotations = 1;

/** The overlap of the last rotation passes, and the trigger changes. */
async function due(ground: Ground): Promise<Ground> {
    await ground.stage.advance(20);
    ground.stack.configure({ release: String(++rotations) });
    return ground;
}

async function fresh(): Promise<Ground> {
    const ground = await Ground.lay();
    grounds.push(ground);
    await ground.stack.up();
    return due(ground);
}

const next = () => (grounds[0] === undefined ? fresh() : due(grounds[0]));

afterAll(() => Promise.all(grounds.map((ground) => ground.clear())));

describe("a rotation that is cut off", () => {
    describeCrashes({ name: "rotate", next, fresh }, [afterIntent, answerUnsent, notSealed]);
});
