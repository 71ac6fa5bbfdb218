import { isoSeconds } from "../clock";
import { fingerprintOfHash, hashToken } from "../fingerprint";
import { countUnauthorized, isBlocked } from "./address-block";
import type { Organisation, User } from "./organisations";
import type { StoredToken, ThousandEyesState } from "./state";
import { activeTokens, endOfNewToken, isActive, maximumActiveTokens, regenerate } from "./token-rules";

/** A user and its organisation, as they are now. */
export interface Member {
    organisation: Organisation;
    user: User;
    locked: boolean;
}

/** A token just issued: the only time that its value is known. */
export interface IssuedToken {
    token: string;
    /** ISO 8601, whole seconds. */
    validUntil: string;
}

/** What the control interface may change about a user. */
export interface UserChange {
    locked?: boolean | undefined;
    apiAccess?: boolean | undefined;
}

/** The users and their tokens: who a token belongs to, and how tokens come and go. */
export class Accounts {
    private readonly members = new Map<string, { organisation: Organisation; user: User }>();

    /** @param newToken - makes the value of a new token. */
    constructor(
        organisations: readonly Organisation[],
        private state: ThousandEyesState,
        private readonly newToken: () => string,
    ) {
        for (const organisation of organisations) {
            for (const user of organisation.users) {
                this.members.set(user.uid, { organisation, user });
            }
        }
    }

    /** Every user, as of now. */
    all(): Member[] {
        return [...this.members.keys()].flatMap((uid) => this.find(uid) ?? []);
    }

    /** The user with this uid. */
    find(uid: string): Member | undefined {
        const member = this.members.get(uid);
        const change = this.state.users[uid];
        return (
            member && {
                organisation: member.organisation,
                user: { ...member.user, apiAccess: change?.apiAccess ?? member.user.apiAccess },
                locked: change?.locked ?? false,
            }
        );
    }

    /** All tokens that a user ever had, oldest first. */
    tokensOf(uid: string): StoredToken[] {
        return this.state.tokens.filter((token) => token.uid === uid);
    }

    /** The user whose token this is; undefined when the token is not accepted or the account is locked. */
    authenticate(token: string | undefined, now: Date): Member | undefined {
        const sha256 = hashToken(token ?? "");
        const stored = this.state.tokens.find((candidate) => candidate.sha256 === sha256);
        const member = stored !== undefined && isActive(stored, now) ? this.find(stored.uid) : undefined;
        return member?.locked === true ? undefined : member;
    }

    /** The API's regeneration; undefined when the user already has as many active tokens as allowed. */
    regenerate(uid: string, now: Date): IssuedToken | undefined {
        if (activeTokens(this.state.tokens, uid, now).length >= maximumActiveTokens) {
            return undefined;
        }
        return this.issue(uid, now, endOfNewToken(now));
    }

    /** The UI's creation; undefined when the user has an active token. The default end is two years on. */
    createInUi(uid: string, now: Date, validForMs?: number): IssuedToken | undefined {
        if (activeTokens(this.state.tokens, uid, now).length > 0) {
            return undefined;
        }
        const end = validForMs === undefined ? endOfNewToken(now) : new Date(now.getTime() + validForMs);
        return this.issue(uid, now, end);
    }

    /** The UI's revocation of all active tokens of a user, or of the one with this fingerprint; says how many. */
    revoke(uid: string, now: Date, fingerprint?: string): number {
        const doomed = activeTokens(this.state.tokens, uid, now).filter(
            (token) => fingerprint === undefined || fingerprintOfHash(token.sha256) === fingerprint,
        );
        this.state.tokens = this.state.tokens.map((token) =>
            doomed.includes(token) ? { ...token, revokedAt: isoSeconds(now) } : token,
        );
        return doomed.length;
    }

    /** Locks or unlocks a user, gives or takes API access. */
    change(uid: string, change: UserChange): void {
        const before = this.state.users[uid] ?? { locked: false, apiAccess: null };
        this.state.users[uid] = {
            locked: change.locked ?? before.locked,
            apiAccess: change.apiAccess ?? before.apiAccess,
        };
    }

    /** Whether every request from this address is refused for its many 401 answers. */
    isBlocked(address: string, now: Date): boolean {
        return isBlocked(this.state.unauthorized, address, now);
    }

    /** Counts a 401 answer to this address. */
    countUnauthorized(address: string, now: Date): void {
        this.state.unauthorized = countUnauthorized(this.state.unauthorized, address, now);
    }

    /** What to keep so that everything survives a restart. */
    snapshot(): ThousandEyesState {
        return this.state;
    }

    private issue(uid: string, now: Date, end: Date): IssuedToken {
        const token = this.newToken();
        const validUntil = isoSeconds(end);
        const fresh = {
            sha256: hashToken(token),
            uid,
            issuedAt: isoSeconds(now),
            validUntil,
            revokedAt: null,
        };
        this.state.tokens = [...regenerate(this.state.tokens, fresh, now)];
        return { token, validUntil };
    }
}
