import { call } from "./simulator-client";
import type { Answer, Call } from "./simulator-client";
import type { SimulatorStage } from "./simulator-stage";

/** The users of the simulated Cutover instance, by their ids. */
export const users = { admin: "101", robot: "102", otherRobot: "103", withoutDeveloper: "104" } as const;

/** Calls of the Cutover API that the simulator of a test serves. */
export class CutoverCalls {
    constructor(private readonly stage: SimulatorStage) {}

    /** Calls a path below `/core`. */
    send(method: string, path: string, options: Call): Promise<Answer> {
        return call(method, `${this.stage.simulator.cutoverUrl}/core${path}`, options);
    }

    /** Reads a path below `/core`. */
    get(path: string, token: string): Promise<Answer> {
        return this.send("GET", path, { token });
    }

    /** Creates a token labelled CI as in the UI. */
    newToken(user: string, options: { validFor?: string; activationDelayMs?: number } = {}) {
        return this.stage.control.cutover.createToken(user, { label: "CI", ...options });
    }

    /** What a read with this token is answered with. */
    async statusOf(token: string): Promise<number> {
        return (await this.get(`/users/${users.robot}`, token)).status;
    }
}

/** An error document, whatever its words are. */
export function errorDocument(title: string, code: string): object {
    return { errors: [{ title, detail: expect.any(String) as string, code }] };
}

/** The resources of an answer. */
export function resourcesOf({ body }: Answer): { id: string; attributes: Record<string, unknown> }[] {
    return (body as { data: { id: string; attributes: Record<string, unknown> }[] }).data;
}
