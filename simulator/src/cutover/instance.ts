import { isoSeconds } from "../clock";
import { hashToken } from "../fingerprint";
import type { CutoverUser, RoleType } from "./default-users";
import type { CutoverSettings, CutoverState, StoredToken } from "./state";

/** A user as it is now. */
export interface Member extends CutoverUser {
    /** An archived user's tokens do not work. */
    archived: boolean;
}

/** What may be said about a new token besides its user. */
export interface NewToken {
    label: string;
    /** How long it is valid; undefined for a token without an end. */
    validForMs: number | undefined;
    /** How long it is refused at first. */
    activationDelayMs: number;
}

/** A token just created: the only time that its value is known. */
export interface CreatedUserAppToken {
    id: string;
    token: string;
    /** ISO 8601, whole seconds; null when it has no end. */
    expiresAt: string | null;
}

/** What the UI may change about a user; what is left out stays as it is. */
export interface UserChange {
    archived?: boolean | undefined;
    /** Names of its roles. */
    roleTypes?: string[] | undefined;
}

/** An instance of Cutover: its users and their tokens, how tokens come and go, and whose they are. */
export class Instance {
    /** @param random - makes so many random bytes for the value of a new token. */
    constructor(
        readonly roleTypes: readonly RoleType[],
        private readonly initialUsers: readonly CutoverUser[],
        private state: CutoverState,
        private readonly random: (size: number) => Uint8Array,
    ) {}

    /** Every user, as of now. */
    users(): Member[] {
        return this.initialUsers.map((user) => {
            const change = this.state.users[user.id];
            return {
                ...user,
                roleTypes: change?.roleTypes ?? user.roleTypes,
                archived: change?.archived ?? false,
            };
        });
    }

    /** The user with this id. */
    findUser(id: string): Member | undefined {
        return this.users().find((user) => user.id === id);
    }

    /** The tokens of a user that were not revoked, oldest first. */
    tokensOf(userId: string): StoredToken[] {
        return this.state.tokens.filter((token) => token.userId === userId);
    }

    /** Whether a token is accepted at this time. */
    isActive(token: StoredToken, now: Date): boolean {
        return (
            now >= new Date(token.activeFrom) &&
            (token.expiresAt === null || now < new Date(token.expiresAt)) &&
            this.findUser(token.userId)?.archived === false
        );
    }

    /** The user whose token this is, and notes the use; undefined when the token is not accepted. */
    authenticate(token: string | undefined, now: Date): Member | undefined {
        const sha256 = hashToken(token ?? "");
        const stored = this.state.tokens.find((candidate) => candidate.sha256 === sha256);
        if (stored === undefined || !this.isActive(stored, now)) {
            return undefined;
        }
        stored.lastAccessedAt = isoSeconds(now);
        return this.findUser(stored.userId);
    }

    /** The UI's creation of a token. Its value is known this once. */
    createToken(
        userId: string,
        { label, validForMs, activationDelayMs }: NewToken,
        now: Date,
    ): CreatedUserAppToken {
        const token = Buffer.from(this.random(24)).toString("hex");
        const expiresAt = validForMs === undefined ? null : isoSeconds(new Date(now.getTime() + validForMs));
        this.state.lastTokenId += 1;
        const id = String(this.state.lastTokenId);
        this.state.tokens.push({
            sha256: hashToken(token),
            id,
            userId,
            label,
            createdAt: isoSeconds(now),
            activeFrom: new Date(now.getTime() + activationDelayMs).toISOString(),
            expiresAt,
            lastAccessedAt: null,
        });
        return { id, token, expiresAt };
    }

    /** Revokes a token of a user; says whether there was one. */
    revoke(userId: string, id: string): boolean {
        const kept = this.state.tokens.filter((token) => token.userId !== userId || token.id !== id);
        const found = kept.length < this.state.tokens.length;
        this.state.tokens = kept;
        return found;
    }

    /** Archives a user or takes it back, and gives it other roles. */
    changeUser(id: string, { archived, roleTypes }: UserChange): void {
        const before = this.state.users[id] ?? { archived: false, roleTypes: null };
        this.state.users[id] = {
            archived: archived ?? before.archived,
            roleTypes: roleTypes ?? before.roleTypes,
        };
    }

    /** How the instance is set up. */
    get settings(): CutoverSettings {
        return this.state.settings;
    }

    set settings(settings: CutoverSettings) {
        this.state.settings = settings;
    }

    /** What to keep so that everything survives a restart. */
    snapshot(): CutoverState {
        return this.state;
    }
}
