import { Ground } from "./crash";
import { describeCrashes } from "./crash-cases";
import { afterIntent, answerUnsent, notSealed } from "./crash-points";

jest.setTimeout(180_000);

let ground: Ground | undefined;

async function fresh(): Promise<Ground> {
    ground = await Ground.lay();
    return ground;
}

afterEach(() => ground?.clear());

describe("a create that is cut off", () => {
    describeCrashes({ name: "create", next: fresh, fresh }, [afterIntent, answerUnsent, notSealed]);
});
