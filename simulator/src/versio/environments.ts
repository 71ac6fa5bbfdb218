import { hashToken } from "../fingerprint";
import type { Environment } from "./default-environments";
import type { StoredToken, VersioState } from "./state";

/** Two words of letters and digits with a colon between them, as in the vendor's own scripts. */
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const wordLength = 22;

/** What the UI may change about a token; what is left out stays as it is. */
export interface TokenChange {
    active?: boolean | undefined;
    permissions?: string[] | undefined;
}

/** The environments and their tokens: how tokens come and go, and whose they are. */
export class Environments {
    /** @param random - makes so many random bytes for the value of a new token. */
    constructor(
        private readonly environments: readonly Environment[],
        private state: VersioState,
        private readonly random: (size: number) => Uint8Array,
    ) {}

    /** Every environment. */
    all(): readonly Environment[] {
        return this.environments;
    }

    /** The environment with this id. */
    find(id: string): Environment | undefined {
        return this.environments.find((environment) => environment.id === id);
    }

    /** The tokens of an environment, oldest first. */
    tokensOf(environment: string): StoredToken[] {
        return this.state.tokens.filter((token) => token.environment === environment);
    }

    /** The token of this name in an environment. */
    findToken(environment: string, name: string): StoredToken | undefined {
        return this.tokensOf(environment).find((token) => token.name === name);
    }

    /** What is kept of a token that works; undefined when it is unknown, deleted or not active. */
    authenticate(token: string | undefined): StoredToken | undefined {
        const sha256 = hashToken(token ?? "");
        return this.state.tokens.find((candidate) => candidate.sha256 === sha256 && candidate.active);
    }

    /** The UI's creation of an active token; its name must be free. The value is known this once. */
    create(environment: string, name: string, permissions: string[]): string {
        const token = `${this.word()}:${this.word()}`;
        const fresh = { sha256: hashToken(token), environment, name, permissions, active: true };
        this.state.tokens = [...this.state.tokens, fresh];
        return token;
    }

    private word(): string {
        return Array.from(this.random(wordLength), (byte) => alphabet[byte % alphabet.length]).join("");
    }

    /** The UI's change of a token. */
    change(token: StoredToken, { active, permissions }: TokenChange): StoredToken {
        const changed = {
            ...token,
            active: active ?? token.active,
            permissions: permissions ?? token.permissions,
        };
        this.state.tokens = this.state.tokens.map((candidate) => (candidate === token ? changed : candidate));
        return changed;
    }

    /** The UI's deletion of a token. */
    delete(token: StoredToken): void {
        this.state.tokens = this.state.tokens.filter((candidate) => candidate !== token);
    }

    /** Whether this is a managed instance, which has no limit of requests. */
    get managed(): boolean {
        return this.state.managed;
    }

    set managed(managed: boolean) {
        this.state.managed = managed;
    }

    /** What to keep so that everything survives a restart. */
    snapshot(): VersioState {
        return this.state;
    }
}
