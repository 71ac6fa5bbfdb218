import type { ControlSend } from "../control/send";
import type { CreatedVersioToken, VersioEnvironmentView, VersioSettings, VersioTokenView } from "./control";
import type { TokenChange } from "./environments";

/** What stands in for the Versio.io UI, as part of a client of the control interface. */
export class VersioControl {
    constructor(private readonly send: ControlSend) {}

    /** The environments with their tokens as fingerprints. */
    async environments(): Promise<VersioEnvironmentView[]> {
        const path = "/versio/environments";
        return (await this.send<{ environments: VersioEnvironmentView[] }>("GET", path)).environments;
    }

    /**
     * Creates an active token as a user does in the UI; refused when the environment has one of this name.
     * `permissions` is `["CMDB viewer"]` by default: the token may read.
     */
    createToken(
        environment: string,
        options: { name: string; permissions?: string[] },
    ): Promise<CreatedVersioToken> {
        return this.send("POST", tokensPath(environment), options);
    }

    /** Deactivates or activates a token, changes its permissions; what is left out stays as it is. */
    setToken(environment: string, name: string, change: TokenChange): Promise<VersioTokenView> {
        return this.send("PUT", `${tokensPath(environment)}/${encodeURIComponent(name)}`, change);
    }

    /** Deletes a token; its name is free again. */
    async deleteToken(environment: string, name: string): Promise<void> {
        await this.send("DELETE", `${tokensPath(environment)}/${encodeURIComponent(name)}`);
    }

    /** Whether it is a managed instance. */
    settings(): Promise<VersioSettings> {
        return this.send("GET", "/versio/settings");
    }

    /** Makes it a managed instance, which has no limit of requests, or the hosted service, which has one. */
    setSettings(settings: VersioSettings): Promise<VersioSettings> {
        return this.send("PUT", "/versio/settings", settings);
    }
}

function tokensPath(environment: string): string {
    return `/versio/environments/${encodeURIComponent(environment)}/tokens`;
}
