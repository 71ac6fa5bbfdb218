import type { ControlSend } from "../control/send";
import type { CutoverUserView } from "./control";
import type { CreatedUserAppToken, UserChange } from "./instance";
import type { CutoverSettings } from "./state";

/** What stands in for the Cutover UI, as part of a client of the control interface. */
export class CutoverControl {
    constructor(private readonly send: ControlSend) {}

    /** The users with their tokens as fingerprints. */
    async users(): Promise<CutoverUserView[]> {
        return (await this.send<{ users: CutoverUserView[] }>("GET", "/cutover/users")).users;
    }

    /** Archives a user, which ends the use of its tokens, or takes it back; gives it other roles. */
    setUser(id: string, change: UserChange): Promise<CutoverUserView> {
        return this.send("PUT", userPath(id), change);
    }

    /**
     * Creates a token as in the UI; refused for an archived user. It has no end unless `validFor` says so (such as
     * `"30d"`), and is accepted at once unless `activationDelayMs` (on the simulator's clock) says so.
     */
    createToken(
        userId: string,
        options: { label: string; validFor?: string; activationDelayMs?: number },
    ): Promise<CreatedUserAppToken> {
        return this.send("POST", `${userPath(userId)}/user_app_tokens`, options);
    }

    /** Revokes a token as in the UI. */
    async revokeToken(userId: string, id: string): Promise<void> {
        await this.send("DELETE", `${userPath(userId)}/user_app_tokens/${encodeURIComponent(id)}`);
    }

    /** How the instance is set up. */
    settings(): Promise<CutoverSettings> {
        return this.send("GET", "/cutover/settings");
    }

    /** Changes how the instance is set up; what is left out stays as it is. */
    setSettings(change: Partial<CutoverSettings>): Promise<CutoverSettings> {
        return this.send("PUT", "/cutover/settings", change);
    }
}

function userPath(id: string): string {
    return `/cutover/users/${encodeURIComponent(id)}`;
}
